import { Duration } from 'cdk8s';
import { checkEnvironmentName } from './environment-name';
import { refuseAt, ValueLeaf, ValueScalar, ValuesFile, ValuesUsage } from './values-file';
import { checkedFolder, checkedKeys, textOf } from './values-place';
import { CODES } from '../kernel/codes';
import { parseGoDuration } from '../kernel/durations';
import { fail } from '../kernel/fail';
import { nearestName } from '../kernel/nearest';

/** Props of the values of an environment. */
export interface EnvironmentValuesProps {
  /**
   * The folder of the files, below the working directory, with `/`.
   *
   * @default 'config'
   */
  readonly folder?: string;
  /**
   * Keys that `cdk8s-istio promote` never writes in this file, each with all below it (`cart` holds for `cart.replicas`). Keys that the
   * file does not have are legal: they stay absent.
   *
   * @default - none: every value that the program reads can be promoted
   */
  readonly pinned?: string[];
}

/** What a number may be. */
export interface NumberRange {
  /**
   * The smallest legal number.
   *
   * @default - none
   */
  readonly atLeast?: number;
  /**
   * The greatest legal number.
   *
   * @default - none
   */
  readonly atMost?: number;
  /**
   * Whether fractions are refused.
   *
   * @default false
   */
  readonly whole?: boolean;
}

/** What a text may be. */
export interface TextForm {
  /**
   * The only legal texts.
   *
   * @default - any text that is not empty
   */
  readonly oneOf?: string[];
}

/**
 * The values of an environment that people promote and machines bump: `config/<environment>.yaml`. Values that must never move between
 * environments (hosts, clusters, names of secrets) stay in the program.
 *
 * A key names a value, with `.` between nested maps: `cart.canaryPercent`. Each reader says which type and range it needs; a missing or
 * mistyped value is refused with its file and line (MESH0502). Values that nothing reads are a warning (MESH0833), when the values were
 * given to the environment.
 *
 * @example
 * const values = EnvironmentValues.load('staging');
 * const environment = fleet.addEnvironment('staging', { values });
 * const canaryPercent = values.percent('cart.canaryPercent');
 */
export class EnvironmentValues {
  /**
   * Reads `config/<environment>.yaml`. Where `CDK8S_ISTIO_CONFIG` names a folder that has the same path, that file is read instead:
   * so `cdk8s-istio promote` renders what would be without touching the tree.
   *
   * @param environmentName the environment: a DNS label (MESH0407)
   * @param props where the file lies, and which values stay
   */
  public static load(environmentName: string, props: EnvironmentValuesProps = {}): EnvironmentValues {
    checkEnvironmentName(environmentName);
    const file = `${checkedFolder(props.folder ?? 'config')}/${environmentName}.yaml`;
    const pinned = checkedKeys(props.pinned ?? [], file);
    return new EnvironmentValues(environmentName, ValuesFile.parse(textOf(file), file), pinned, new Set(), '');
  }

  /** The environment. */
  public readonly environmentName: string;
  private readonly values: ValuesFile;
  private readonly pinned: readonly string[];
  private readonly read: Set<string>;
  private readonly prefix: string;

  private constructor(environmentName: string, values: ValuesFile, pinned: readonly string[], read: Set<string>, prefix: string) {
    this.environmentName = environmentName;
    this.values = values;
    this.pinned = pinned;
    this.read = read;
    this.prefix = prefix;
  }

  /** The file, relative to the working directory: `config/staging.yaml`. */
  public get file(): string {
    return this.values.file;
  }

  /** Whether a value, or a map of values, is there. A value counts as read. */
  public has(key: string): boolean {
    const path = this.pathOf(key);
    const leaf = this.values.leaves.get(path);
    if (leaf) {
      this.read.add(path);
    }
    return leaf ? leaf.scalar?.value !== null : this.values.maps.has(path);
  }

  /** The values below a key, read with shorter keys: `values.section('cart').percent('canaryPercent')`. */
  public section(key: string): EnvironmentValues {
    const path = this.pathOf(key);
    const leaf = this.values.leaves.get(path);
    if (leaf && leaf.scalar?.value !== null) {
      this.values.refuse(leaf.line, `${shown(path)} is ${wordsOf(leaf)} and must be a map`, `Write the values of ${path} below it, indented.`);
    }
    if (!this.values.maps.has(path)) {
      this.missing(path);
    }
    return new EnvironmentValues(this.environmentName, this.values, this.pinned, this.read, `${path}.`);
  }

  /** A number in a range. */
  public number(key: string, range: NumberRange = {}): number {
    const { leaf, scalar } = this.scalar(key, 'a number');
    const { value } = scalar;
    const { atLeast, atMost, whole = false } = range;
    if (typeof value !== 'number' || scalar.doubt !== undefined) {
      this.mistyped(leaf, scalar, 'a number', typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? `Write ${Number(value)}, without quotes.` : 'Write a number.');
    }
    const limits = [...atLeast === undefined ? [] : [`at least ${atLeast}`], ...atMost === undefined ? [] : [`at most ${atMost}`]].join(' and ');
    if (value < (atLeast ?? -Infinity) || value > (atMost ?? Infinity)) {
      this.values.refuse(leaf.line, `${shown(leaf.key)} is ${value} and must be ${limits}`, `Write a number that is ${limits}.`);
    }
    if (whole && !Number.isSafeInteger(value)) {
      this.values.refuse(leaf.line, `${shown(leaf.key)} is ${value} and must be a whole number`, `Write ${Math.round(value)}, or another number without fraction.`);
    }
    return value;
  }

  /** A percentage: a number from 0 to 100. */
  public percent(key: string): number {
    return this.number(key, { atLeast: 0, atMost: 100 });
  }

  /** A text, as its characters stand in the file: `tag: 1.20` is the text `1.20`. Empty ones are refused. */
  public text(key: string, form: TextForm = {}): string {
    const { leaf, scalar } = this.scalar(key, 'a text');
    if (scalar.text === '') {
      this.values.refuse(leaf.line, `${shown(leaf.key)} is the empty text`, 'Write a text.');
    }
    const { oneOf } = form;
    if (oneOf && !oneOf.includes(scalar.text)) {
      const nearest = nearestName(scalar.text, oneOf);
      this.values.refuse(leaf.line, `${shown(leaf.key)} is ${JSON.stringify(scalar.text)}`, nearest ? `Did you mean ${JSON.stringify(nearest)}? It is one of ${oneOf.join(', ')}.` : `Write one of ${oneOf.join(', ')}.`);
    }
    return scalar.text;
  }

  /** A truth value: `true` or `false`, and no other word for it. */
  public flag(key: string): boolean {
    const { leaf, scalar } = this.scalar(key, 'true or false');
    if (typeof scalar.value !== 'boolean' || scalar.doubt !== undefined) {
      const meant = typeof scalar.value === 'boolean' ? String(scalar.value) : undefined;
      this.mistyped(leaf, scalar, 'true or false', meant ? `Write ${meant}.` : 'Write true or false, without quotes.');
    }
    return scalar.value;
  }

  /** A length of time as Go writes it: `500ms`, `3s`, `1m30s`. Not negative, and no finer than a millisecond. */
  public duration(key: string): Duration {
    const { leaf, scalar } = this.scalar(key, 'a duration');
    const milliseconds = parseGoDuration(scalar.text);
    if (milliseconds === undefined || milliseconds < 0 || !Number.isSafeInteger(milliseconds)) {
      const unit = typeof scalar.value === 'number' && scalar.value > 0 ? `Write ${scalar.text}s for seconds, or ${scalar.text}ms.` : 'Write it with a unit, as 500ms, 3s or 1m30s.';
      this.mistyped(leaf, scalar, 'a duration', unit);
    }
    return Duration.millis(milliseconds);
  }

  /** A list of texts, as their characters stand in the file; `[]` is the empty list. */
  public list(key: string): string[] {
    const leaf = this.leaf(key);
    if (!leaf.items) {
      this.values.refuse(leaf.line, `${shown(leaf.key)} is ${wordsOf(leaf)} and must be a list`, leaf.scalar && leaf.scalar.text !== '' ? `Write [${leaf.scalar.text}].` : 'Write a list, [] for an empty one.');
    }
    return leaf.items.map((item, i) => item && item.value !== null && item.text !== '' ? item.text
      : this.values.refuse(leaf.line, `Item ${i + 1} of the value ${JSON.stringify(leaf.key)} is no text`, 'Write one text per item.'));
  }

  /**
   * What the fleet and the command line need: the file, which keys were read, which stay.
   * @internal
   */
  public _usage(): ValuesUsage {
    const { leaves, file } = this.values;
    return {
      file,
      read: [...leaves.keys()].filter(key => this.read.has(key)),
      unread: [...leaves.values()].filter(({ key }) => !this.read.has(key)).map(({ key, line }) => ({ key, line })),
      asked: [...this.read],
      pinned: this.pinned,
    };
  }

  private scalar(key: string, wanted: string): { leaf: ValueLeaf; scalar: ValueScalar } {
    const leaf = this.leaf(key);
    if (!leaf.scalar) {
      this.values.refuse(leaf.line, `${shown(leaf.key)} is a list and must be ${wanted}`, `Write ${wanted}.`);
    }
    if (leaf.scalar.value === null) {
      this.values.refuse(leaf.line, `${shown(leaf.key)} has no value and must be ${wanted}`, `Write ${wanted} after "${lastName(leaf.key)}:".`);
    }
    return { leaf, scalar: leaf.scalar };
  }

  private leaf(key: string): ValueLeaf {
    const path = this.pathOf(key);
    const line = this.values.maps.get(path);
    if (line !== undefined && path !== '') {
      this.values.refuse(line, `${shown(path)} is a map and must be a value`, `Read one of the values below it, as ${[...this.values.leaves.keys()].find(leaf => leaf.startsWith(`${path}.`)) ?? `${path}.name`}.`);
    }
    this.read.add(path);
    return this.values.leaves.get(path) ?? this.missing(path);
  }

  private pathOf(key: string): string {
    if (typeof key !== 'string' || key === '' || key.split('.').includes('')) {
      fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(key)} is no key of a value.`, where: this.file, fix: 'Write names with "." between nested maps: \'cart.canaryPercent\'.' });
    }
    return this.prefix + key;
  }

  /** The line is that of the map in which the key should stand. */
  private missing(path: string): never {
    const { leaves, maps, file } = this.values;
    let above = path;
    do {
      above = above.slice(0, Math.max(0, above.lastIndexOf('.')));
    } while (!maps.has(above));
    const nearest = nearestKey(path, [...leaves.keys(), ...maps.keys()].filter(key => key !== ''));
    const place = nearest === undefined ? undefined : leaves.get(nearest)?.line ?? maps.get(nearest);
    return refuseAt(file, place ?? maps.get(above)!, {
      what: `The value ${JSON.stringify(path)} is missing.`,
      why: `The program reads it for the environment ${this.environmentName}.`,
      fix: nearest === undefined ? `Add ${path} to the file.` : `Did you mean ${JSON.stringify(path)} where the file says ${JSON.stringify(nearest)}? Else add ${path}.`,
    });
  }

  private mistyped(leaf: ValueLeaf, scalar: ValueScalar, wanted: string, fix: string): never {
    const is = scalar.doubt === undefined ? wordsOf(leaf) : `${scalar.text} (${scalar.doubt})`;
    return this.values.refuse(leaf.line, `${shown(leaf.key)} is ${is} and must be ${wanted}`, fix);
  }
}

function shown(key: string): string {
  return `The value ${JSON.stringify(key)}`;
}

function wordsOf({ scalar }: ValueLeaf): string {
  if (!scalar) {
    return 'a list';
  }
  return typeof scalar.value === 'string' ? `the text ${JSON.stringify(scalar.text)}` : scalar.value === null ? 'empty' : scalar.text;
}

function lastName(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

/** The nearest key of the same map, else the nearest one of the file. */
function nearestKey(path: string, keys: readonly string[]): string | undefined {
  const above = path.slice(0, path.lastIndexOf('.') + 1);
  const beside = keys.filter(key => key.startsWith(above) && !key.slice(above.length).includes('.'));
  const name = nearestName(lastName(path), beside.map(lastName));
  return name !== undefined ? above + name : nearestName(path, keys) ?? keys.find(key => key !== path && lastName(key) === lastName(path));
}
