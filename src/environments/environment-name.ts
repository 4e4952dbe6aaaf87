import { FreezeFacts } from './frozen-now';
import { isReservedFileName } from './safe-path';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, legalName, NameRule, nameFault } from '../kernel/names';
import { ISTIO_MINORS, isIstioMinor } from '../schema/istio-version';

/** Refuses what cannot be the folder of an environment on every file system, or would hide among our own folders. */
export function checkEnvironmentName(name: string): void {
  checkFolderName(name, DNS_LABEL, 'name of an environment', undefined);
}

/** Refuses cluster names that cannot be folders, and names given twice. */
export function checkClusterNames(environment: string, clusters: readonly string[]): void {
  const where = `environment ${environment}`;
  if (!Array.isArray(clusters)) {
    fail({ code: CODES.OUTPUT_NAME, what: `\`clusters\` is ${JSON.stringify(clusters)}, which is no list.`, where, fix: 'Give a list of names.' });
  }
  clusters.forEach((cluster, i) => {
    checkFolderName(cluster, DNS_SUBDOMAIN, 'name of a cluster', where);
    if (clusters.indexOf(cluster) < i) {
      fail({ code: CODES.OUTPUT_NAME, what: `The cluster ${cluster} is named twice.`, where, fix: 'Name each cluster once.' });
    }
  });
}

/** Refuses an order that is no list: a text would be taken for a list of letters. */
export function checkOrder(environment: string, after: readonly string[]): void {
  if (!Array.isArray(after)) {
    fail({
      code: CODES.ENVIRONMENT_ORDER,
      what: `\`after\` is ${JSON.stringify(after)}, which is no list.`,
      where: `environment ${environment}`,
      fix: `Write after: [${JSON.stringify(after)}].`,
    });
  }
}

/** The facts of freeze windows; refuses what is no list of them. */
export function checkedFreezes(environment: string, windows: readonly { readonly _facts: FreezeFacts }[]): readonly FreezeFacts[] {
  if (!Array.isArray(windows) || windows.some(window => window?._facts === undefined)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: '`frozen` is no list of freeze windows.',
      where: `environment ${environment}`,
      fix: 'Write frozen: [FreezeWindow.between(...)].',
    });
  }
  return windows.map(({ _facts }) => _facts);
}

/** Refuses the values of another environment: promotion would edit the wrong file. */
export function checkValuesOf(environment: string, values: { readonly environmentName?: unknown; readonly file?: unknown } | undefined): void {
  if (values !== undefined && values?.environmentName !== environment) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `\`values\` are ${values?.file === undefined ? JSON.stringify(values) : `those of ${values.file}`}, not those of ${environment}.`,
      where: `environment ${environment}`,
      why: 'Each environment has a file of its own, which promotion edits.',
      fix: `Give EnvironmentValues.load(${JSON.stringify(environment)}).`,
    });
  }
}

/** Refuses minors of Istio that the library has no facts for. */
export function checkIstioVersion(environment: string, version: string): void {
  if (!isIstioMinor(version)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(version)} is no minor of Istio that this library knows.`,
      where: `environment ${environment}`,
      why: 'It decides which fields and kinds the checks accept.',
      fix: `Use one of ${ISTIO_MINORS.join(', ')}; the oldest stands for all before it.`,
    });
  }
}

/** Refuses engines whose name cannot be a folder below `_delivery`. */
export function checkEngineName(engine: string): void {
  checkFolderName(engine, DNS_LABEL, 'name of a delivery engine', undefined);
}

function checkFolderName(name: string, rule: NameRule, what: string, where: string | undefined): void {
  const fault = (typeof name === 'string' ? nameFault(name, rule) : `is ${JSON.stringify(name)}, which is no text.`) ?? (isReservedFileName(name) ? `${JSON.stringify(name)} is the name of a device on Windows.` : undefined);
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
