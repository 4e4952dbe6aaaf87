import { Json, PolicyRuleDefinition } from './rule-definition';

/** The fields of an object with a fault, as the rule in TypeScript says; none for objects of other kinds, or of other groups. */
export function faultsOf({ subject, check }: PolicyRuleDefinition, object: Json, rootNamespace: string): string[] {
  return object.kind === subject.kind && String(object.apiVersion).startsWith(`${subject.group}/`) ? check(object, rootNamespace) : [];
}
