import { isReservedFileName } from './safe-path';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, legalName, NameRule, nameFault } from '../kernel/names';

/** Refuses what cannot be the folder of an environment on every file system, or would hide among our own folders. */
export function checkEnvironmentName(name: string): void {
  checkFolderName(name, DNS_LABEL, 'name of an environment', undefined);
}

/** Refuses cluster names that cannot be folders, and names given twice. */
export function checkClusterNames(environment: string, clusters: readonly string[]): void {
  const where = `environment ${environment}`;
  clusters.forEach((cluster, i) => {
    checkFolderName(cluster, DNS_SUBDOMAIN, 'name of a cluster', where);
    if (clusters.indexOf(cluster) < i) {
      fail({ code: CODES.OUTPUT_NAME, what: `The cluster ${cluster} is named twice.`, where, fix: 'Name each cluster once.' });
    }
  });
}

/** Refuses engines whose name cannot be a folder below `_delivery`. */
export function checkEngineName(engine: string): void {
  checkFolderName(engine, DNS_LABEL, 'name of a delivery engine', undefined);
}

function checkFolderName(name: string, rule: NameRule, what: string, where: string | undefined): void {
  const fault = nameFault(String(name), rule) ?? (isReservedFileName(name) ? `${JSON.stringify(name)} is the name of a device on Windows.` : undefined);
  if (fault !== undefined) {
    const legal = legalName(String(name), rule);
    fail({
      code: CODES.OUTPUT_NAME,
      what: `The ${what} ${fault}`,
      where,
      why: 'The name becomes a folder of the output.',
      fix: legal !== undefined && legal !== name ? `Use ${JSON.stringify(legal)}.` : 'Choose another name.',
    });
  }
}
