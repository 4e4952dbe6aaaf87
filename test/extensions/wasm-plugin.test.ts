import { App, Chart } from 'cdk8s';
import {
  ExtensionFilter, ExtensionPhase, TrafficExtension, WasmModule, WasmPlugin, WasmPluginProps, WasmVariable,
} from '../../src/extensions';
import { WorkloadMode } from '../../src/networking';
import { PolicyTarget } from '../../src/security';

function shop(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

test('a plugin is written with its module at the top', () => {
  const plugin = new WasmPlugin(shop(), 'Auth', {
    url: 'registry.example.com/auth:1',
    target: PolicyTarget.labels({ app: 'cart' }),
    phase: ExtensionPhase.AUTHN,
    priority: 0,
    pluginConfig: {},
    match: [{ mode: WorkloadMode.SERVER, ports: [80] }],
    environmentVariables: { A: WasmVariable.inline(''), B: WasmVariable.fromHost() },
  });
  expect(plugin.toJson()).toMatchObject({ apiVersion: 'extensions.istio.io/v1alpha1', kind: 'WasmPlugin', metadata: { name: 'auth', namespace: 'shop' } });
  expect(plugin.toJson().spec).toEqual({
    selector: { matchLabels: { app: 'cart' } },
    url: 'registry.example.com/auth:1',
    pluginConfig: {},
    phase: 'AUTHN',
    priority: 0,
    match: [{ mode: 'SERVER', ports: [{ number: 80 }] }],
    vmConfig: { env: [{ name: 'A', value: '', valueFrom: 'INLINE' }, { name: 'B', valueFrom: 'HOST' }] },
  });
});

test('an extension is written with its module below wasm', () => {
  const extension = new TrafficExtension(shop(), 'Auth', { filter: ExtensionFilter.wasm({ url: 'oci://auth:1' }), phase: ExtensionPhase.STATS, priority: -1 });
  expect(extension.toJson()).toMatchObject({ apiVersion: 'extensions.istio.io/v1alpha1', kind: 'TrafficExtension' });
  expect(extension.toJson().spec).toEqual({ wasm: { url: 'oci://auth:1' }, phase: 'STATS', priority: -1 });
});

test('a script is written as it is', () => {
  expect(new TrafficExtension(shop(), 'Lua', { filter: ExtensionFilter.lua('-- é\n') }).toJson().spec).toEqual({ lua: { inlineCode: '-- é\n' } });
});

test.each(['', 'x'.repeat(65537), 'é'.repeat(32769)])('a script of an illegal size in bytes is refused', code => {
  expect(() => ExtensionFilter.lua(code)).toThrow(/MESH0001/);
});

test.each(['auth', 'example.com/auth:1', 'oci://localhost:5000/auth:1', 'oci://a/b@sha256:00', 'OCI://a', 'http://a/b', 'https://a/b', 'file:///a', '/a'])('%s is the URL of a module', url => {
  expect(new WasmPlugin(shop(), 'Auth', { url }).toJson().spec).toEqual({ url });
});

test.each<[string, Partial<WasmPluginProps>, RegExp]>([
  ['no URL', { url: '' }, /MESH0001/],
  ['an image that begins like a scheme', { url: 'localhost:5000/auth' }, /MESH0001[^]*write oci:\/\/localhost:5000\/auth/],
  ['a URL of another scheme', { url: 'ftp://a/b' }, /MESH0001/],
  ['a URL that Go does not read', { url: 'oci://a/%zz' }, /MESH0001/],
  ['a digest in upper case', { sha256: 'A'.repeat(64) }, /MESH0001[^]*sha256/],
  ['a digest with its algorithm', { sha256: `sha256:${'a'.repeat(64)}` }, /MESH0001/],
  ['an empty digest', { sha256: '' }, /MESH0001/],
  ['an empty name', { pluginName: '' }, /MESH0001/],
  ['a name of 257 characters', { pluginName: 'a'.repeat(257) }, /MESH0001/],
  ['a Secret of 254 characters', { imagePullSecret: 'a'.repeat(254) }, /MESH0001/],
  ['a variable without name', { environmentVariables: { '': WasmVariable.fromHost() } }, /MESH0001/],
  ['a variable with a name of 257 characters', { environmentVariables: { ['a'.repeat(257)]: WasmVariable.fromHost() } }, /MESH0001/],
  ['257 variables', { environmentVariables: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`A${i}`, WasmVariable.fromHost()])) }, /MESH0001/],
])('%s is refused, in a plugin and in an extension', (_, props, message) => {
  const module: WasmModule = { url: 'oci://auth:1', ...props };
  expect(() => new WasmPlugin(shop(), 'Auth', module)).toThrow(message);
  expect(() => new TrafficExtension(shop(), 'Auth', { filter: ExtensionFilter.wasm(module) })).toThrow(message);
});

test.each<[string, Pick<WasmPluginProps, 'match' | 'priority'>, RegExp]>([
  ['no match', { match: [] }, /MESH0011/],
  ['a match without ports', { match: [{ ports: [] }] }, /MESH0011/],
  ['port 0', { match: [{ ports: [0] }] }, /MESH0001/],
  ['port 65536', { match: [{ ports: [65536] }] }, /MESH0001/],
  ['a port twice', { match: [{ ports: [80, 80] }] }, /MESH0008/],
  ['a priority of 33 bits', { priority: 2147483648 }, /MESH0001/],
  ['a broken priority', { priority: 0.5 }, /MESH0001/],
])('%s is refused, too', (_, props, message) => {
  expect(() => new WasmPlugin(shop(), 'Auth', { url: 'oci://auth:1', ...props })).toThrow(message);
  expect(() => new TrafficExtension(shop(), 'Auth', { filter: ExtensionFilter.lua('--'), ...props })).toThrow(message);
});

test('a variable of more than 2048 characters is refused', () => {
  expect(() => WasmVariable.inline('a'.repeat(2049))).toThrow(/MESH0001/);
});
