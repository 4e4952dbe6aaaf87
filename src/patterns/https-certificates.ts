import type { HttpsCertificate } from './https-gateway';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Fails on certificates without hosts, on one that is there twice, and on hosts that two of them would serve. */
export function checkCertificates(certificates: readonly HttpsCertificate[], where: string): void {
  if (certificates.length === 0) {
    fail({ code: CODES.INVALID_ARGUMENT, what: 'no certificate', where, why: 'nothing could be served', fix: 'name a certificate and its hosts' });
  }
  const sources = new Map<string, number>();
  const owners = new Map<string, number>();
  certificates.forEach(({ hosts, certificate }, i) => {
    const source = JSON.stringify(certificate._render());
    const twin = sources.get(source);
    if (twin !== undefined) {
      fail({
        code: CODES.DUPLICATE_MEMBER,
        what: `certificates[${i}] is the certificate of certificates[${twin}]`,
        where,
        why: 'browsers reuse a connection for all hosts of a certificate, and the server of one half would answer 404 for the other',
        fix: `name all its hosts in certificates[${twin}]`,
      });
    }
    sources.set(source, i);
    for (const host of hosts.map(nameOf)) {
      const owner = owners.get(host);
      if (owner !== undefined) {
        overlap(host, host, `certificates[${owner}]`, `certificates[${i}]`, where);
      }
      owners.set(host, i);
    }
  });
  for (const [host, i] of owners) {
    const wildcard = wildcardsAbove(host).find(each => owners.has(each) && owners.get(each) !== i);
    if (wildcard !== undefined) {
      overlap(host, wildcard, `certificates[${owners.get(wildcard)}]`, `certificates[${i}]`, where);
    }
  }
}

/** A host as clients say it: without namespace, in lower case. */
function nameOf(host: string): string {
  return host.slice(host.indexOf('/') + 1).toLowerCase();
}

/** `*.b.c`, `*.c` and `*` of `a.b.c`. */
function wildcardsAbove(host: string): string[] {
  const labels = host.split('.');
  return host === '*' ? [] : [...labels.slice(1).map((_, i) => `*.${labels.slice(i + 1).join('.')}`), '*'].filter(each => each !== host);
}

function overlap(host: string, other: string, first: string, second: string, where: string): never {
  return fail({
    code: CODES.DUPLICATE_MEMBER,
    what: host === other ? `the host ${host} is named twice, in ${first} and ${second}` : `the host ${host} of ${second} lies within ${other} of ${first}`,
    where: `${where}, certificates`,
    why: host === other
      ? 'Istio leaves the second server out'
      : 'a browser that is connected with the wildcard certificate reuses the connection for the host, and the wildcard’s server answers 404',
    fix: host === other ? `name ${host} once` : `serve ${host} with the certificate of ${other}, or name the hosts of the wildcard one by one`,
  });
}
