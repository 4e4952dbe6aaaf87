import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CEL_RULES as RULE_TEXTS } from '../../projenrc/import-cel';
import { CEL_RULES } from '../../src/schema/cel-rules';

/** Values that each rule takes and refuses, right in type and size as the API server hands them over. */
const FIXTURES: Readonly<Record<string, { holds: any[]; breaks: any[] }>> = {
  'selector-or-target-refs': { holds: [{}, { selector: {} }, { targetRefs: [] }], breaks: [{ selector: {}, targetRefs: [] }] },
  'wasm-or-lua': { holds: [{ wasm: {} }, { lua: {} }], breaks: [{}, { wasm: {}, lua: {} }] },
  'label-keys-without-wildcard': { holds: [{}, { app: 'a' }], breaks: [{ 'a*': 'b' }, { 'a': 'b', '*': 'c' }] },
  'label-keys-not-empty': { holds: [{}, { app: 'a' }], breaks: [{ '': 'a' }] },
  'label-value-without-wildcard': { holds: ['', 'a'], breaks: ['*', 'a*b'] },
  'same-namespace': { holds: [''], breaks: ['shop'] },
  'extension-url': {
    holds: ['https://a/b', 'oci://a/b:c', 'file:///a', '/a', 'a/b:c', 'a.example/b'], breaks: ['ftp://a', 'fake://example.com', 'http://a/%zz', 'a b'],
  },
  'env-value-inline': { holds: [{}, { value: 'a' }, { valueFrom: 'HOST' }, { valueFrom: 'INLINE', value: 'a' }], breaks: [{ valueFrom: 'HOST', value: '' }] },
  'selector-or-target-ref-or-target-refs': {
    holds: [{}, { targetRef: {} }],
    breaks: [{ selector: {}, targetRef: {} }, { targetRef: {}, targetRefs: [] }, { selector: {}, targetRef: {}, targetRefs: [] }],
  },
  'plugin-url': { holds: ['https://a/b', 'oci://a/b:c', 'a/b:c'], breaks: ['ftp://a', 'http://a/%zz'] },
  'duration-at-least-1ms': { holds: ['1ms', '1s', '1m30s', '1.5h', '.5s', '1000us', '+1s'], breaks: ['0s', '999us', '-1s', '1d', '90', '', 'apple', '1s '] },
  'workload-selector-or-target-refs': { holds: [{}, { targetRefs: [] }], breaks: [{ workloadSelector: {}, targetRefs: [] }] },
  'waypoint-match-in-waypoint-context': {
    holds: [{}, { context: 'GATEWAY' }, { context: 'WAYPOINT', waypoint: {} }], breaks: [{ waypoint: {} }, { context: 'ANY', waypoint: {} }, { context: 'WAYPOINT' }],
  },
  'port': { holds: [1, 65535], breaks: [0, 65536] },
  'selector-value-without-wildcard': { holds: ['a'], breaks: ['*'] },
  'tls-certificates-or-credential-names': { holds: [{ tlsCertificates: [] }], breaks: [{ tlsCertificates: [], credentialNames: [] }] },
  'credential-name-or-credential-names': { holds: [{ credentialName: '' }], breaks: [{ credentialName: '', credentialNames: [] }] },
  'tls-certificates-or-credential-names-again': {
    holds: [{ credentialNames: [] }, { credentialName: 'a', tlsCertificates: [] }], breaks: [{ tlsCertificates: [], credentialNames: [] }],
  },
  'workload-selector-or-endpoints': { holds: [{ endpoints: [] }], breaks: [{ workloadSelector: {}, endpoints: [] }] },
  'cidr-needs-none-or-static': {
    holds: [{}, { addresses: ['10.0.0.0/8'] }, { addresses: ['10.0.0.0/8'], resolution: 'STATIC' }, { addresses: ['10.0.0.1'], resolution: 'DNS' }],
    breaks: [{ addresses: ['10.0.0.1', '10.0.0.0/8'], resolution: 'DNS' }],
  },
  'none-without-endpoints': { holds: [{}, { endpoints: [], resolution: 'DNS' }], breaks: [{ endpoints: [] }, { endpoints: [], resolution: 'NONE' }] },
  'round-robin-one-endpoint': {
    holds: [{ resolution: 'DNS_ROUND_ROBIN' }, { resolution: 'DNS_ROUND_ROBIN', endpoints: [{}] }, { resolution: 'DNS', endpoints: [{}, {}] }],
    breaks: [{ resolution: 'DNS_ROUND_ROBIN', endpoints: [{}, {}] }],
  },
  'address-or-network': { holds: [{ address: 'a' }, { network: '' }], breaks: [{}] },
  'unix-without-ports': { holds: [{}, { ports: {} }, { address: 'unix:///a' }], breaks: [{ address: 'unix:///a', ports: {} }] },
  'unix-absolute': { holds: ['a', 'unix:///a', 'unix://@a'], breaks: ['unix://a', 'unix://'] },
  'unix-not-a-folder': { holds: ['a/', 'unix:///a'], breaks: ['unix:///a/'] },
  'port-names': { holds: [{}, { http: 1, A1: 2, ['x'.repeat(62)]: 3 }], breaks: [{ '@': 1 }, { 'a-': 1 }, { '': 1 }, { ['x'.repeat(63)]: 1 }] },
  'host-not-wildcard': { holds: ['', '*.a'], breaks: ['*'] },
  'port-numbers-unique': { holds: [[], [{ number: 1 }, { number: 2 }]], breaks: [[{ number: 1 }, { number: 2 }, { number: 1 }]] },
  'probe-scheme': { holds: ['', 'HTTP', 'HTTPS'], breaks: ['http', 'TCP'] },
  'service-accounts-alone': {
    holds: [{}, { serviceAccounts: [] }, { principals: [], namespaces: [] }, { serviceAccounts: [], notServiceAccounts: [] }],
    breaks: [{ serviceAccounts: [], principals: [] }, { notServiceAccounts: [], notNamespaces: [] }, { serviceAccounts: [], namespaces: [] }],
  },
  'port-level-mtls-needs-selector': {
    holds: [{}, { portLevelMtls: {}, selector: { matchLabels: { app: 'a' } } }], breaks: [{ portLevelMtls: {} }, { portLevelMtls: {}, selector: { matchLabels: {} } }],
  },
  'port-keys': { holds: [{}, { 1: {}, 65535: {} }], breaks: [{ 0: {} }, { 65536: {} }, { http: {} }] },
  'jwks-or-jwks-uri': { holds: [{}, { jwks: '' }], breaks: [{ jwks: '', jwksUri: '' }, { jwks_uri: '', jwksUri: '' }] },
  'jwks-uri-scheme': { holds: ['https://a/b', 'HTTP://a'], breaks: ['ftp://a', 'a/b', '/a'] },
  'upsert-needs-value': { holds: [{}, { operation: 'UPSERT', value: 'a' }, { operation: 'REMOVE' }], breaks: [{ operation: 'UPSERT' }, { operation: 'UPSERT', value: '' }] },
  'remove-without-value': { holds: [{}, { operation: 'REMOVE' }, { operation: 'UPSERT', value: 'a' }], breaks: [{ operation: 'REMOVE', value: '' }] },
};

describe('the CEL rules in TypeScript', () => {
  it.each(Object.keys(FIXTURES))('%s holds for what is right and breaks with words for what is wrong', id => {
    const { holds, says } = CEL_RULES[id];
    for (const self of FIXTURES[id].holds) {
      expect([self, holds(self)]).toEqual([self, true]);
    }
    for (const self of FIXTURES[id].breaks) {
      expect([self, holds(self)]).toEqual([self, false]);
      expect(says(self)).toMatch(/^[^ ].*\.$/);
      expect(says(self)).not.toMatch(/undefined/);
    }
  });

  it('have fixtures and a text each', () => {
    expect(Object.keys(FIXTURES).sort()).toEqual(Object.keys(CEL_RULES).sort());
    expect(RULE_TEXTS.map(({ id }) => id).sort()).toEqual(Object.keys(CEL_RULES).sort());
  });

  it('say the same as a CEL library does of their original text', () => {
    const questions = RULE_TEXTS.flatMap(({ id, rule }) => [...FIXTURES[id].holds, ...FIXTURES[id].breaks].map(self => ({ id, rule, self })));
    const oracle = spawnSync(process.execPath, [join(__dirname, 'cel-oracle.mjs')], { input: JSON.stringify(questions), encoding: 'utf8' });
    expect(oracle.stderr).toBe('');
    const answers: (boolean | string)[] = JSON.parse(oracle.stdout);
    expect(questions.flatMap(({ id, self }, index) =>
      (answers[index] === true) === CEL_RULES[id].holds(self) ? [] : [{ id, self, library: answers[index] }])).toEqual([]);
  });

  it('take null for absent, as the API server does', () => {
    expect(CEL_RULES['wasm-or-lua'].holds({ wasm: null, lua: {} })).toBe(true);
    expect(CEL_RULES['label-keys-without-wildcard'].holds({ '*': null })).toBe(true);
    expect(CEL_RULES['port-level-mtls-needs-selector'].holds({ portLevelMtls: {}, selector: { matchLabels: { app: null } } })).toBe(false);
  });
});
