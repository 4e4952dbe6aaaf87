import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { isReservedFileName } from './safe-path';

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** Refuses what cannot be the folder of an environment on every file system, or would hide among our own folders. */
export function checkEnvironmentName(name: string): void {
  if (typeof name !== 'string' || !DNS_LABEL.test(name) || isReservedFileName(name)) {
    fail({
      code: CODES.OUTPUT_NAME,
      what: `${JSON.stringify(name)} cannot be the name of an environment`,
      why: 'the name becomes a folder, a part of the names of controllers’ objects, and a label',
      fix: `use a DNS label: lower-case letters, digits and "-", 1 to 63 characters${proposal(name)}`,
    });
  }
}

/** Refuses cluster names that cannot be folders, and names given twice. */
export function checkClusterNames(environment: string, clusters: readonly string[]): void {
  const seen = new Set<string>();
  for (const cluster of clusters) {
    if (typeof cluster !== 'string' || !DNS_SUBDOMAIN.test(cluster) || isReservedFileName(cluster)) {
      fail({
        code: CODES.OUTPUT_NAME,
        what: `${JSON.stringify(cluster)} cannot be the name of a cluster`,
        where: `environment ${environment}`,
        why: 'the name becomes a folder',
        fix: `use a DNS name: lower-case letters, digits, "-" and "."${proposal(cluster)}`,
      });
    }
    if (seen.has(cluster)) {
      fail({
        code: CODES.OUTPUT_NAME,
        what: `the cluster ${cluster} is named twice`,
        where: `environment ${environment}`,
        fix: 'name each cluster once',
      });
    }
    seen.add(cluster);
  }
}

/** The nearest legal name, where one is left. */
function proposal(name: unknown): string {
  const label = String(name).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 63).replace(/-+$/, '');
  return DNS_LABEL.test(label) && !isReservedFileName(label) ? `, for example ${JSON.stringify(label)}` : '';
}
