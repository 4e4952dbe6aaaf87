import { App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { deliveredPathFinding } from './delivered-path';
import { checkEngineName } from './environment-name';
import { environmentFolders, kindsOf, namespacesOf, PlacedManifest, placeInDelivery } from './layout';
import { pathInRepository } from './output-root';
import { plainSecrets } from './plain-secrets';
import { EmittedManifest, RenderedTree, renderTree } from './render';
import { duplicates, missingNamespaces, notSaidBy, validationFindings } from './structure-findings';
import type { CheckedEnvironment, FleetPlan } from './synthesis';
import { examine } from '../analysis/analyzer';
import { Finding, OwnFault } from '../analysis/finding';
import { DeliveredEnvironment, DeliveryAttachment, IDelivery } from '../delivery/delivery';
import { CODES } from '../kernel/codes';
import { fail, locatedError } from '../kernel/fail';
import { SourceMark } from '../kernel/source';
import { LATEST_MINOR } from '../schema/istio-version';

/** A delivery engine's objects, rendered and checked. */
export interface PreparedDelivery {
  readonly engine: string;
  readonly placed: readonly PlacedManifest[];
  readonly attachments: readonly DeliveryAttachment[];
  readonly findings: readonly Finding[];
  readonly faults: readonly OwnFault[];
}

/** Asks each engine for its objects, in a tree of their own: they belong to no environment. */
export function prepareDeliveries(plan: FleetPlan, environments: readonly CheckedEnvironment[]): PreparedDelivery[] {
  const byEngine = new Map<string, EmittedManifest[]>();
  const attachments = new Map<string, DeliveryAttachment[]>();
  const findings = new Map<string, Finding[]>();
  for (const delivery of plan.deliveries) {
    const path = deliveredPath(delivery, plan);
    const tree = at(plan.deliveriesSaid?.get(delivery), () => {
      checkEngineName(delivery.engine);
      attachments.set(delivery.engine, withAttachments(attachments.get(delivery.engine) ?? [], delivery));
      return deliveredTree(delivery, deliveredFolders(path, environments));
    });
    byEngine.set(delivery.engine, [...byEngine.get(delivery.engine) ?? [], ...tree.emitted]);
    findings.set(delivery.engine, [
      ...findings.get(delivery.engine) ?? [], ...validationFindings(tree, undefined), ...missingNamespaces(tree), ...plainSecrets(tree),
    ]);
    const wrongPath = deliveredPathFinding(delivery, plan.outdir, path);
    findings.get(delivery.engine)!.push(...wrongPath ? [wrongPath] : []);
  }
  return [...byEngine].map(([engine, emitted]) => {
    const placed = emitted.map(manifest => placeInDelivery(manifest, chartsAbove(manifest.origin.construct)));
    const { findings: ofObjects, faults = [] } = examine(emitted, { minor: LATEST_MINOR, rules: [] });
    const structure = [...findings.get(engine) ?? [], ...duplicates(placed)];
    return { engine, placed, attachments: attachments.get(engine) ?? [], findings: [...notSaidBy(ofObjects, structure), ...ofObjects], faults };
  });
}

function deliveredTree(delivery: IDelivery, folders: DeliveredEnvironment[]): RenderedTree {
  const chart = new Chart(new App({ recordConstructMetadata: false }), delivery.engine);
  delivery.deliver(chart, folders);
  return renderTree(chart, undefined);
}

/** Faults of an engine are found when the environments are there; the line to correct is the one that added the engine. */
function at<T>(said: SourceMark | undefined, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw locatedError(error, said?.location);
  }
}

/** Files of one engine that two deliveries attach, each once. They are for one installation, so they must say the same. */
function withAttachments(known: readonly DeliveryAttachment[], { engine, attachments = [] }: IDelivery): DeliveryAttachment[] {
  const others = attachments.filter(({ path, text }) => {
    const twin = known.find(attachment => attachment.path === path);
    if (twin !== undefined && twin.text !== text) {
      fail({
        code: CODES.OUTPUT_NAME,
        what: `Two deliveries of ${engine} want two texts in ${path}.`,
        where: `delivery engine ${engine}`,
        why: 'They say what the installation of the controller must know, and one of the texts would be lost.',
        fix: 'Give both deliveries the same options that the file comes from, such as notifications and healthChecks.',
      });
    }
    return twin === undefined;
  });
  return [...known, ...others];
}

/** Where the output root lies in the repository of an engine; empty for its top. */
function deliveredPath({ outputPath }: IDelivery, { outdir }: FleetPlan): string {
  const path = outputPath?.replace(/\/+$/, '') ?? pathInRepository(outdir);
  return path === '.' ? '' : path;
}

/** What one engine is told about the folders. */
function deliveredFolders(path: string, environments: readonly CheckedEnvironment[]): DeliveredEnvironment[] {
  const below = path === '' ? '' : `${path}/`;
  return environments.flatMap(({ environment: { environmentName: name, clusters, after }, placed, objects }) => {
    const manifests = placed.map(({ manifest }) => manifest);
    const emitted = { name, after, clusters: [], namespaces: namespacesOf(manifests), kinds: kindsOf(manifests), objects: [...objects] };
    return environmentFolders(name, clusters).map((folder, i) => ({ ...emitted, path: below + folder, cluster: clusters[i] }));
  });
}

/** Ids of the charts that the engine nested below the fleet's own: they are folders. */
function chartsAbove(construct: IConstruct): string[] {
  const ids = construct.node.scopes.filter(scope => Chart.isChart(scope)).map(chart => chart.node.id);
  return ids.slice(1);
}
