import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { FlaggerTarget } from './flagger-target';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/** The labels by which Flagger tells the versions apart, in the order it looks for them (its flag `-selector-labels`). */
const VERSION_LABELS = ['app', 'name', 'app.kubernetes.io/name'];

/** A workload that Flagger releases. */
interface Released {
  readonly release: IConstruct;
  readonly namespace: string;
  readonly target: FlaggerTarget;
  /** Labels that select the workload, as far as the service knows them. */
  readonly selector: { [key: string]: string };
}

/** Released workloads of each tree of constructs, by kind, namespace and name. */
const RELEASED = new WeakMap<IConstruct, Map<string, Released>>();

/**
 * Notes a workload that Flagger releases, and checks at synth, in one walk for all of them, what the rest of the program says of it: a workload that
 * this program emits must be handed over as an object, and no policy may select it by a label that Flagger changes for the stable version.
 */
export function guardWorkload(released: Released): void {
  const { release, namespace, target } = released;
  const root = release.node.root;
  let all = RELEASED.get(root);
  if (!all) {
    const workloads = all = new Map<string, Released>();
    RELEASED.set(root, workloads);
    root.node.addValidation({ validate: () => faults(root, workloads) });
  }
  const key = identity(target._kind, namespace, target._name);
  const first = all.get(key);
  if (first) {
    fail({
      code: CODES.TWO_WEIGHT_OWNERS,
      what: `two releases have the target ${target._kind} ${namespace}/${target._name}`,
      where: `${first.release.node.path} and ${release.node.path}`,
      why: 'each would scale the workload and copy it at its own time',
      fix: 'give each release a workload of its own',
    });
  }
  all.set(key, released);
}

function faults(root: IConstruct, workloads: ReadonlyMap<string, Released>): string[] {
  const changed = new Map<string, Released>();
  for (const each of workloads.values()) {
    const label = versionLabel(each);
    if (label) {
      changed.set(`${each.namespace} ${label}`, each);
    }
  }
  return root.node.findAll().filter(ApiObject.isApiObject).flatMap(object => [
    ...unhanded(object, workloads),
    ...unselected(object, changed),
  ]);
}

function unhanded(object: ApiObject, workloads: ReadonlyMap<string, Released>): string[] {
  const released = workloads.get(identity(object.kind, object.metadata.namespace, object.name));
  return !released || released.target._object ? [] : [
    `${object.kind} ${released.namespace}/${object.name} is emitted by ${object.node.path} and scaled by Flagger for ${released.release.node.path}, `
    + 'so that a sync would set its replicas back. Hand it over: target: FlaggerTarget.object(…).',
  ];
}

/** Flagger's stable workload carries `<value>-primary`: what selects by the value finds the version under test only. */
function unselected(object: ApiObject, changed: ReadonlyMap<string, Released>): string[] {
  if (!/\.istio\.io$/.test(object.apiGroup)) {
    return [];
  }
  const spec = object.toJson().spec ?? {};
  const labels: { [key: string]: string } = spec.selector?.matchLabels ?? spec.workloadSelector?.labels ?? {};
  return Object.entries(labels).flatMap(([key, value]) => {
    const released = changed.get(`${object.metadata.namespace} ${key}=${value}`);
    return released ? [
      `${object.kind} ${object.metadata.namespace}/${object.name} selects ${key}: ${value}, and the stable workload that Flagger makes for `
      + `${released.release.node.path} carries ${key}: ${value}-primary, so that it would not hold for it. Select by a label that is in the pod template `
      + `and is none of ${VERSION_LABELS.join(', ')}.`,
    ] : [];
  });
}

/** The label whose value Flagger changes, as `key=value`; undefined where it is not known. */
function versionLabel({ target, selector }: Released): string | undefined {
  const labels: { [key: string]: string } = target._object?.toJson().spec?.selector?.matchLabels ?? selector;
  const key = VERSION_LABELS.find(each => labels[each] !== undefined);
  return key === undefined ? undefined : `${key}=${labels[key]}`;
}

/** Fails on a workload of this program that Flagger finds no label in. */
export function checkVersionLabel(target: FlaggerTarget): void {
  const labels = target._object?.toJson().spec?.selector?.matchLabels;
  if (labels && !VERSION_LABELS.some(key => labels[key] !== undefined)) {
    fail({
      code: CODES.TRAFFIC_OWNER,
      what: `${target._kind} ${target._name} selects by ${Object.keys(labels).join(', ')}`,
      where: target._object!.node.path,
      why: 'Flagger tells the versions apart by one label of the selector, and knows no other',
      fix: `select by one of ${VERSION_LABELS.join(', ')}`,
    });
  }
}

function identity(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}
