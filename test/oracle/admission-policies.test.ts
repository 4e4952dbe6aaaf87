/** The rules as the API server enforces them: every case of every rule is sent to a server on which the policies are stored. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { waitUntil } from './api-client';
import { runTool } from './command';
import { dataSkipReason } from './conformance-data';
import { POLICY_CASES, writeBundle } from './policy-bundle';
import { PolicyServer } from './policy-server';
import { RANDOM_OBJECTS } from './random-policy-objects';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { policy } from '../../src';
import { faultsOf } from '../../src/delivery/policy/faults';
import { underscored } from '../../src/delivery/policy/rule-definition';
import { POLICY_RULES } from '../../src/delivery/policy/rules';

const MINUTE = 60_000;
const REASON = skipReason('etcd', 'kube-apiserver') ?? dataSkipReason();
const RULES = POLICY_RULES.map(({ rule }) => rule);

let server: PolicyServer;

beforeAll(async () => {
  if (REASON === undefined) {
    server = await PolicyServer.start();
  }
}, 3 * MINUTE);

afterAll(() => server?.stop(), MINUTE);

describe('what the API server says of the cases', () => {
  for (const { title, definition: { rule, words }, case: { faults, notStorable }, object } of POLICY_CASES) {
    if (notStorable === undefined) {
      itUnless(REASON, `${faults.length > 0 ? 'refused' : 'allowed'}: ${title}`, async () => {
        expect(await server.verdictOf(rule, object)).toEqual(faults.length === 0 ? '' : expect.stringMatching(
          new RegExp(`'mesh-${rule}' with binding 'mesh-${rule}' denied request: spec\\.[^:]*: ${escaped(words)}\\. `)));
      });
    }
  }
});

describe('what an operator sees', () => {
  itUnless(REASON, 'the message names the place, what is wrong and how to mend it', async () => {
    const twoRoutes = POLICY_CASES.find(({ title }) => title === 'route-without-timeout: two routes without a timeout')!;
    expect(await server.verdictOf('route-without-timeout', twoRoutes.object))
      .toContain('spec.http[0], spec.http[1]: the route has no timeout, so a stuck backend holds all of its callers. Set `timeout`;');
  });

  itUnless(REASON, 'an excepted namespace is passed over', async () => {
    const { object } = POLICY_CASES.find(({ title }) => title === 'allow-all-policy: a rule without parts')!;
    expect(await server.verdictOf('allow-all-policy', object)).not.toBe('');
    expect(await server.verdictOf('route-without-timeout', object)).toBe('');
  });

  itUnless(REASON, 'an object that a finalizer keeps alive gets no worse, and can go', async () => {
    const collection = '/apis/networking.istio.io/v1/namespaces/shop/virtualservices';
    const spec = { hosts: ['cart'], http: [{ timeout: '3s', retries: { attempts: 1 }, route: [{ destination: { host: 'cart' } }] }] };
    const patch = (change: object) => server.ask({
      method: 'PATCH', path: `${collection}/kept`, contentType: 'application/merge-patch+json', body: JSON.stringify(change),
    });
    await server.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    await server.create(collection, {
      apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'kept', finalizers: ['acme.example.com/keep'] }, spec,
    });
    expect((await server.ask({ method: 'DELETE', path: `${collection}/kept` })).status).toBe(200);
    await server.store(chart => new policy.AdmissionPolicy(chart, 'FullHosts', {
      group: 'networking.istio.io',
      version: 'v1',
      resource: 'virtualservices',
      exceptNamespaces: RULES,
      validations: [{ expression: 'object.spec.hosts.all(host, host.contains("."))', message: 'hosts are written in full' }],
    }));
    let tries = 0;
    await waitUntil('hosts are checked', MINUTE, async () => (await patch({ spec: { hosts: [`other-${tries++}`] } })).status === 422);
    expect((await patch({ spec: { hosts: ['another'] } })).body.message).toContain('hosts are written in full');
    expect((await patch({ metadata: { finalizers: null } })).status).toBe(200);
  }, 2 * MINUTE);

  itUnless(REASON, 'hundreds of routes and rules stay below what the server lets a policy cost', async () => {
    const metadata = { name: 'sample', namespace: 'shop' };
    const routes = (timeout: object): object => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      spec: {
        hosts: ['cart'],
        http: Array.from({ length: 400 }, (_, index) => ({ match: [{ uri: { prefix: `/${index}` } }], ...timeout, route: [{ destination: { host: 'cart' } }] })),
      },
    });
    expect(await server.verdictOf('route-without-timeout', routes({ timeout: '3s' }))).toBe('');
    expect(await server.verdictOf('route-without-timeout', routes({}))).toContain('the route has no timeout');
    expect(await server.verdictOf('any-identity-policy', {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata,
      spec: {
        rules: Array.from({ length: 200 }, (_, index) => ({
          from: [{ source: { principals: Array.from({ length: 10 }, (__, caller) => `cluster.local/ns/shop/sa/caller-${index}-${caller}`) } }],
          to: [{ operation: { paths: [`/${index}/*`], methods: ['GET', 'POST'] } }],
        })),
      },
    })).toBe('');
  });

  itUnless(REASON ?? skipReason('kube-controller-manager'), 'the type checker of the server finds a misspelt field, and none in our expressions', async () => {
    const controllers = server.startTypeChecker();
    try {
      await server.store(chart => new policy.AdmissionPolicy(chart, 'Misspelt', {
        group: 'networking.istio.io',
        version: 'v1',
        resource: 'virtualservices',
        action: policy.AdmissionAction.AUDIT,
        validations: [{ expression: 'size(object.spec.htp) == 0', message: 'never' }],
      }));
      expect(await server.typeWarnings('misspelt')).toEqual([expect.objectContaining({ warning: expect.stringContaining("undefined field 'htp'") })]);
      for (const rule of RULES) {
        expect([rule, await server.typeWarnings(`mesh-${rule}`)]).toEqual([rule, []]);
      }
    } finally {
      await controllers.stop();
    }
  }, 2 * MINUTE);
});

describe('random objects', () => {
  for (const [kind, objects] of Object.entries(RANDOM_OBJECTS)) {
    const definitions = POLICY_RULES.filter(({ subject }) => subject.kind === kind);
    const samples: any[] = fc.sample(objects, { seed: 42, numRuns: 200 });

    it(`${kind}: each rule refuses some and allows some`, () => {
      for (const definition of definitions) {
        const refused = samples.filter(object => faultsOf(definition, object, 'istio-system').length > 0).length;
        expect([definition.rule, refused >= 5, refused < samples.length]).toEqual([definition.rule, true, true]);
      }
    });

    itUnless(skipReason('opa'), `${kind}: OPA finds the fields that TypeScript finds`, () => {
      const found = askOpa(samples);
      samples.forEach((object, index) => definitions.forEach(definition => {
        const expected = faultsOf(definition, object, 'istio-system').map(field => `${kind} shop/sample ${field}: ${definition.words}`);
        const said: string[] = found[index][`${definition.severity}_${underscored(definition.rule)}`];
        expect({ object, said: [...said].sort() }).toEqual({ object, said: expected.sort() });
      }));
    }, MINUTE);

    itUnless(REASON, `${kind}: the API server refuses those that TypeScript refuses`, async () => {
      for (const definition of definitions) {
        const verdicts = await Promise.all(samples.map(object => server.verdictOf(definition.rule, object)));
        samples.forEach((object, index) => expect({ object, words: verdicts[index] }).toEqual({
          object,
          words: faultsOf(definition, object, 'istio-system').length > 0 ? expect.stringContaining(`'mesh-${definition.rule}'`) : '',
        }));
      }
    }, 2 * MINUTE);
  }
});

/** What the package of the rules says of each object. */
function askOpa(objects: readonly object[]): any[] {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-rego-'));
  try {
    writeBundle(folder);
    const { stdout } = runTool('opa', [
      'eval', '--data', folder, '--stdin-input', '[found | some object in input; found := data.cdk8s_istio.policies with input as object]',
    ], { input: JSON.stringify(objects) });
    return JSON.parse(stdout).result[0].expressions[0].value;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
