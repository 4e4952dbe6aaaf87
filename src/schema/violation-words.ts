import { CelRule } from './cel-rules';
import { CheckNode } from './check-node';
import { factAt, kindFacts } from './facts';
import { compareMinors, IstioMinor, ISTIO_MINORS } from './istio-version';
import { apiGroup, isIstioKind, ISTIO_KINDS, servedVersions } from './kinds';
import { Violation } from './violation';
import { CODES } from '../kernel/codes';
import { FieldPath } from '../kernel/field-path';
import { nearestName } from '../kernel/nearest';

/** Where a check is: the path, the kind of the object and the minor it is judged by. */
export interface Place {
  readonly path: FieldPath;
  readonly kind: string;
  readonly minor: IstioMinor;
}

const STRICT = 'A strict API server refuses the object; a lenient one drops the field without a word.';

export function unknownField(place: Place, node: CheckNode, name: string, value: unknown): Violation {
  const path = [...place.path, name];
  const newer = laterMinor(place, minor => factAt(minor, place.kind, path) !== undefined);
  if (newer) {
    return {
      code: CODES.CRD_VERSION,
      path,
      found: name,
      why: STRICT,
      message: `The field "${name}" needs Istio ${newer}, and the version set is ${place.minor}.`,
      fix: `Remove "${name}", or raise the Istio version to ${newer} once the clusters run it.`,
    };
  }
  const known = [...node.fields?.keys() ?? []];
  const nearest = nearestField(name, known);
  return {
    code: CODES.CRD_UNKNOWN_FIELD,
    path,
    found: name,
    nearest,
    why: STRICT,
    message: `There is no field "${name}" ${place.path.length === 0 ? `in a ${place.kind}` : 'here'}.`,
    fix: nearest ? `Rename "${name}" to "${nearest}".` : moveOrRemove(node, name, known, value),
  };
}

export function wrongType(place: Place, node: CheckNode, value: unknown): Violation {
  return {
    code: CODES.CRD_TYPE,
    path: place.path,
    found: show(value),
    message: `${capital(EXPECTED[node.type])} is expected, and this is ${typeWords(value)}.`,
    fix: typeFix(node, value),
  };
}

export function notInEnum(place: Place, values: ReadonlySet<string>, value: string): Violation {
  const newer = laterMinor(place, minor => factAt(minor, place.kind, place.path)?.enum?.includes(value) === true);
  if (newer) {
    return {
      code: CODES.CRD_VERSION,
      path: place.path,
      found: value,
      message: `The value "${value}" needs Istio ${newer}, and the version set is ${place.minor}.`,
      fix: `Use one of ${[...values].join(', ')}, or raise the Istio version to ${newer} once the clusters run it.`,
    };
  }
  const nearest = [...values].find(known => known.toLowerCase() === value.toLowerCase()) ?? nearestName(value, values);
  return {
    code: CODES.CRD_ENUM,
    path: place.path,
    found: value,
    nearest,
    message: `${show(value)} is none of the values this field takes.`,
    fix: nearest ? `Use ${nearest}; all values are ${[...values].join(', ')}.` : `Use one of ${[...values].join(', ')}.`,
  };
}

export function outOfRange(place: Place, node: CheckNode, value: number): Violation {
  const [minimum, maximum] = node.int32 ? [Math.max(node.minimum, -(2 ** 31)), Math.min(node.maximum, 2 ** 31 - 1)] : [node.minimum, node.maximum];
  const range = minimum <= Number.MIN_SAFE_INTEGER ? `at most ${maximum}` : maximum >= Number.MAX_SAFE_INTEGER ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
  return {
    code: CODES.CRD_RANGE,
    path: place.path,
    found: String(value),
    message: `${value} is out of range.`,
    fix: `Use a number ${range}.`,
  };
}

export function tooWide(place: Place, value: number): Violation {
  return {
    code: CODES.WIRE_RANGE,
    path: place.path,
    found: String(value),
    message: `${value} does not fit into 32 bits.`,
    why: 'Istio’s webhook cannot read the object and refuses it; without the webhook istiod drops it.',
    fix: 'Use a number from -2147483648 to 2147483647.',
  };
}

export function wrongPattern(place: Place, pattern: RegExp, value: string): Violation {
  return {
    code: CODES.CRD_PATTERN,
    path: place.path,
    found: value,
    message: `${show(value)} does not have the form this field asks for.`,
    fix: `Use a text that matches ${pattern.source}.`,
  };
}

export function wrongSize(place: Place, node: CheckNode, size: number): Violation {
  const unit = (count: number) => `${count} ${node.type === 'string' ? (count === 1 ? 'character' : 'characters') : (count === 1 ? 'entry' : 'entries')}`;
  return {
    code: CODES.CRD_SIZE,
    path: place.path,
    found: String(size),
    message: size === 0 ? `${capital(EXPECTED[node.type])} must not be empty here.` : `It has ${unit(size)}.`,
    fix: size < node.minSize ? `Use at least ${unit(node.minSize)}.` : `Use at most ${unit(node.maxSize)}.`,
  };
}

export function requiredMissing(place: Place, name: string, value: object): Violation {
  const nearest = nearestName(name, Object.keys(value));
  return {
    code: CODES.CRD_REQUIRED,
    path: [...place.path, name],
    message: `The field "${name}" is missing.`,
    fix: nearest && nearest !== name ? `Set "${name}"; is "${nearest}" meant for it?` : `Set "${name}".`,
  };
}

export function excluded(place: Place, present: readonly string[], all: readonly string[]): Violation {
  return {
    code: CODES.CRD_ONE_OF,
    path: place.path,
    found: present.join(', '),
    message: `${present.map(name => `"${name}"`).join(' and ')} exclude each other.`,
    fix: `Keep at most one of ${all.map(name => `"${name}"`).join(', ')}.`,
  };
}

export function duplicateKey(place: Place, index: number, key: string, value: unknown): Violation {
  return {
    code: CODES.CRD_DUPLICATE_KEY,
    path: [...place.path, index, key],
    found: String(value),
    message: `Two entries have the ${key} ${show(value)}.`,
    fix: `Give every entry a ${key} of its own.`,
  };
}

export function ruleBroken(place: Place, rule: CelRule, value: unknown): Violation {
  return {
    code: CODES.CRD_CEL,
    path: place.path,
    message: rule.says(value),
    fix: rule.fix,
    why: rule.why,
    found: typeof value === 'object' ? undefined : String(value),
  };
}

/** What is to be said of a kind or version that a minor does not serve; undefined for objects that are not Istio's. */
export function notServed(apiVersion: string, kind: string, minor: IstioMinor): readonly Violation[] | undefined {
  if (!isIstioKind(apiVersion, kind)) {
    return undefined;
  }
  const known = ISTIO_KINDS.find(candidate => candidate.kind === kind);
  const served = servedVersions(minor, kind);
  if (known && served.length === 0) {
    return [versionViolation(['kind'], kind, `The kind ${kind} needs Istio ${known.since}, and the version set is ${minor}.`,
      `Remove the object, or raise the Istio version to ${known.since} once the clusters run it.`)];
  }
  if (known) {
    return [versionViolation(['apiVersion'], apiVersion, `Istio ${minor} does not serve ${kind} as ${apiVersion}.`,
      `Write apiVersion: ${known.apiVersion}.`, known.apiVersion)];
  }
  const nearest = nearestName(kind, kindFacts(minor).keys());
  return [versionViolation(['kind'], kind, `Istio ${minor} has no kind ${kind}.`,
    nearest ? `Write kind: ${nearest}.` : `Use a kind of ${apiGroup(apiVersion)} that Istio ${minor} serves: ${kindsOf(apiGroup(apiVersion), minor)}.`, nearest)];
}

function versionViolation(path: FieldPath, found: string, message: string, fix: string, nearest?: string): Violation {
  return { code: CODES.CRD_VERSION, path, found, message, fix, nearest, why: 'The API server has no such resource and refuses the object.' };
}

function kindsOf(group: string, minor: IstioMinor): string {
  const kinds = [...kindFacts(minor).values()];
  const sameGroup = kinds.filter(facts => facts.group === group);
  return (sameGroup.length > 0 ? sameGroup : kinds).map(facts => facts.kind).join(', ');
}

function laterMinor(place: Place, holds: (minor: IstioMinor) => boolean): IstioMinor | undefined {
  return ISTIO_MINORS.find(minor => compareMinors(minor, place.minor) > 0 && holds(minor));
}

/** The nearest field; `jwks_uri` and `JwksUri` stand for `jwksUri` whatever the distance. */
function nearestField(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.replace(/[-_]/g, '').toLowerCase();
  return known.find(candidate => plain(candidate) === plain(name)) ?? nearestName(name, known);
}

/** A field that is at home one level deeper is to be moved there; everything else is to be removed. */
function moveOrRemove(node: CheckNode, name: string, known: readonly string[], value: unknown): string {
  const homes = known.filter(candidate => {
    const child = node.fields!.get(candidate)!;
    return (child.items ?? child).fields?.has(name);
  });
  if (homes.length === 1) {
    return `Move "${name}" into "${homes[0]}".`;
  }
  const list = known.length > 0 ? `; the fields here are ${known.join(', ')}` : '; nothing can be set here';
  return `Remove "${name}"${typeof value === 'object' && value !== null ? ' and what is in it' : ''}${list}.`;
}

const EXPECTED: Readonly<Record<CheckNode['type'], string>> = {
  any: 'any value', object: 'a map', array: 'a list', string: 'a text', integer: 'a whole number', number: 'a number', boolean: 'true or false',
};

function typeWords(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  const words: Record<string, string> = { object: 'a map', string: `the text ${show(value)}`, number: `the number ${value}`, boolean: String(value) };
  return words[typeof value] ?? `a ${typeof value}`;
}

function typeFix(node: CheckNode, value: unknown): string {
  if (value === null) {
    return 'Remove the null.';
  }
  if (node.type === 'string' && ['number', 'boolean'].includes(typeof value)) {
    return `Write it in quotes: ${JSON.stringify(String(value))}.`;
  }
  if (['integer', 'number'].includes(node.type) && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) {
    return `Write it without quotes: ${value}.`;
  }
  if (node.type === 'boolean' && (value === 'true' || value === 'false')) {
    return `Write it without quotes: ${value}.`;
  }
  if (node.type === 'array') {
    return 'Make it a list, with one entry where there is one value.';
  }
  return `Write ${EXPECTED[node.type]}.`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
