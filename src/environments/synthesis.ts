import { AddedRulePack } from './added-rule-pack';
import { addConstructMetadata } from './construct-metadata';
import { decorate } from './decorate';
import { prepareDeliveries, PreparedDelivery } from './delivery-folders';
import type { Environment } from './environment';
import { EscapeHatch } from './escape-hatch';
import { escapeHatches, mergeHatches } from './escape-hatches';
import { Files } from './files';
import { FindingSeverity, FleetReport, FleetVerdict, OutputRefusal, ReportedFinding } from './fleet-report';
import { addAttachments, addDeliveryFiles, addEnvironmentFiles, addKnownFile, PlacedManifest, placeInEnvironment } from './layout';
import { mergeFindings } from './merge-findings';
import { defaultOutdir } from './output-root';
import { packRules } from './pack-rules';
import { plainSecrets } from './plain-secrets';
import { renderTree } from './render';
import { reportSynth } from './report-synth';
import { sharedClusterFindings } from './shared-clusters';
import { SourceLocator } from './source-locator';
import {
  declaredOnce, duplicates, emptyEnvironment, emptyFleet, missingNamespaces, notSaidBy, promotionOrder, validationFindings,
} from './structure-findings';
import { folderReports } from './synth-counts';
import { unreadValues } from './unread-values';
import { unusedAcknowledgements } from './unused-acknowledgements';
import { writeOutput, WriteResult } from './writer';
import { Acknowledgements } from '../analysis/acknowledgement';
import { examine } from '../analysis/analyzer';
import { AcknowledgedFinding, Finding, OwnFault, Severity, Undecided } from '../analysis/finding';
import { RULES } from '../analysis/rules';
import { EmittedObject, IDelivery } from '../delivery/delivery';
import { CODES } from '../kernel/codes';
import { MeshError } from '../kernel/fail';
import { SourceMark } from '../kernel/source';
import { Manifest } from '../model/manifest';
import { SEVERITIES } from '../report/report';

/** What is synthesized together. */
export interface FleetPlan {
  readonly environments: readonly Environment[];
  readonly deliveries: readonly IDelivery[];
  /** Where each engine was added. */
  readonly deliveriesSaid?: ReadonlyMap<IDelivery, SourceMark>;
  readonly rulePacks?: readonly AddedRulePack[];
  readonly outdir?: string;
  readonly threshold?: FindingSeverity;
  readonly adopt?: boolean;
}

/** One environment, rendered and checked. */
export interface CheckedEnvironment {
  readonly environment: Environment;
  readonly placed: readonly PlacedManifest[];
  /** What it emits as delivery engines see it; empty without engines. */
  readonly objects: readonly EmittedObject[];
  readonly declared: readonly Manifest[];
  /** What nobody answers for. */
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
  readonly acknowledgements: Acknowledgements;
  readonly escapeHatches: readonly EscapeHatch[];
  readonly undecided: readonly Undecided[];
  readonly faults: readonly OwnFault[];
}

/** A fleet, rendered and checked; nothing is printed or written yet. */
export interface CheckedFleet {
  readonly environments: readonly CheckedEnvironment[];
  readonly deliveries: readonly PreparedDelivery[];
  readonly findings: readonly Finding[];
  /** Findings that the program answers for. */
  readonly acknowledged: readonly AcknowledgedFinding[];
  /** Objects that the typed constructs do not vouch for. */
  readonly escapeHatches: readonly EscapeHatch[];
  /** Checks that crashed, ours and those of rule packs: the fleet counts as not checked. */
  readonly faults: readonly OwnFault[];
  /** From which severity on findings fail. */
  readonly threshold: Severity;
  /** Says whether the output may be written. */
  readonly verdict: FleetVerdict;
}

/** Renders and checks a fleet in memory. */
export function examineFleet(plan: FleetPlan): FleetReport {
  return reportOf(plan, checkFleet(plan));
}

/** Renders and checks a fleet, writes it when nothing speaks against it, says what happened and sets the exit status. */
export function synthFleet(plan: FleetPlan): FleetReport {
  const checked = checkFleet(plan);
  let report: FleetReport;
  if (checked.verdict === FleetVerdict.PASS) {
    const files = filesOf(checked);
    try {
      report = reportOf(plan, checked, writeOutput(process.env.CDK8S_ISTIO_RENDER || outdirOf(plan), files, plan.adopt ?? process.env.CDK8S_ISTIO_ADOPT === '1'));
    } catch (error) {
      report = { ...reportOf(plan, checked), ...refused(error) };
    }
  } else {
    report = reportOf(plan, checked);
  }
  reportSynth(report, checked);
  return report;
}

/** What an environment emits and declares, and what the checks say of it. */
export function checkEnvironment(
  environment: Environment, deliveries: readonly IDelivery[] = [], rulePacks: readonly AddedRulePack[] = [],
): CheckedEnvironment {
  const { rootNamespace, clusterDomain } = environment;
  const tree = renderTree(environment, environment.environmentName);
  const known = declaredOnce(tree);
  const { emitted, objects, mesh } = decorate(tree, known.declared, deliveries, { rootNamespace, clusterDomain });
  const placed = emitted.map(placeInEnvironment);
  const structure = [
    ...validationFindings(tree, environment.environmentName),
    ...missingNamespaces(tree),
    ...duplicates(placed),
    ...known.findings,
    ...plainSecrets(tree),
  ];
  if (environment._values) {
    structure.push(...unreadValues(environment._values));
  }
  if (tree.emitted.length === 0) {
    structure.push(emptyEnvironment(environment.environmentName));
  }
  const acknowledgements = new Acknowledgements(tree.acknowledgements);
  const { findings, undecided, faults = [] } = examine([...emitted, ...known.declared], {
    mesh,
    minor: environment.istioVersion,
    environment: environment.environmentName,
    acknowledgements,
    rules: [...RULES, ...packRules(rulePacks, environment.environmentName, environment.istioVersion)],
    rootNamespace,
    clusterDomain,
  });
  const { open, acknowledged } = acknowledgements.split([...notSaidBy(findings, structure), ...findings]);
  return {
    environment,
    placed,
    objects,
    declared: known.declared,
    findings: open,
    acknowledged,
    acknowledgements,
    escapeHatches: escapeHatches(emitted),
    undecided,
    faults,
  };
}

function checkFleet(plan: FleetPlan): CheckedFleet {
  const environments = plan.environments.map(environment => checkEnvironment(environment, plan.deliveries, plan.rulePacks));
  const order = plan.environments.length === 0 ? [emptyFleet()] : promotionOrder(plan.environments);
  const deliveries = order.length > 0 ? [] : prepareDeliveries(plan, environments);
  const faults = [...environments, ...deliveries].flatMap(checked => checked.faults);
  // A check that crashed might have said what is acknowledged.
  const ruleIds = (plan.rulePacks ?? []).flatMap(({ rules }) => rules.map(({ ruleId }) => ruleId));
  const unused = faults.length > 0 ? [] : unusedAcknowledgements(environments, ruleIds);
  const locator = new SourceLocator();
  const findings = mergeFindings([
    ...order,
    ...sharedClusterFindings(environments),
    ...environments.flatMap(checked => checked.findings),
    ...deliveries.flatMap(prepared => prepared.findings),
    ...unused,
  ].map(finding => locator.refine(finding)));
  const acknowledged = mergeFindings(environments.flatMap(checked => checked.acknowledged).map(finding => locator.refine(finding)));
  const hatches = mergeHatches(environments.flatMap(checked => checked.escapeHatches));
  const threshold = thresholdOf(plan);
  const passes = findings.every(({ severity }) => SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(threshold));
  const verdict = faults.some(({ pack }) => pack === undefined) ? FleetVerdict.FAULT : faults.length > 0 ? FleetVerdict.PACK_FAULT
    : passes ? FleetVerdict.PASS : FleetVerdict.FAIL;
  return { environments, deliveries, findings, acknowledged, escapeHatches: hatches, faults, threshold, verdict };
}

/** Everything that will be at the output root, as text. */
function filesOf(checked: CheckedFleet): Files {
  const files: Files = new Map();
  for (const { environment, placed, declared } of checked.environments) {
    addEnvironmentFiles(files, environment.environmentName, environment.clusters, placed);
    addKnownFile(files, environment.environmentName, declared);
  }
  for (const { engine, placed, attachments } of checked.deliveries) {
    addDeliveryFiles(files, engine, placed);
    addAttachments(files, engine, attachments);
  }
  addConstructMetadata(files, checked.environments);
  return files;
}

function reportOf(plan: FleetPlan, checked: CheckedFleet, result?: WriteResult): FleetReport {
  return {
    verdict: checked.verdict,
    exitCode: EXIT_CODES[checked.verdict],
    outdir: outdirOf(plan),
    findings: checked.findings.map(reportedFinding),
    acknowledged: checked.acknowledged.map(({ reason, acknowledgedAt, ...finding }) =>
      ({ finding: reportedFinding(finding), reason, acknowledgedAt })),
    escapeHatches: [...checked.escapeHatches],
    folders: folderReports(checked, result),
    ownFaults: checked.faults.filter(({ pack }) => pack === undefined).map(({ rule, message }) => `${rule}: ${message}`),
    packFaults: checked.faults.flatMap(({ rule, pack, message }) => pack === undefined ? [] : [{ packName: pack, ruleId: rule, message }]),
  };
}

function reportedFinding({ equals, ...finding }: Finding): ReportedFinding {
  return { ...finding, severity: finding.severity as FindingSeverity, environments: [...finding.environments], alsoKnownAs: [...equals] };
}

/** Turns what the writer throws into a part of the report. Other errors are faults of the program and pass. */
function refused(error: unknown): { verdict: FleetVerdict; exitCode: number; refusal: OutputRefusal } {
  if (!MeshError.isMeshError(error) || !REFUSALS.has(error.code)) {
    throw error;
  }
  const { code, what, why, fix } = error;
  const exitCode = code === CODES.OUTPUT_LOCKED ? 3 : EXIT_CODES.refused;
  return { verdict: FleetVerdict.REFUSED, exitCode, refusal: { code, message: what, why, fix } };
}

function outdirOf(plan: FleetPlan): string {
  return plan.outdir ?? defaultOutdir();
}

/** The stricter of what the program says and what the command line says (`CDK8S_ISTIO_THRESHOLD`). */
function thresholdOf(plan: FleetPlan): Severity {
  const asked = [plan.threshold, process.env.CDK8S_ISTIO_THRESHOLD];
  return [...SEVERITIES].reverse().find(severity => asked.includes(severity)) ?? 'error';
}

const REFUSALS = new Set<string>([CODES.OUTPUT_FOREIGN, CODES.OUTPUT_LOCKED, CODES.OUTPUT_FAILED]);

/** A refusal for the lock alone has another status, 3. */
const EXIT_CODES: Record<FleetVerdict, number> = { 'pass': 0, 'fail': 1, 'refused': 2, 'fault': 4, 'pack-fault': 2 };
