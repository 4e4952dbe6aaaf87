/** What a CRD says of one place, without its children. Equal places share one node. */
export interface FactNode {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  /** Fields of an object: name to node number. */
  readonly fields?: Readonly<Record<string, number>>;
  /** Node of a list's entries. */
  readonly items?: number;
  /** Node of a map's values; its keys are free. */
  readonly values?: number;
  /** Fields that are not listed are taken as they are. */
  readonly open?: boolean;
  /** `null` is a value here. */
  readonly nullable?: boolean;
  readonly required?: readonly string[];
  /** Sets of fields of which at most one may be there. */
  readonly atMostOne?: readonly (readonly string[])[];
  readonly enum?: readonly string[];
  /** `int32`: -2^31 to 2^31 - 1. `byte`: base64. */
  readonly format?: 'int32' | 'double' | 'byte';
  readonly minimum?: number;
  readonly maximum?: number;
  /** Characters of a text (code points), entries of a list or map. */
  readonly minSize?: number;
  readonly maxSize?: number;
  /** The generator takes only patterns that mean the same in Go and in JavaScript. */
  readonly pattern?: RegExp;
  /** The fields that tell a list's entries apart. */
  readonly keys?: readonly string[];
  /** Names of CEL rules, see `cel-rules.ts`. */
  readonly rules?: readonly string[];
}

/** A kind as one minor serves it. */
export interface KindFacts {
  readonly kind: string;
  readonly group: string;
  readonly plural: string;
  /** Served versions, the preferred one first: v1, else v1beta1, else the stored one. */
  readonly versions: readonly string[];
  /** Number of the node of the whole object. */
  readonly root: number;
}
