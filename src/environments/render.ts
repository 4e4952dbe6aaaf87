import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ConstructOrigin, sourceOf } from './construct-origin';
import { acknowledgementsAt } from './stated-acknowledgements';
import { Acknowledgement } from '../analysis/acknowledgement';
import { locatedError } from '../kernel/fail';
import { KubernetesObject, Manifest } from '../model/manifest';
import { isClusterScoped } from '../model/scope';

/** A message of a validation that the user added to a construct with `node.addValidation`. */
export interface ValidationMessage {
  readonly construct: IConstruct;
  readonly message: string;
}

/** What one walk over a tree of constructs gives. */
export interface RenderedTree {
  /** What the tree emits, in the order of the tree. */
  readonly emitted: readonly EmittedManifest[];
  /** What the tree declares and others deploy. */
  readonly declared: readonly Manifest[];
  readonly messages: readonly ValidationMessage[];
  /** What the program answers for. */
  readonly acknowledgements: readonly Acknowledgement[];
}

/** A manifest that a construct emits. */
export interface EmittedManifest extends Manifest {
  readonly origin: ConstructOrigin;
  /** API group; empty for the core group. */
  readonly group: string;
  /** True and false where the kind is known, undefined elsewhere. */
  readonly clusterScoped: boolean | undefined;
}

/**
 * Renders a tree in one walk: every `ApiObject` once, every validation once. Neither charts nor dependencies are asked:
 * controllers do not read the order of files, and sorting by dependencies costs cdk8s exponential time.
 */
export function renderTree(root: IConstruct, environment: string | undefined): RenderedTree {
  const emitted: EmittedManifest[] = [];
  const declared: Manifest[] = [];
  const messages: ValidationMessage[] = [];
  const acknowledgements: Acknowledgement[] = [];
  const stack: IConstruct[] = [root];
  for (let construct = stack.pop(); construct; construct = stack.pop()) {
    for (const message of construct.node.validate()) {
      messages.push({ construct, message });
    }
    acknowledgements.push(...acknowledgementsAt(construct));
    if (ApiObject.isApiObject(construct)) {
      emitted.push(emit(construct, environment));
    } else if (declaresOthers(construct)) {
      for (const object of construct._knownManifests()) {
        declared.push({ object, origin: new ConstructOrigin(construct, object, environment, true) });
      }
    }
    const children = construct.node.children;
    for (let i = children.length - 1; i >= 0; i--) {
      stack.push(children[i]);
    }
  }
  return { emitted, declared, messages, acknowledgements };
}

/** The API group of an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: unknown): string {
  if (typeof apiVersion !== 'string') {
    return '';
  }
  let group = GROUPS.get(apiVersion);
  if (group === undefined) {
    const slash = apiVersion.indexOf('/');
    GROUPS.set(apiVersion, group = slash < 0 ? '' : apiVersion.slice(0, slash));
  }
  return group;
}

/** Groups by API version: there are few, and every object asks. */
const GROUPS = new Map<string, string>();

function emit(construct: ApiObject, environment: string | undefined): EmittedManifest {
  const original = toJsonOf(construct);
  const group = groupOf(original.apiVersion);
  const clusterScoped = isClusterScoped(original.apiVersion, original.kind);
  let object = original;
  if (clusterScoped && object.metadata?.namespace !== undefined) {
    object = withMetadata(object, { namespace: undefined });
  }
  return { object, group, clusterScoped, origin: new ConstructOrigin(construct, original, environment) };
}

/** The object. What is found only now points at the line that made the construct. */
function toJsonOf(construct: ApiObject): KubernetesObject {
  try {
    return construct.toJson();
  } catch (error) {
    throw locatedError(error, sourceOf(construct)?.location);
  }
}

/** A copy with other metadata. What was noted about the source of deeper values stays, because those are shared. */
export function withMetadata(object: KubernetesObject, change: Partial<KubernetesObject['metadata']>): KubernetesObject {
  const metadata: Record<string, unknown> = { ...object.metadata, ...change };
  if (metadata.namespace === undefined) {
    delete metadata.namespace;
  }
  return { ...object, metadata: metadata as KubernetesObject['metadata'] };
}

/** A construct that declares what others deploy. */
interface DeclaresOthers extends IConstruct {
  _knownManifests(): KubernetesObject[];
}

function declaresOthers(construct: IConstruct): construct is DeclaresOthers {
  return typeof (construct as Partial<DeclaresOthers>)._knownManifests === 'function';
}
