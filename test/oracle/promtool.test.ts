/** Prometheus itself reads our queries, our alerts, and the tests of the alerts of the example. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { CommandResult, runTool } from './command';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { Alert, Query } from '../../src/delivery/observability';
import { readPromql } from '../../src/delivery/observability/promql';
import { ACCEPTED, REFUSED } from '../delivery/observability/promql-cases';

const REASON = skipReason('promtool');
const EXAMPLE = join(__dirname, '../../examples/prometheus');

/** Gives each text of a map a file in a folder of its own, and runs promtool there. */
function promtool(files: Record<string, string>, ...command: string[]): CommandResult {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-promtool-'));
  try {
    Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text));
    return runTool('promtool', command, { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The indexes of the expressions that `promtool check rules` refuses. */
function refused(expressions: readonly string[]): number[] {
  const rules = expressions.map((expr, i) => ({ record: `case_${i}`, expr }));
  const { stderr } = promtool({ 'rules.yaml': stringify({ groups: [{ name: 'cases', rules }] }) }, 'check', 'rules', 'rules.yaml');
  const found = [...stderr.matchAll(/rule \d+, "case_(\d+)": (?:could not parse expression|field 'expr' must be set)/g)].map(match => Number(match[1]));
  return [...new Set(found)].sort((a, b) => a - b);
}

describe('PromQL', () => {
  itUnless(REASON, 'every expression that we take is taken by Prometheus', () => {
    expect(refused(ACCEPTED.map(([expression]) => expression)).map(i => ACCEPTED[i][0])).toEqual([]);
  });

  itUnless(REASON, 'every expression that we refuse is refused by Prometheus', () => {
    const indexes = new Set(refused(REFUSED.map(([expression]) => expression)));
    expect(REFUSED.filter((_, i) => !indexes.has(i)).map(([expression]) => expression)).toEqual([]);
  });

  itUnless(REASON, 'of three thousand expressions with slips we refuse exactly those that Prometheus refuses', () => {
    const slips = fc.sample(expressionWithSlips(), { seed: 5, numRuns: 3000 }).filter(expression => expression.trim() !== '');
    const ours = slips.flatMap((expression, i) => readPromql(expression).fault ? i : []);
    const theirs = refused(slips);
    expect(ours.filter(i => !theirs.includes(i)).map(i => slips[i])).toEqual([]);
    expect(theirs.filter(i => !ours.includes(i)).map(i => slips[i])).toEqual([]);
    expect(slips.length - ours.length).toBeGreaterThan(300);
  }, 60_000);
});

const WORDS = /"(?:\\.|[^"\\])*"|'[^']*'|`[^`]*`|[A-Za-z_:][A-Za-z0-9_:]*|[0-9.]+[a-z]*|[=!<>]=|[=!]~|\s+|./gs;

/** Expressions of our lists of which one or two words are lost, doubled or replaced by words of others. */
function expressionWithSlips(): fc.Arbitrary<string> {
  const sentences = [...ACCEPTED, ...REFUSED].map(([expression]) => expression.match(WORDS) ?? []);
  const words = fc.constantFrom(...sentences.flat());
  const slip = fc.record({ place: fc.double({ min: 0, max: 0.999, noNaN: true }), remove: fc.integer({ min: 0, max: 1 }), add: fc.option(words) });
  return fc.tuple(fc.constantFrom(...sentences), fc.array(slip, { minLength: 1, maxLength: 2 })).map(([sentence, slips]) => {
    const result = [...sentence];
    slips.forEach(({ place, remove, add }) => result.splice(Math.floor(place * (result.length + 1)), remove, ...add === null ? [] : [add]));
    return result.join('');
  });
}

/** Factories of a class that need no argument. */
function made<T>(type: object, without: readonly string[]): [name: string, value: T][] {
  return Object.getOwnPropertyNames(type)
    .filter(name => typeof (type as any)[name] === 'function' && !without.includes(name))
    .map(name => [name, (type as any)[name]()]);
}

describe('what the library offers', () => {
  const queries = made<Query>(Query, ['of']);
  const alerts = made<Alert>(Alert, ['of']);

  it('has queries and alerts', () => {
    expect([queries.length, alerts.length]).toEqual([13, 10]);
  });

  itUnless(REASON, 'every query is one for Prometheus', () => {
    expect(refused(queries.map(([, { expression }]) => expression))).toEqual([]);
  });

  itUnless(REASON, 'every alert is one for Prometheus, with its templates', () => {
    const rules = alerts.map(([, alert]) => alert._render());
    const { status, stderr } = promtool({ 'rules.yaml': stringify({ groups: [{ name: 'alerts', rules }] }) }, 'check', 'rules', '--lint=all', 'rules.yaml');
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('examples/prometheus', () => {
  itUnless(REASON, 'the tests of its alerts pass', () => {
    const { spec } = parse(readFileSync(join(EXAMPLE, 'dist/production/monitoring/prometheusrule_monitoring.coreos.com.mesh-alerts.yaml'), 'utf8'));
    const tests = readFileSync(join(EXAMPLE, 'alerts.test.yaml'), 'utf8');
    const { status, stdout, stderr } = promtool({ 'rules.yaml': stringify(spec), 'alerts.test.yaml': tests }, 'test', 'rules', 'alerts.test.yaml');
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  itUnless(REASON, 'each of its alerts has a test that sees it fire, and one that sees it silent', () => {
    const { spec } = parse(readFileSync(join(EXAMPLE, 'dist/production/monitoring/prometheusrule_monitoring.coreos.com.mesh-alerts.yaml'), 'utf8'));
    const { tests } = parse(readFileSync(join(EXAMPLE, 'alerts.test.yaml'), 'utf8'));
    const seen = tests.flatMap((test: any) => test.alert_rule_test ?? []);
    const names = spec.groups[0].rules.flatMap(({ alert }: any) => alert ?? []);
    const fires = (name: string, loud: boolean) => seen.some((test: any) => test.alertname === name && (test.exp_alerts ?? []).length > 0 === loud);
    expect(names.filter((name: string) => !fires(name, true) || !fires(name, false))).toEqual([]);
  });
});
