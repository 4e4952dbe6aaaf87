import { CEL_RULES, CelRule } from './cel-rules';
import { FactNode } from './fact-node';
import { factNode } from './facts';

/** A fact made ready for checking. Nodes are shared by all minors and places that say the same. */
export interface CheckNode {
  /** `any` takes every value. */
  readonly type: FactNode['type'] | 'any';
  readonly fields?: ReadonlyMap<string, CheckNode>;
  readonly items?: CheckNode;
  readonly values?: CheckNode;
  readonly open: boolean;
  readonly nullable: boolean;
  /** False for scalars where the type (of JavaScript, under its name) says all there is to say. */
  readonly constrained: boolean;
  readonly required?: readonly string[];
  readonly atMostOne?: readonly (readonly string[])[];
  readonly enum?: ReadonlySet<string>;
  readonly pattern?: RegExp;
  /** Integers without bounds have 64 bits. */
  readonly minimum: number;
  readonly maximum: number;
  /** The number has 32 bits on the wire, which the API server does not ask for. */
  readonly int32: boolean;
  readonly minSize: number;
  readonly maxSize: number;
  /** The field that tells a list's entries apart. */
  readonly key?: string;
  readonly rules?: readonly CelRule[];
}

/** One more than the largest number of 64 bits; the largest that JavaScript has below it is 1024 smaller. */
const INT64 = 2 ** 63;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
/** Fields of every object; `metadata` is judged by other checks, and the API server drops the `status` that users write. */
const TEXT: CheckNode = nodeOf({ type: 'string' });
const METADATA: CheckNode = nodeOf({ type: 'object', open: true });
const NODES = new Map<number, CheckNode>();

const STATUS: CheckNode = { ...METADATA, type: 'any' };

/** The node of a whole object: its facts, and the fields that every object has. */
export function rootNode(number: number): CheckNode {
  const node = checkNode(number);
  return { ...node, fields: new Map([...node.fields!, ['apiVersion', TEXT], ['kind', TEXT], ['metadata', METADATA], ['status', STATUS]]) };
}

function checkNode(number: number): CheckNode {
  let node = NODES.get(number);
  if (!node) {
    NODES.set(number, node = nodeOf(factNode(number)));
  }
  return node;
}

function nodeOf(facts: FactNode): CheckNode {
  const integer = facts.type === 'integer';
  const pattern = facts.format === 'byte' ? BASE64 : facts.pattern;
  const { minSize = 0, maxSize = Infinity } = facts;
  return {
    type: facts.type,
    fields: facts.fields && new Map(Object.entries(facts.fields).map(([name, child]) => [name, checkNode(child)])),
    items: facts.items === undefined ? undefined : checkNode(facts.items),
    values: facts.values === undefined ? undefined : checkNode(facts.values),
    open: facts.open ?? false,
    nullable: facts.nullable ?? false,
    constrained: facts.type === 'object' || facts.type === 'number' || Boolean(facts.enum || pattern || facts.rules || minSize > 0 || maxSize < Infinity),
    required: facts.required,
    atMostOne: facts.atMostOne,
    enum: facts.enum && new Set(facts.enum),
    pattern,
    minimum: facts.minimum ?? (integer ? -INT64 : -Infinity),
    maximum: facts.maximum ?? (integer ? INT64 - 1024 : Infinity),
    int32: facts.format === 'int32',
    minSize,
    maxSize,
    key: facts.keys?.[0],
    rules: facts.rules?.map(id => CEL_RULES[id]),
  };
}
