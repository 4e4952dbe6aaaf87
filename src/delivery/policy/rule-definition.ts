import { PolicyRule } from './policy-rule';

/** A plain value of a manifest. */
export type Json = any;

/** A kind of Istio as a policy names it. */
export interface PolicyKind {
  readonly group: string;
  /** The version that policies read; the API server converts the others. */
  readonly version: string;
  readonly kind: string;
  /** Plural, as in the API's path. */
  readonly resource: string;
}

/** How CEL says a rule. */
export interface AdmissionForm {
  /** Names that expressions may use as `variables.<name>`, each after those it uses. */
  readonly variables: Readonly<Record<string, string>>;
  /** True where the object may be stored. */
  readonly allowed: string;
  /** The places of the faults as a text, for the message; an error in it costs only the places. */
  readonly places: string;
}

/** An object and what the rule says of it, for the tests of all three forms. The kind is the rule's unless `object` says another. */
export interface PolicyCase {
  /** Says what is special, in a few words: `a redirect`. */
  readonly title: string;
  readonly spec: Json;
  /** What differs from an object of the rule's kind called `sample` in the namespace `shop`. */
  readonly object?: { readonly apiVersion?: string; readonly kind?: string; readonly namespace?: string };
  /** The fields with a fault; none: the object is allowed. */
  readonly faults: readonly string[];
  /** Why a real API server cannot be asked: its schema refuses the object before any policy is. */
  readonly notStorable?: string;
}

/** One rule in its three forms. */
export interface PolicyRuleDefinition {
  readonly rule: PolicyRule;
  readonly subject: PolicyKind;
  /** `deny` stops a change, `warn` is told. */
  readonly severity: 'deny' | 'warn';
  /** What is wrong, and what follows from it: the rest of a sentence that begins with the field. */
  readonly words: string;
  readonly fix: string;
  /** Code of the rule that the library itself runs at every synth, so that a pack need not. */
  readonly checkedAs?: string;
  /** What the rule says of which objects: the tests of all three forms. */
  readonly cases: readonly PolicyCase[];
  /** The fields with a fault, in an object of the rule's kind. */
  check(object: Json, rootNamespace: string): string[];
  /** Rego rules that fill the set `<rule with underscores>` with the fields with a fault. */
  rego(rootNamespace: string): string;
  admission(rootNamespace: string): AdmissionForm;
}

/** The rule's name where `-` is not legal: `route_without_timeout`. */
export function underscored(rule: PolicyRule): string {
  return rule.replace(/-/g, '_');
}
