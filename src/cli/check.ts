import { examine } from '../analysis/analyzer';
import { Examination, Finding, OwnFault, Severity, Undecided } from '../analysis/finding';
import { inOrder } from '../analysis/finding-order';
import { checkDuplicates } from '../analysis/layers/object';
import { foldersOfOurs, knownServicesFor, MeshFolder, readOnce } from '../environments/mesh-folders';
import { readFolder } from '../environments/reader';
import { Report, reportOf } from '../report/report';
import { IstioMinor } from '../schema/istio-version';

/** What `check` is told. */
export interface CheckOptions {
  readonly istioVersion: IstioMinor;
  readonly threshold: Severity;
  readonly rootNamespace?: string;
  readonly clusterDomain?: string;
}

/** Examines folders of YAML: those of an output root of ours one by one, all others together as one mesh. */
export function check(folders: readonly string[], options: CheckOptions): Report {
  const together: MeshFolder[] = [];
  const meshes: MeshFolder[][] = [];
  for (const folder of readOnce(folders)) {
    const ours = foldersOfOurs(folder);
    if (ours) {
      meshes.push(...ours.map(one => [one]));
    } else {
      together.push({ folder });
    }
  }
  const findings: Finding[] = [];
  const undecided: Undecided[] = [];
  const faults: OwnFault[] = [];
  let objects = 0;
  for (const mesh of together.length > 0 ? [...meshes, together] : meshes) {
    const examination = checkMesh(mesh, options);
    findings.push(...examination.findings);
    undecided.push(...examination.undecided);
    faults.push(...examination.faults ?? []);
    objects += examination.objects;
  }
  return reportOf({ findings: inOrder(findings), undecided, faults, objects, threshold: options.threshold });
}

function checkMesh(folders: readonly MeshFolder[], { istioVersion, rootNamespace, clusterDomain }: CheckOptions): Examination {
  const read = folders.map(({ folder, environment }) => readFolder(folder, { environment }));
  const known = folders.map(({ folder }) => knownServicesFor(folder));
  const manifests = read.flatMap(result => result.manifests);
  const examination = examine([...manifests, ...known.flatMap(result => result.manifests)], { minor: istioVersion, rootNamespace, clusterDomain });
  return {
    ...examination,
    findings: [
      ...[...read, ...known].flatMap(result => result.findings),
      ...checkDuplicates(manifests),
      ...examination.findings,
    ],
  };
}
