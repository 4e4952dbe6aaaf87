import { CelRule } from './cel-rules';
import { CheckNode, rootNode } from './check-node';
import { kindFacts } from './facts';
import { IstioMinor, ISTIO_MINORS } from './istio-version';
import { apiGroup } from './kinds';
import { Violation } from './violation';
import {
  duplicateKey, excluded, notInEnum, notServed, outOfRange, Place, requiredMissing, ruleBroken, tooWide, unknownField,
  wrongPattern, wrongSize, wrongType,
} from './violation-words';
import { FieldPath } from '../kernel/field-path';

/** What the check reads of an object; any Kubernetes object fits. */
export interface JudgedObject {
  readonly apiVersion: string;
  readonly kind: string;
}

const NO_VIOLATIONS: readonly Violation[] = Object.freeze([]);
const hasOwn = Object.prototype.hasOwnProperty;

/**
 * What the API server of a cluster with the CRDs of `minor` says of one object, with strict field validation: types, unknown fields,
 * closed sets, ranges, patterns, sizes, exclusive fields, keyed lists and all CEL rules. `metadata` and `status` are not looked at.
 * Numbers that do not fit the 32 bits they have on the wire are reported too (`WIRE_RANGE`): the API server stores them, Istio's
 * webhook cannot read them.
 * A valid object gets one shared empty list. The object is never changed. Kinds of other groups than Istio's have no violations.
 */
export function checkObject(object: JudgedObject, minor: IstioMinor): readonly Violation[] {
  const node = rootOf(object.apiVersion, object.kind, minor);
  if (!node) {
    return notServed(object.apiVersion, object.kind, minor) ?? NO_VIOLATIONS;
  }
  const check = new ObjectCheck(minor, object.kind);
  check.object(node, object as unknown as Record<string, unknown>);
  return check.violations ?? NO_VIOLATIONS;
}

const ROOTS: Readonly<Record<IstioMinor, Map<string, CheckNode>>> = Object.fromEntries(
  ISTIO_MINORS.map(minor => [minor, new Map()])) as unknown as Record<IstioMinor, Map<string, CheckNode>>;

/** The compiled check of a kind, made on first use; undefined where the minor does not serve this version of it. */
function rootOf(apiVersion: string, kind: string, minor: IstioMinor): CheckNode | undefined {
  const facts = kindFacts(minor).get(kind);
  if (!facts || apiGroup(apiVersion) !== facts.group || !facts.versions.includes(apiVersion.slice(facts.group.length + 1))) {
    return undefined;
  }
  let node = ROOTS[minor].get(kind);
  if (!node) {
    ROOTS[minor].set(kind, node = rootNode(facts.root));
  }
  return node;
}

/** One walk over one object. Paths and messages are made only for what is wrong. */
class ObjectCheck implements Place {
  public violations?: Violation[];
  private readonly steps: (string | number)[] = [];
  private count = 0;

  constructor(public readonly minor: IstioMinor, public readonly kind: string) {}

  public get path(): FieldPath {
    return [...this.steps];
  }

  public object(node: CheckNode, value: Record<string, unknown>): void {
    const before = this.count;
    const fields = node.fields;
    let size = 0;
    for (const name in value) {
      const member = value[name];
      const child = fields?.get(name) ?? node.values;
      // Names that the CRD knows are never inherited; the others have to be asked.
      if (member === undefined || (child === node.values && !hasOwn.call(value, name))) {
        continue;
      }
      if (!child) {
        this.report(unknownField(this, node, name, member));
      } else if (member !== null) {
        size++;
        if (child.constrained || typeof member !== child.type) {
          this.steps.push(name);
          this.value(child, member);
          this.steps.pop();
        }
      } else if (child.nullable) {
        size++;
      }
    }
    this.presence(node, value);
    if (size < node.minSize || size > node.maxSize) {
      this.report(wrongSize(this, node, size));
    }
    if (node.rules && this.count === before) {
      this.rules(node.rules, value);
    }
  }

  private value(node: CheckNode, value: unknown): void {
    switch (node.type) {
      case 'string':
        if (typeof value !== 'string') {
          this.report(wrongType(this, node, value));
        } else {
          this.text(node, value);
        }
        return;
      case 'object':
        if (typeof value !== 'object' || value === null || Array.isArray(value)) {
          this.report(wrongType(this, node, value));
        } else if (!node.open) {
          this.object(node, value as Record<string, unknown>);
        }
        return;
      case 'array':
        if (!Array.isArray(value)) {
          this.report(wrongType(this, node, value));
        } else {
          this.list(node, value);
        }
        return;
      case 'boolean':
        if (typeof value !== 'boolean') {
          this.report(wrongType(this, node, value));
        }
        return;
      case 'any':
        return;
      default:
        this.number(node, value);
    }
  }

  private list(node: CheckNode, values: readonly unknown[]): void {
    const before = this.count;
    const items = node.items!;
    for (let i = 0; i < values.length; i++) {
      if (items.constrained || typeof values[i] !== items.type) {
        this.steps.push(i);
        this.value(items, values[i]);
        this.steps.pop();
      }
    }
    if (values.length < node.minSize || values.length > node.maxSize) {
      this.report(wrongSize(this, node, values.length));
    }
    if (node.key !== undefined && values.length > 1 && this.count === before) {
      this.uniqueKeys(node.key, values);
    }
    if (node.rules && this.count === before) {
      this.rules(node.rules, values);
    }
  }

  private text(node: CheckNode, value: string): void {
    if (node.enum && !node.enum.has(value)) {
      this.report(notInEnum(this, node.enum, value));
      return;
    }
    const before = this.count;
    if (value.length > node.maxSize || value.length < node.minSize) {
      const size = codePoints(value);
      if (size > node.maxSize || size < node.minSize) {
        this.report(wrongSize(this, node, size));
      }
    }
    if (node.pattern && !node.pattern.test(value)) {
      this.report(wrongPattern(this, node.pattern, value));
    }
    if (node.rules && this.count === before) {
      this.rules(node.rules, value);
    }
  }

  private number(node: CheckNode, value: unknown): void {
    if (typeof value !== 'number' || !Number.isFinite(value) || (node.type === 'integer' && !Number.isInteger(value))) {
      this.report(wrongType(this, node, value));
    } else if (value < node.minimum || value > node.maximum) {
      this.report(outOfRange(this, node, value));
    } else if (node.rules) {
      this.rules(node.rules, value);
    } else if (node.int32 && (value | 0) !== value) { // eslint-disable-line no-bitwise -- the 32 bits of the number
      this.note(tooWide(this, value));
    }
  }

  private presence(node: CheckNode, value: Record<string, unknown>): void {
    if (node.required) {
      for (const name of node.required) {
        if (!isPresent(node, value, name)) {
          this.report(requiredMissing(this, name, value));
        }
      }
    }
    if (node.atMostOne) {
      for (const names of node.atMostOne) {
        let count = 0;
        for (const name of names) {
          if (isPresent(node, value, name)) {
            count++;
          }
        }
        if (count > 1) {
          this.report(excluded(this, names.filter(name => isPresent(node, value, name)), names));
        }
      }
    }
  }

  private uniqueKeys(key: string, values: readonly any[]): void {
    const seen = new Set<unknown>();
    values.forEach((entry, index) => {
      if (seen.has(entry[key])) {
        this.report(duplicateKey(this, index, key, entry[key]));
      }
      seen.add(entry[key]);
    });
  }

  private rules(rules: readonly CelRule[], value: unknown): void {
    for (const rule of rules) {
      if (!rule.holds(value)) {
        this.report(ruleBroken(this, rule, value));
      }
    }
  }

  /** What the API server refuses. It asks the rules of a value only where nothing else is wrong with it. */
  private report(violation: Violation): void {
    this.count++;
    this.note(violation);
  }

  private note(violation: Violation): void {
    (this.violations ??= []).push(violation);
  }
}

/** Whether a field is there for the API server, which drops null before it looks (unless null is a value of the field). */
function isPresent(node: CheckNode, value: Record<string, unknown>, name: string): boolean {
  if (!hasOwn.call(value, name) || value[name] === undefined) {
    return false;
  }
  return value[name] !== null || node.fields?.get(name)?.nullable === true;
}

function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) {
    count++;
  }
  return count;
}
