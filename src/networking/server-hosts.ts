import { isAddress } from './ip-address';
import { virtualHostFault } from './virtual-hosts';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL } from '../kernel/names';

/** Fails on hosts of a server that Istio's webhook refuses; returns a copy. */
export function checkServerHosts(hosts: readonly string[], where: string): string[] {
  if (hosts.length === 0) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'a server without hosts',
      where,
      why: 'Istio refuses it',
      fix: 'name the hosts, or write ["*"] for all',
    });
  }
  for (const host of hosts) {
    const fault = serverHostFault(host);
    if (fault) {
      fail({
        code: CODES.INVALID_NAME,
        what: fault,
        where: `${where}, hosts`,
        fix: 'write a full host name, a wildcard such as *.example.com, or namespace/host',
      });
    }
  }
  return [...hosts];
}

function serverHostFault(text: string): string | undefined {
  const slash = text.indexOf('/');
  const host = text.slice(slash + 1);
  const namespace = text.slice(0, slash);
  if (slash >= 0 && namespace !== '*' && namespace !== '.' && !DNS_LABEL.pattern.test(namespace)) {
    return `${JSON.stringify(namespace)} in ${JSON.stringify(text)} is no namespace`;
  }
  if (host !== '*' && !host.includes('.') && !isAddress(host)) {
    return `${JSON.stringify(host)} is a short name; gateways take full host names only`;
  }
  if (host.includes('*') && host !== '*' && !host.startsWith('*.')) {
    return `${JSON.stringify(host)} is no wildcard: * stands alone or as the whole first label`;
  }
  return virtualHostFault(host);
}
