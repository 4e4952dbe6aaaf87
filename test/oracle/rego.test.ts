/** The rules in Rego before their own tools: OPA checks, formats and tests them, conftest runs them on folders. */

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from './command';
import { POLICY_CASES, writeBundle } from './policy-bundle';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { POLICY_RULES } from '../../src/delivery/policy/rules';

const ROOT = join(__dirname, '../..');
const EXAMPLE = join(ROOT, 'examples/opa');

let folder: string;
let policies: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-rego-'));
  policies = join(folder, 'policies');
  writeBundle(policies);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What conftest says of manifests: `deny …` and `warn …` lines, sorted. */
function conftest(input: string, files: readonly string[]): { status: number; said: string[] } {
  const { status, stdout, stderr } = runTool('conftest', ['test', '--policy', input, '--namespace', 'cdk8s_istio.policies', '--output', 'json', ...files]);
  if (!stdout.startsWith('[')) {
    throw new Error(stderr);
  }
  const results: { failures?: { msg: string }[]; warnings?: { msg: string }[]; exceptions?: { msg: string }[] }[] = JSON.parse(stdout);
  const lines = (kind: 'failures' | 'warnings' | 'exceptions'): string[] => results.flatMap(result => (result[kind] ?? []).map(({ msg }) => `${kind}: ${msg}`));
  return { status, said: [...lines('failures'), ...lines('warnings'), ...lines('exceptions')].sort() };
}

describe('OPA', () => {
  itUnless(skipReason('opa'), 'finds nothing in a strict check', () => {
    expect(runTool('opa', ['check', '--strict', policies])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  itUnless(skipReason('opa'), 'would format no file otherwise', () => {
    expect(runTool('opa', ['fmt', '--list', policies])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  itUnless(skipReason('opa'), 'runs one test per case, and all pass', () => {
    const { status, stdout } = runTool('opa', ['test', '--format', 'json', policies]);
    const results: { name: string; fail?: boolean; error?: object }[] = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(results).toHaveLength(POLICY_CASES.length);
    expect(results.filter(({ fail, error }) => fail || error)).toEqual([]);
  });

  for (const { rule, severity } of POLICY_RULES) {
    const name = rule.replace(/-/g, '_');
    itUnless(skipReason('opa'), `the tests of ${rule} fail where the rule finds nothing, and where it finds everything`, () => {
      const file = join(policies, `${name}.rego`);
      const text = readFileSync(file, 'utf8');
      const head = `${severity}_${name} contains fault(field, words) if {\n`;
      expect(text).toContain(head);
      writeFileSync(file, text.replace(head, `${head}\tfalse\n`));
      expect(runTool('opa', ['test', policies]).status).not.toBe(0);
      writeFileSync(file, text);
      appendFileSync(file, `\n${severity}_${name} contains "everything"\n`);
      expect(runTool('opa', ['test', policies]).status).not.toBe(0);
    });
  }
});

describe('conftest', () => {
  itUnless(skipReason('conftest'), 'verifies the same tests', () => {
    const { status, stdout } = runTool('conftest', ['verify', '--policy', policies, '--output', 'json']);
    const results: { successes: number; failures?: unknown[] }[] = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(results.reduce((sum, { successes }) => sum + successes, 0)).toBe(POLICY_CASES.length);
  });

  itUnless(skipReason('conftest'), 'says of every case what the rule in TypeScript says', () => {
    const storable = POLICY_CASES.map((each, index) => ({ ...each, file: join(folder, `case-${index}.json`) }));
    storable.forEach(({ file, object }) => writeFileSync(file, JSON.stringify(object)));
    const { said } = conftest(policies, storable.map(({ file }) => file));
    for (const { definition: { severity, words }, case: { faults }, object: { kind, metadata } } of storable) {
      const kindOfFault = severity === 'deny' ? 'failures' : 'warnings';
      for (const field of faults) {
        expect(said).toContain(`${kindOfFault}: ${kind} ${metadata.namespace}/${metadata.name} ${field}: ${words}`);
      }
    }
  });

  itUnless(skipReason('conftest'), 'passes the folder of the example, kustomizations and all', () => {
    expect(conftest(join(EXAMPLE, 'policies'), [join(EXAMPLE, 'dist/production')])).toEqual({ status: 0, said: [] });
  });

  itUnless(skipReason('conftest'), 'an exception in a file of one’s own names the rule, and is counted as one', () => {
    const file = join(folder, 'routes.yaml');
    writeFileSync(file, `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: stream, namespace: shop }
spec: { hosts: [stream], http: [{ retries: { attempts: 0 }, route: [{ destination: { host: stream } }] }] }
`);
    const words = 'VirtualService shop/stream spec.http[0]: the route has no timeout, so a stuck backend holds all of its callers';
    expect(conftest(policies, [file])).toEqual({ status: 1, said: [`failures: ${words}`] });
    writeFileSync(join(policies, 'exceptions.rego'), `package cdk8s_istio.policies

import rego.v1

exception contains rules if {
	input.kind == "VirtualService"
	input.metadata.name == "stream"
	rules := ["route_without_timeout"]
}
`);
    expect(conftest(policies, [file])).toMatchObject({ status: 0, said: [expect.stringMatching(/^exceptions: /)] });
  });
});
