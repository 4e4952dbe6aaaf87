import { CODES } from '../../../kernel/codes';
import { FieldPath } from '../../../kernel/field-path';
import { Manifest } from '../../../model/manifest';
import { MeshModel } from '../../../model/mesh';
import { NearLabel, nearestLabels } from '../../../model/nearest-labels';
import { Labels } from '../../../model/reading';
import { Selecting, selects, SELECTING_KINDS, visibleLabels } from '../../../model/selectors';
import { MeshHost } from '../../../model/services';
import { DestinationRule } from '../../../model/subsets';
import { Workload } from '../../../model/workloads';
import { Declaration, Miss, reportMisses } from '../../root-cause';
import { defineRule, Report } from '../../rule';
import { didYouMean, quotedList } from '../../words';

/** A selector, or the labels of a subset, that no workload carries. */
export const selectorWithoutWorkload = defineRule({
  code: CODES.SELECTOR_WITHOUT_WORKLOAD,
  name: 'selector-without-workload',
  severity: 'error',
  reads: [
    ...SELECTING_KINDS, 'Service', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Rollout',
    'WorkloadEntry', 'WorkloadGroup', 'Canary',
  ],
  equals: ['IST0127', 'IST0101', 'KIA0004'],
  summary: 'A selector, or the labels of a subset, match no workload.',
  why: 'The object applies to nothing. A policy that allows or denies nobody looks like protection and is none; a subset without workloads '
    + 'answers every request with 503.',
  fix: 'Correct the labels, or put them on the template of the workload that is meant.',
  cannotTell: 'no workload of the namespace is emitted or declared, the service of a subset has no workloads at hand, a Gateway’s '
    + 'selector means a gateway that others run, or a label names a custom resource whose controller may make the workload.',
  examples: {
    bad: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: cart, image: cart }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: crat } } # the workload is labelled app=cart
  action: DENY
  rules: [{ from: [{ source: { notNamespaces: [shop] } }] }]
`,
    good: `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
  selector: { app: cart }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart, version: v1 } }
    spec: { containers: [{ name: cart, image: cart }] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec:
  host: cart
  subsets: [{ name: stable, labels: { version: v1 } }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  action: DENY
  rules: [{ from: [{ source: { notNamespaces: [shop] } }] }]
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const asked = new AskedLabels(mesh, report);
    for (const selecting of mesh.selecting) {
      asked.selector(selecting);
    }
    for (const rule of mesh.destinationRules) {
      if (rule.subsets.length > 0) {
        asked.subsets(rule);
      }
    }
    reportMisses(report, asked.misses, () => askedLabels(mesh), miss => asked.declarationOf(miss));
  },
});

/** Looks labels up and keeps what no workload carries. */
class AskedLabels {
  public readonly misses: Miss[] = [];
  private readonly carriers = new Map<string, NearLabel>();

  constructor(private readonly mesh: MeshModel, private readonly report: Report) {}

  public selector({ manifest, namespace, labels, path }: Selecting): void {
    const { kind } = manifest.object;
    const everywhere = kind === 'Gateway' || namespace === this.mesh.rootNamespace;
    const scope = everywhere ? undefined : namespace;
    const wanted = visibleLabels(labels);
    if (isEmpty(wanted) || this.mesh.workloads.isCarried(wanted, scope)) {
      return;
    }
    const candidates = this.mesh.workloads.in(scope);
    const near = nearestLabels(wanted, candidates);
    const maker = near ? undefined : this.makerOf(wanted, namespace);
    if (everywhere && !near?.isSlip) {
      this.report.undecided(manifest, path, kind === 'Gateway'
        ? `no workload of this environment carries ${pairs(wanted)}; gateways are often run by others`
        : `no workload of this environment carries ${pairs(wanted)}; a policy of the root namespace holds for the workloads of others too`);
    } else if (candidates.every(isMade)) {
      this.report.undecided(manifest, path, `no workload of namespace "${namespace}" is emitted or declared`);
    } else if (maker !== undefined) {
      this.report.undecided(manifest, path, `the controller of custom resource "${maker}" may make workloads that carry ${pairs(wanted)}`);
    } else {
      const where = everywhere ? 'no workload' : `no workload of namespace "${namespace}"`;
      this.miss(manifest, path, wanted, near, `The selector of the ${kind} matches nothing: ${where} carries`, EQUALS[kind]);
    }
  }

  public subsets({ manifest, namespace, written, visibility, subsets }: DestinationRule): void {
    const found = this.mesh.hostRegistry.resolve(written, namespace, visibility.namespaces);
    if (found.answer !== 'yes' || found.value.kind === 'generated') {
      return;
    }
    const workloads = this.workloadsOf(found.value);
    if (workloads.length === 0) {
      if (subsets.some(({ labels }) => labels)) {
        this.report.undecided(manifest, SUBSETS, `no workload of "${written}" is emitted or declared`);
      }
      return;
    }
    for (const { name, labels, index } of subsets) {
      const wanted = labels && visibleLabels(labels);
      if (!wanted || isEmpty(wanted)) {
        continue;
      }
      const path: FieldPath = ['spec', 'subsets', index, 'labels'];
      if (workloads.some(({ labels: carried }) => selects(wanted, carried))) {
        continue;
      }
      const near = nearestLabels(wanted, workloads);
      const untold = Object.keys(wanted).find(key => workloads.every(workload => workload.manifest.origin.declared && !(key in workload.labels)));
      if (!near && untold !== undefined) {
        this.report.undecided(manifest, path, `"${written}" is declared without its versions: no "${untold}" is known of its workloads`);
      } else {
        this.miss(manifest, path, wanted, near, `Subset "${name}" is empty: no workload of "${written}" carries`, ['IST0173', 'KIA0203']);
      }
    }
  }

  public declarationOf({ wanted }: Miss): Declaration | undefined {
    const near = this.carriers.get(wanted);
    return near && !isMade(near.workload) ? {
      manifest: near.workload.manifest,
      path: [...near.workload.path, near.pairKey],
      what: `Label "${near.pair}"`,
      written: near.pair,
      meant: near.wanted,
    } : undefined;
  }

  /** The custom resource that a label names. */
  private makerOf(wanted: Labels, namespace: string): string | undefined {
    return Object.values(wanted).map(value => this.mesh.surroundings.makerOf(value, namespace)).find(maker => maker !== undefined);
  }

  /** The workloads behind a host, as far as they are at hand. */
  private workloadsOf({ manifest, namespace, selector, endpointLabels = [] }: MeshHost): readonly Pick<Workload, 'labels' | 'manifest' | 'path' | 'namespace'>[] {
    const labelled = endpointLabels.map((labels, i) => ({ labels, manifest, namespace, path: ['spec', 'endpoints', i, 'labels'] }));
    const wanted = selector && visibleLabels(selector);
    return wanted && !isEmpty(wanted) ? [...labelled, ...this.mesh.workloads.matching(wanted, namespace)] : labelled;
  }

  private miss(manifest: Manifest, path: FieldPath, wanted: Labels, near: NearLabel | undefined, message: string, equals?: readonly string[]): void {
    const keys = Object.keys(wanted);
    const key = `${near?.workload.namespace ?? ''}${SEPARATOR}${near?.wanted ?? pairsOf(wanted).join()}`;
    const nearest = near?.pair;
    if (near) {
      this.carriers.set(key, near);
    }
    this.misses.push({
      manifest,
      path: near ? [...path, near.key] : keys.length === 1 ? [...path, keys[0]] : path,
      wanted: key,
      nearest,
      problem: {
        message: `${message} ${pairs(wanted)}.`,
        fix: didYouMean(nearest, nearest === undefined ? 'Correct the labels, or put them on the template of the workload that is meant' : undefined),
        found: near?.wanted ?? pairsOf(wanted).join(', '),
        nearest,
        equals,
      },
    });
  }
}

const SUBSETS: FieldPath = ['spec', 'subsets'];
const SEPARATOR = '\u0000';

/** Every label that somebody asks for. */
function* askedLabels({ selecting, destinationRules }: MeshModel): Iterable<string> {
  for (const { labels } of selecting) {
    yield* pairsOf(labels);
  }
  for (const { labels = {} } of destinationRules.flatMap(({ subsets }) => subsets)) {
    yield* pairsOf(labels);
  }
}

/** What other tools call it, by kind. */
const EQUALS: Readonly<Record<string, readonly string[]>> = {
  AuthorizationPolicy: ['IST0127', 'KIA0004'],
  PeerAuthentication: ['KIA0004'],
  RequestAuthentication: ['KIA0004'],
  Sidecar: ['IST0101', 'KIA0004'],
  Telemetry: ['IST0101'],
  Gateway: ['IST0101', 'KIA0302'],
  ServiceEntry: [],
  EnvoyFilter: [],
  WasmPlugin: [],
  TrafficExtension: [],
  ProxyConfig: [],
  DestinationRule: [],
};

/** True for workloads that a controller makes: nobody wrote their labels, and they do not say which others there are. */
function isMade({ manifest: { object } }: Workload): boolean {
  return object.kind === 'Gateway' || object.kind === 'Canary';
}

function isEmpty(labels: Labels): boolean {
  for (const key in labels) {
    return key === undefined;
  }
  return true;
}

function pairs(labels: Labels): string {
  return quotedList(pairsOf(labels));
}

function pairsOf(labels: Labels): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}
