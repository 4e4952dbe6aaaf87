import { Acknowledgements } from './acknowledgement';
import { Examination, Finding, OwnFault, Undecided } from './finding';
import { inOrder } from './finding-order';
import { checkCrds } from './layers/crd';
import { checkIdentity } from './layers/object';
import { FindingCollector } from './report';
import { RunnableRule } from './rule';
import { RULES } from './rules';
import { CODES } from '../kernel/codes';
import { buildMesh } from '../model/build';
import { Manifest } from '../model/manifest';
import { MeshModel } from '../model/mesh';
import { IstioMinor } from '../schema/istio-version';

/** How to look at one environment or one folder. */
export interface ExamineOptions {
  /** The Istio minor whose fields and rules hold. */
  readonly minor: IstioMinor;
  /** The mesh's root namespace. @default 'istio-system' */
  readonly rootNamespace?: string;
  /** The cluster domain. @default 'cluster.local' */
  readonly clusterDomain?: string;
  /** The mesh the manifests make, where somebody has built it already. @default - it is built here */
  readonly mesh?: MeshModel;
  /** The rules between objects. @default - all of `rules/` */
  readonly rules?: readonly RunnableRule[];
  /** False leaves the checks of single objects out and looks at the mesh only. @default true */
  readonly checkObjects?: boolean;
  /** The environment, for findings about no object. @default - a folder */
  readonly environment?: string;
  /** What somebody answers for: it is a finding all the same, and is not counted together with other places. @default - nothing */
  readonly acknowledgements?: Acknowledgements;
}

/**
 * Examines the manifests of one environment (or folder): every object by itself, then the mesh they make together.
 * Manifests that are only declared are read by the model and not checked. A check that crashes becomes a fault of ours, or of the
 * rule pack it belongs to; the others still answer.
 */
export function examine(manifests: readonly Manifest[], options: ExamineOptions): Examination {
  const findings: Finding[] = [];
  const undecided: Undecided[] = [];
  const faults: OwnFault[] = [];

  if (options.checkObjects ?? true) {
    guard('identity', faults, () => findings.push(...checkIdentity(manifests)));
    guard('crd', faults, () => findings.push(...checkCrds(manifests, options.minor, options)));
  }
  let mesh: MeshModel | undefined;
  guard('model', faults, () => mesh = options.mesh ?? buildMesh(manifests, options));
  const rules: readonly RunnableRule[] = options.rules ?? RULES;
  for (const rule of mesh ? rules : []) {
    guard(rule.name, faults, () => {
      const collector = new FindingCollector(rule, options);
      rule.check(mesh!, collector);
      findings.push(...collector.findings());
      undecided.push(...collector.undecidedQuestions);
    }, rule.pack);
  }
  return { findings: inOrder(findings), undecided, objects: manifests.filter(({ origin }) => !origin.declared).length, faults };
}

/** Runs a check; what it throws is the fault of those who wrote the check and not the user's finding. */
function guard(rule: string, faults: OwnFault[], check: () => void, pack?: string): void {
  try {
    check();
  } catch (error) {
    const fault = pack === undefined ? { code: CODES.CHECK_FAILED, rule } : { code: CODES.RULE_PACK_FAILED, rule, pack };
    faults.push({ ...fault, message: error instanceof Error ? error.stack ?? error.message : String(error) });
  }
}
