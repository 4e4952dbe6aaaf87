import { Examination, Finding, Undecided } from './finding';
import { inOrder } from './finding-order';
import { FindingCollector } from './report';
import { Rule } from './rule';
import { RULES } from './rules';
import { CODES } from '../kernel/codes';
import { buildMesh } from '../model/build';
import { Manifest } from '../model/manifest';

/** How to look at one environment or one folder. */
export interface ExamineOptions {
  /** The Istio minor whose fields and rules hold. */
  readonly minor: '1.29' | '1.30' | '1.31';
  /** The mesh's root namespace. @default 'istio-system' */
  readonly rootNamespace?: string;
  /** The cluster domain. @default 'cluster.local' */
  readonly clusterDomain?: string;
  /** The rules between objects. @default - all of `rules/` */
  readonly rules?: readonly Rule[];
  /** The checks of single objects; turn off to look at the mesh only. @default true */
  readonly checkObjects?: boolean;
}

/**
 * Examines the manifests of one environment (or folder): every object by itself, then the mesh they make together.
 * Manifests that are only declared are read by the model and not checked.
 */
export function examine(manifests: readonly Manifest[], options: ExamineOptions): Examination {
  const findings: Finding[] = [];
  const undecided: Undecided[] = [];
  const mesh = buildMesh(manifests, options);
  for (const rule of options.rules ?? RULES) {
    const collector = new FindingCollector(rule);
    rule.check(mesh, collector);
    findings.push(...collector.findings());
    undecided.push(...collector.undecidedQuestions);
  }
  return { findings: inOrder(findings), undecided, objects: manifests.filter(({ origin }) => !origin.declared).length };
}
