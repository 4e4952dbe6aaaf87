import { Examination, Finding, OwnFault, Undecided } from './finding';
import { inOrder } from './finding-order';
import { checkCrds } from './layers/crd';
import { checkIdentity } from './layers/object';
import { FindingCollector } from './report';
import { Rule } from './rule';
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
  /** The rules between objects. @default - all of `rules/` */
  readonly rules?: readonly Rule[];
  /** False leaves the checks of single objects out and looks at the mesh only. @default true */
  readonly checkObjects?: boolean;
}

/**
 * Examines the manifests of one environment (or folder): every object by itself, then the mesh they make together.
 * Manifests that are only declared are read by the model and not checked. A check that crashes becomes a fault of ours; the
 * others still answer.
 */
export function examine(manifests: readonly Manifest[], options: ExamineOptions): Examination {
  const findings: Finding[] = [];
  const undecided: Undecided[] = [];
  const faults: OwnFault[] = [];

  if (options.checkObjects ?? true) {
    guard('identity', faults, () => findings.push(...checkIdentity(manifests)));
    guard('crd', faults, () => findings.push(...checkCrds(manifests, options.minor)));
  }
  let mesh: MeshModel | undefined;
  guard('model', faults, () => mesh = buildMesh(manifests, options));
  for (const rule of mesh ? options.rules ?? RULES : []) {
    guard(rule.name, faults, () => {
      const collector = new FindingCollector(rule);
      rule.check(mesh!, collector);
      findings.push(...collector.findings());
      undecided.push(...collector.undecidedQuestions);
    });
  }
  return { findings: inOrder(findings), undecided, objects: manifests.filter(({ origin }) => !origin.declared).length, faults };
}

/** Runs a check of ours; what it throws is our fault and not the user's finding. */
function guard(rule: string, faults: OwnFault[], check: () => void): void {
  try {
    check();
  } catch (error) {
    faults.push({ code: CODES.CHECK_FAILED, rule, message: error instanceof Error ? error.stack ?? error.message : String(error) });
  }
}
