/** What the tests of policies share: every rule's cases, and the bundle as a folder. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policy } from '../../src';
import { objectOf } from '../../src/delivery/policy/rego-text';
import { PolicyCase, PolicyRuleDefinition } from '../../src/delivery/policy/rule-definition';
import { POLICY_RULES } from '../../src/delivery/policy/rules';

/** One case of one rule, with the object that is judged. */
export interface JudgedCase {
  readonly title: string;
  readonly definition: PolicyRuleDefinition;
  readonly case: PolicyCase;
  readonly object: any;
}

/** Every case of every rule. */
export const POLICY_CASES: readonly JudgedCase[] = POLICY_RULES.flatMap(definition => definition.cases.map(each => ({
  title: `${definition.rule}: ${each.title}`, definition, case: each, object: objectOf(definition, each),
})));

/** Writes the files of a bundle into a folder. */
export function writeBundle(folder: string, props?: policy.RegoBundleProps): void {
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of new policy.RegoBundle(props).files) {
    writeFileSync(join(folder, path), text);
  }
}
