import fc from 'fast-check';
import { CODES } from '../../src/kernel/codes';
import { fieldPathText } from '../../src/kernel/field-path';
import { checkObject } from '../../src/schema/check';
import { IstioMinor } from '../../src/schema/istio-version';

function istio(kind: string, spec: unknown, apiVersion = 'networking.istio.io/v1') {
  return { apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, spec };
}

function check(kind: string, spec: unknown, minor: IstioMinor = '1.31', apiVersion?: string) {
  return checkObject(istio(kind, spec, apiVersion), minor).map(({ code, path, message, fix }) => [code, fieldPathText(path), message, fix]);
}

describe('checkObject', () => {
  const cases: { name: string; kind: string; spec: unknown; minor?: IstioMinor; apiVersion?: string; expected: string[] }[] = [
    {
      name: 'an unknown field, with the one that was meant',
      kind: 'VirtualService',
      spec: { hosts: ['a'], htttp: [] },
      expected: [CODES.CRD_UNKNOWN_FIELD, 'spec.htttp', 'There is no field "htttp" here.', 'Rename "htttp" to "http".'],
    },
    {
      name: 'a field in snake case',
      kind: 'VirtualService',
      spec: { export_to: ['.'] },
      expected: [CODES.CRD_UNKNOWN_FIELD, 'spec.export_to', 'There is no field "export_to" here.', 'Rename "export_to" to "exportTo".'],
    },
    {
      name: 'a field that belongs one level deeper',
      kind: 'VirtualService',
      spec: { http: [{ route: [{ destination: { host: 'a' }, subset: 'v1' }] }] },
      expected: [CODES.CRD_UNKNOWN_FIELD, 'spec.http[0].route[0].subset', 'There is no field "subset" here.', 'Move "subset" into "destination".'],
    },
    {
      name: 'a text where a number belongs',
      kind: 'VirtualService',
      spec: { http: [{ route: [{ destination: { host: 'a' }, weight: '90' }] }] },
      expected: [CODES.CRD_TYPE, 'spec.http[0].route[0].weight', 'A whole number is expected, and this is the text "90".', 'Write it without quotes: 90.'],
    },
    {
      name: 'a number where a text belongs',
      kind: 'DestinationRule',
      spec: { host: 'a', subsets: [{ name: 'v1', labels: { version: 1 } }] },
      expected: [CODES.CRD_TYPE, 'spec.subsets[0].labels.version', 'A text is expected, and this is the number 1.', 'Write it in quotes: "1".'],
    },
    {
      name: 'null in a list',
      kind: 'VirtualService',
      spec: { hosts: [null] },
      expected: [CODES.CRD_TYPE, 'spec.hosts[0]', 'A text is expected, and this is null.', 'Remove the null.'],
    },
    {
      name: 'a misspelt value of a closed set',
      kind: 'DestinationRule',
      spec: { host: 'a', trafficPolicy: { tls: { mode: 'ISTIO_MUTAL' } } },
      expected: [CODES.CRD_ENUM, 'spec.trafficPolicy.tls.mode', '"ISTIO_MUTAL" is none of the values this field takes.',
        'Use ISTIO_MUTUAL; all values are DISABLE, SIMPLE, MUTUAL, ISTIO_MUTUAL.'],
    },
    {
      name: 'a number that is too large',
      kind: 'VirtualService',
      spec: { http: [{ directResponse: { status: 4294967296 } }] },
      expected: [CODES.CRD_RANGE, 'spec.http[0].directResponse.status', '4294967296 is out of range.', 'Use a number from 0 to 4294967295.'],
    },
    {
      name: 'a number that does not fit 32 bits',
      kind: 'VirtualService',
      spec: { http: [{ retries: { attempts: 2147483648 } }] },
      expected: [CODES.WIRE_RANGE, 'spec.http[0].retries.attempts', '2147483648 does not fit into 32 bits.', 'Use a number from -2147483648 to 2147483647.'],
    },
    {
      name: 'a number that does not fit 64 bits',
      kind: 'VirtualService',
      spec: { http: [{ retries: { attempts: 1e21 } }] },
      expected: [CODES.CRD_RANGE, 'spec.http[0].retries.attempts', '1e+21 is out of range.', 'Use a number from -2147483648 to 2147483647.'],
    },
    {
      name: 'a missing field',
      kind: 'DestinationRule',
      spec: {},
      expected: [CODES.CRD_REQUIRED, 'spec.host', 'The field "host" is missing.', 'Set "host".'],
    },
    {
      name: 'a field that is there but null',
      kind: 'DestinationRule',
      spec: { host: null },
      expected: [CODES.CRD_REQUIRED, 'spec.host', 'The field "host" is missing.', 'Set "host".'],
    },
    {
      name: 'fields that exclude each other',
      kind: 'VirtualService',
      spec: { http: [{ match: [{ uri: { exact: '/', prefix: '/' } }] }] },
      expected: [CODES.CRD_ONE_OF, 'spec.http[0].match[0].uri', '"exact" and "prefix" exclude each other.', 'Keep at most one of "exact", "prefix", "regex".'],
    },
    {
      name: 'a duration below the least',
      kind: 'VirtualService',
      spec: { http: [{ timeout: '0s' }] },
      expected: [CODES.CRD_CEL, 'spec.http[0].timeout', '"0s" is shorter than 1ms.',
        'Write a duration of at least 1ms as numbers with the units h, m, s or ms, like "1.5s" or "1m30s".'],
    },
    {
      name: 'a text that is too long',
      kind: 'AuthorizationPolicy',
      spec: { selector: { matchLabels: { app: 'x'.repeat(64) } } },
      apiVersion: 'security.istio.io/v1',
      expected: [CODES.CRD_SIZE, 'spec.selector.matchLabels.app', 'It has 64 characters.', 'Use at most 63 characters.'],
    },
    {
      name: 'two entries with one key',
      kind: 'ServiceEntry',
      spec: { hosts: ['a'], ports: [{ name: 'http', number: 80 }, { name: 'http', number: 81 }] },
      expected: [CODES.CRD_DUPLICATE_KEY, 'spec.ports[1].name', 'Two entries have the name "http".', 'Give every entry a name of its own.'],
    },
    {
      name: 'a field of a later Istio',
      kind: 'DestinationRule',
      minor: '1.30',
      spec: { host: 'a', trafficPolicy: { connectionPool: { http: { http2KeepAlive: {} } } } },
      expected: [CODES.CRD_VERSION, 'spec.trafficPolicy.connectionPool.http.http2KeepAlive', 'The field "http2KeepAlive" needs Istio 1.31, and the version set is 1.30.',
        'Remove "http2KeepAlive", or raise the Istio version to 1.31 once the clusters run it.'],
    },
    {
      name: 'a value of a later Istio',
      kind: 'EnvoyFilter',
      minor: '1.29',
      apiVersion: 'networking.istio.io/v1alpha3',
      spec: { configPatches: [{ patch: { operation: 'MERGE_AND_REPLACE_LIST' } }] },
      expected: [CODES.CRD_VERSION, 'spec.configPatches[0].patch.operation', 'The value "MERGE_AND_REPLACE_LIST" needs Istio 1.31, and the version set is 1.29.',
        'Use one of INVALID, MERGE, ADD, REMOVE, INSERT_BEFORE, INSERT_AFTER, INSERT_FIRST, REPLACE, or raise the Istio version to 1.31 once the clusters run it.'],
    },
    {
      name: 'a kind of a later Istio',
      kind: 'TrafficExtension',
      minor: '1.29',
      apiVersion: 'extensions.istio.io/v1alpha1',
      spec: { lua: { inlineCode: '--' } },
      expected: [CODES.CRD_VERSION, 'kind', 'The kind TrafficExtension needs Istio 1.30, and the version set is 1.29.',
        'Remove the object, or raise the Istio version to 1.30 once the clusters run it.'],
    },
    {
      name: 'a version that is not served',
      kind: 'EnvoyFilter',
      spec: {},
      expected: [CODES.CRD_VERSION, 'apiVersion', 'Istio 1.31 does not serve EnvoyFilter as networking.istio.io/v1.', 'Write apiVersion: networking.istio.io/v1alpha3.'],
    },
    {
      name: 'a kind in a wrong group',
      kind: 'VirtualService',
      apiVersion: 'security.istio.io/v1',
      spec: {},
      expected: [CODES.CRD_VERSION, 'apiVersion', 'Istio 1.31 does not serve VirtualService as security.istio.io/v1.', 'Write apiVersion: networking.istio.io/v1.'],
    },
    {
      name: 'a misspelt kind',
      kind: 'VirtualServce',
      spec: {},
      expected: [CODES.CRD_VERSION, 'kind', 'Istio 1.31 has no kind VirtualServce.', 'Write kind: VirtualService.'],
    },
  ];
  it.each(cases)('reports $name', ({ kind, spec, minor, apiVersion, expected }) => {
    expect(check(kind, spec, minor, apiVersion)).toEqual([expected]);
  });

  const accepted: { name: string; kind: string; spec: unknown; apiVersion?: string }[] = [
    { name: 'no spec where none is required', kind: 'VirtualService', spec: undefined },
    { name: 'a null that the server drops', kind: 'VirtualService', spec: { hosts: ['a'], http: null } },
    { name: 'a null in a map that the server drops', kind: 'DestinationRule', spec: { host: 'a', subsets: [{ name: 'a', labels: { app: null } }] } },
    { name: 'null where null is a value', kind: 'DestinationRule', spec: { host: 'a', trafficPolicy: { outlierDetection: { consecutive5xxErrors: null } } } },
    { name: 'durations as Go writes them', kind: 'VirtualService', spec: { http: [{ timeout: '1m30s' }] } },
    { name: 'anything in an Envoy patch', kind: 'EnvoyFilter', apiVersion: 'networking.istio.io/v1alpha3', spec: { configPatches: [{ patch: { value: { any: [{ thing: 1 }] } } }] } },
    { name: 'an empty rule', kind: 'AuthorizationPolicy', apiVersion: 'security.istio.io/v1', spec: { rules: [{}] } },
    { name: 'characters beyond 16 bits as one each', kind: 'AuthorizationPolicy', apiVersion: 'security.istio.io/v1', spec: { selector: { matchLabels: { app: '😀'.repeat(63) } } } },
  ];
  it.each(accepted)('accepts $name', ({ kind, spec, apiVersion }) => {
    expect(check(kind, spec, '1.31', apiVersion)).toEqual([]);
  });

  it('judges every object of an Istio group and no other', () => {
    expect(checkObject({ apiVersion: 'v1', kind: 'Service', spec: { nonsense: 1 } } as any, '1.31')).toEqual([]);
    expect(checkObject({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', spec: { nonsense: 1 } } as any, '1.31')).toEqual([]);
    expect(checkObject({ apiVersion: 'rbac.istio.io/v1alpha1', kind: 'ServiceRole' }, '1.31')).toMatchObject([{ code: CODES.CRD_VERSION }]);
  });

  it('gives all good objects one and the same empty list', () => {
    expect(checkObject(istio('VirtualService', { hosts: ['a'] }), '1.31')).toBe(checkObject(istio('DestinationRule', { host: 'a' }), '1.29'));
  });

  it('reports all that is wrong, each at its place', () => {
    const violations = check('VirtualService', { hosts: [1], http: [{ timeout: '0s' }, { retries: { attempts: 'x' } }], what: {} });
    expect(violations.map(([code, path]) => [code, path])).toEqual([
      [CODES.CRD_TYPE, 'spec.hosts[0]'],
      [CODES.CRD_CEL, 'spec.http[0].timeout'],
      [CODES.CRD_TYPE, 'spec.http[1].retries.attempts'],
      [CODES.CRD_UNKNOWN_FIELD, 'spec.what'],
    ]);
  });

  it('takes keys named like members of Object for the unknown fields they are', () => {
    const spec = JSON.parse('{"hosts":["a"],"__proto__":{"x":1},"constructor":1,"toString":1}');
    expect(check('VirtualService', spec).map(([, path]) => path)).toEqual(['spec.__proto__', 'spec.constructor', 'spec.toString']);
  });

  it('never throws and never changes the object, whatever it is given', () => {
    fc.assert(fc.property(fc.constantFrom('VirtualService', 'DestinationRule', 'ServiceEntry', 'Gateway'), fc.object({
      key: fc.constantFrom(
        'hosts', 'http', 'tls', 'ports', 'host', 'subsets', 'servers', 'selector', 'endpoints', 'name', 'number', 'match', 'route', 'x'),
      maxDepth: 5,
    }), (kind, spec) => {
      const object = istio(kind, spec);
      const before = JSON.stringify(object);
      checkObject(object, '1.31');
      expect(JSON.stringify(object)).toBe(before);
    }));
  });
});
