import { placeOfConstruct, placeOfMark } from './construct-origin';
import { PlacedManifest } from './layout';
import { groupOf, RenderedTree } from './render';
import { Finding, FindingObject } from '../analysis/finding';
import { CODES } from '../kernel/codes';
import { nearestName } from '../kernel/nearest';
import { SourceMark } from '../kernel/source';
import { printYaml } from '../kernel/yaml-printer';
import { KubernetesObject, Manifest } from '../model/manifest';

/** What is said of an environment as a whole: it emits nothing. */
export function emptyEnvironment(environment: string): Finding {
  return {
    ...OF_THE_FLEET,
    code: CODES.ENVIRONMENT_EMPTY,
    rule: 'environment-empty',
    message: `The environment ${environment} emits no object.`,
    why: 'A controller that prunes would delete everything the environment runs.',
    fix: `Add charts to the environment ${environment}, or do not add the environment to the fleet.`,
    environments: [environment],
  };
}

/** A fleet without environments would replace the output by nothing. */
export function emptyFleet(): Finding {
  return {
    ...OF_THE_FLEET,
    code: CODES.ENVIRONMENT_EMPTY,
    rule: 'environment-empty',
    message: 'The fleet has no environment.',
    why: 'The output folder would be empty, and a controller that prunes would delete everything.',
    fix: "Add one with fleet.addEnvironment('production').",
  };
}

/** An environment with those before it, and where it was added. */
interface OrderedEnvironment {
  readonly environmentName: string;
  readonly after: readonly string[];
  readonly _said: SourceMark;
}

/** Environments that come after one that does not exist, or after themselves. */
export function promotionOrder(environments: readonly OrderedEnvironment[]): Finding[] {
  const findings: Finding[] = [];
  const lines = new Map(environments.map(({ environmentName, _said }) => [environmentName, _said]));
  const after = new Map(environments.map(environment => [environment.environmentName, environment.after]));
  for (const [name, earlier] of after) {
    for (const unknown of earlier.filter(other => !after.has(other))) {
      const others = [...after.keys()].filter(other => other !== name);
      const nearest = nearestName(unknown, others);
      findings.push({
        ...OUT_OF_ORDER,
        ...placeOfMark(lines.get(name)),
        message: `The environment ${name} comes after ${JSON.stringify(unknown)}, which is no environment of the fleet.`,
        fix: nearest ? `Did you mean ${JSON.stringify(nearest)}?` : others.length === 0 ? 'Add it to the fleet, or take it out of `after`.'
          : `Name one of ${others.join(', ')}.`,
        environments: [name],
        found: unknown,
        nearest,
      });
    }
    const circle = wayBack(name, after);
    if (circle && circle.every(other => name <= other)) {
      findings.push({
        ...OUT_OF_ORDER,
        ...placeOfMark(lines.get(name)),
        message: `The environment ${name} comes after itself: ${[...circle, name].join(' after ')}.`,
        fix: 'Take one of them out of `after`.',
        environments: [name],
      });
    }
  }
  return findings;
}

/** What the validations of the user's constructs say, each once. */
export function validationFindings(tree: RenderedTree, environment: string | undefined): Finding[] {
  return tree.messages.map(({ construct, message }) => {
    return {
      ...OF_THE_FLEET,
      code: CODES.VALIDATION_FAILED,
      rule: 'validation-failed',
      message,
      fix: 'Do what the validation says: it was added to the construct with node.addValidation.',
      ...placeOfConstruct(construct),
      constructPath: construct.node.path,
      environments: environment === undefined ? [] : [environment],
    };
  });
}

/** Namespaced objects that do not say their namespace. */
export function missingNamespaces(tree: RenderedTree): Finding[] {
  return tree.emitted
    .filter(({ object, clusterScoped }) => clusterScoped === false && !object.metadata?.namespace)
    .map(manifest => ({
      ...ofObject(manifest, ['metadata']),
      code: CODES.MISSING_NAMESPACE,
      rule: 'missing-namespace',
      message: `The ${manifest.object.kind} ${manifest.object.metadata?.name} has no namespace.`,
      why: 'It would land in whatever namespace the one who applies it happens to use.',
      fix: 'Set `namespace` on the chart: new Chart(environment, id, { namespace }), or on the object.',
      field: 'metadata.namespace',
    }));
}

/**
 * Two objects with one identity, or two objects that want one file. Each says both constructs, because the second is as
 * likely to be the wrong one as the first.
 */
export function duplicates(placed: readonly PlacedManifest[]): Finding[] {
  const findings: Finding[] = [];
  const byPath = new Map<string, Manifest>();
  for (const { manifest, folder, file } of placed) {
    // The path follows from the identity, so that objects of one identity meet here too.
    const path = `${folder}/${file}`;
    const twin = byPath.get(path);
    if (!twin) {
      byPath.set(path, manifest);
    } else {
      findings.push(identityOf(twin) === identityOf(manifest) ? sameIdentity(twin, manifest) : samePath(twin, manifest, path));
    }
  }
  return findings;
}

/**
 * What is left to be declared: each object once, and none that the environment emits itself. Two declarations of one object
 * must agree.
 */
export function declaredOnce(tree: RenderedTree): { declared: Manifest[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const kinds = new Set(tree.declared.map(({ object }) => object.kind));
  const emitted = new Set(tree.emitted.filter(({ object }) => kinds.has(object.kind)).map(identityOf));
  const declared = new Map<string, Manifest>();
  for (const manifest of tree.declared) {
    const identity = identityOf(manifest);
    const twin = declared.get(identity);
    if (twin && printYaml(twin.object) !== printYaml(manifest.object)) {
      findings.push({
        ...sameIdentity(twin, manifest),
        message: `${titleOf(manifest)} is declared twice, by ${twin.origin.constructPath}${lineOf(twin)} and by ${manifest.origin.constructPath}, and differently.`,
        why: 'Checks would believe one of them at random.',
        fix: 'Declare the service once and hand the object to both users.',
      });
    } else if (!twin && !emitted.has(identity)) {
      declared.set(identity, manifest);
    }
  }
  return { declared: [...declared.values()], findings };
}

/** What is left of our findings when the checks of objects say some of them already: each defect is said once. */
export function notSaidBy(said: readonly Finding[], findings: readonly Finding[]): Finding[] {
  const keyOf = ({ code, object }: Finding) => `${code} ${object?.kind} ${object?.namespace} ${object?.name}`;
  const keys = new Set(said.map(keyOf));
  return findings.filter(finding => !keys.has(keyOf(finding)));
}

/** Group, kind, namespace and name: what the API server takes for one object, whatever the version. */
export function identityOf({ object: { apiVersion, kind, metadata } }: Manifest): string {
  return `${groupOf(apiVersion)}\n${kind}\n${metadata?.namespace ?? ''}\n${metadata?.name}`;
}

function sameIdentity(first: Manifest, second: Manifest): Finding {
  return {
    ...ofObject(second, ['metadata', 'name']),
    code: CODES.DUPLICATE_OBJECT,
    rule: 'duplicate-object',
    message: `${titleOf(second)} is there twice: emitted by ${first.origin.constructPath}${lineOf(first)} and by ${second.origin.constructPath}.`,
    why: 'The one applied last would silently replace the other.',
    fix: fixOfTwins(first.object, second.object),
    field: 'metadata.name',
  };
}

/** Where two objects are about one host, another name would hide the conflict from us and leave it to Istio. */
function fixOfTwins({ kind, spec: first }: KubernetesObject, { spec: second }: KubernetesObject): string {
  if (kind === 'DestinationRule' && typeof first?.host === 'string' && first.host === second?.host) {
    return 'Keep one, and say in it what both say: a pattern takes the settings of others as `trafficPolicy`, such as CircuitBreaker.policy(). '
      + 'Under another name Istio would still use the connection settings of one of the two only.';
  }
  if (kind === 'VirtualService' && Array.isArray(first?.hosts) && Array.isArray(second?.hosts) && first.hosts.some((host: unknown) => second.hosts.includes(host))) {
    return 'Keep one, with the routes of both: they are for one host. Under another name Istio would still send callers inside of the mesh by one of the two only.';
  }
  return 'Give one of them another name or namespace, or remove it.';
}

function samePath(first: Manifest, second: Manifest, path: string): Finding {
  return {
    ...ofObject(second, ['metadata', 'name']),
    code: CODES.OUTPUT_PATH_TWICE,
    rule: 'output-path-twice',
    message: `${titleOf(first)} of ${first.origin.constructPath} and ${titleOf(second)} of ${second.origin.constructPath} want one file, ${path}.`,
    why: 'One of them would be lost.',
    fix: 'Give one of them another name.',
    field: 'metadata.name',
  };
}

/** ` at main.ts:12`, where the line is known. */
function lineOf({ origin }: Manifest): string {
  const place = origin.locate();
  return place ? ` at ${place.file}:${place.line}` : '';
}

/** `VirtualService shop/cart`. */
export function titleOf({ object: { kind, metadata } }: Manifest): string {
  return `${kind} ${metadata?.namespace ? `${metadata.namespace}/` : ''}${metadata?.name}`;
}

/** The parts of a finding that follow from its object. */
export function ofObject({ object, origin }: Manifest, path: string[]): Omit<Finding, 'code' | 'rule' | 'message' | 'fix'> {
  const place = origin.locate(path) ?? origin.locate();
  const about: FindingObject = {
    apiVersion: String(object.apiVersion),
    kind: String(object.kind),
    namespace: String(object.metadata?.namespace ?? ''),
    name: String(object.metadata?.name ?? ''),
  };
  return {
    ...OF_THE_FLEET,
    object: about,
    file: place?.file,
    line: place?.line,
    constructPath: origin.constructPath,
    environments: origin.environment === undefined ? [] : [origin.environment],
  };
}

/** The environments on a way through `after` back to its start, or undefined. */
function wayBack(start: string, after: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const seen = new Set<string>();
  const walk = (name: string): string[] | undefined => {
    for (const earlier of after.get(name) ?? []) {
      if (earlier === start) {
        return [name];
      }
      if (!seen.has(earlier)) {
        seen.add(earlier);
        const rest = walk(earlier);
        if (rest) {
          return [name, ...rest];
        }
      }
    }
    return undefined;
  };
  return walk(start);
}

const OF_THE_FLEET = { layer: 'mesh', severity: 'error', field: '', environments: [], equals: [] } as const;

const OUT_OF_ORDER = {
  ...OF_THE_FLEET,
  code: CODES.ENVIRONMENT_ORDER,
  rule: 'environment-order',
  why: 'Changes are promoted in this order.',
} as const;
