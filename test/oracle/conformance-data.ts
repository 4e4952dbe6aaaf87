/** The folder of facts and cases of other projects, which is not part of this repository: `CONFORMANCE_DATA`. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export { ISTIO_MINORS } from '../../src/schema/istio-version';
export type { IstioMinor } from '../../src/schema/istio-version';

/** Why a test that needs the data must be skipped; undefined when the data is there. */
export function dataSkipReason(): string | undefined {
  const folder = process.env.CONFORMANCE_DATA;
  if (!folder) {
    return 'CONFORMANCE_DATA is not set';
  }
  return existsSync(join(folder, 'crds')) ? undefined : `CONFORMANCE_DATA has no crds: ${folder}`;
}

/** The path of a file or folder of the data. */
export function conformanceData(...path: string[]): string {
  const reason = dataSkipReason();
  if (reason) {
    throw new Error(reason);
  }
  return join(process.env.CONFORMANCE_DATA!, ...path);
}

/** The CRD files of one project, named by the start of the file's name: `istio-1.30`, `argo-cd`. */
export function crdFiles(prefix: string): string[] {
  const files = allCrdFiles().filter((file) => file.startsWith(`${prefix}-`) || file.startsWith(`${prefix}.`));
  if (files.length === 0) {
    throw new Error(`no CRDs of ${prefix}; there are ${allCrdFiles().join(', ')}`);
  }
  return files.map((file) => conformanceData('crds', file));
}

/** The projects other than Istio, whose CRDs can all be installed side by side. */
export function otherProjects(): string[] {
  return allCrdFiles().filter((file) => !file.startsWith('istio-')).map((file) => file.replace(/(-\d.*)?\.yaml$/, ''));
}

function allCrdFiles(): string[] {
  return readdirSync(conformanceData('crds')).filter((file) => file.endsWith('.yaml')).sort();
}
