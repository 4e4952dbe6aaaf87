import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generate } from '../../projenrc/import';
import { ISTIO_MINORS, LATEST_MINOR } from '../../src/schema/istio-version';
import { crdsOfFacts, Edit } from '../support/crds-of-facts';

const ROOT = resolve(__dirname, '../..');
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
jest.setTimeout(180_000);

/** The minor after the newest. */
const [major, minor] = LATEST_MINOR.split('.').map(Number);
const NEXT = `${major}.${minor + 1}`;

/** Adds a text, an object with a closed set and a CEL rule to routes, and a value to the modes of TLS. */
const edit: Edit = (kind, root) => {
  const spec = root.properties!.spec.properties!;
  if (kind === 'VirtualService') {
    Object.assign(spec.http.items!.properties!, {
      brandNew: { type: 'string' },
      brandNewPolicy: { type: 'object', properties: { mode: { type: 'string', enum: ['OFF', 'ON'] } } },
    });
    Object.assign(spec.http.items!.properties!.name, {
      'x-kubernetes-validations': [{ rule: '!self.contains("*")', message: 'wildcard is not supported in selector' }],
    });
  }
  if (kind === 'Gateway') {
    spec.servers.items!.properties!.tls.properties!.mode.enum!.push('BRAND_NEW');
  }
};

const PROGRAM = `
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Fleet, IstioVersion, VirtualService, HttpAction, TrafficSplit, MeshService } from './src';

const fleet = new Fleet({ outdir: 'out' });
for (const [name, istioVersion] of Object.entries(IstioVersion)) {
  const chart = new Chart(fleet.addEnvironment(name.toLowerCase().replace('_', '-'), { istioVersion }), 'shop', { namespace: 'shop' });
  const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 80 }], selector: { app: 'cart' } });
  const routes = new VirtualService(chart, 'Routes', { name: 'cart', hosts: ['cart'] });
  routes.addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(cart)) });
  routes.addJsonPatch(JsonPatch.add('/spec/http/0/brandNew', 'a'), JsonPatch.add('/spec/http/0/brandNewPolicy', { mode: 'ON' }));
  routes.addJsonPatch(JsonPatch.add('/spec/http/0/name', 'all*'));
  new ApiObject(chart, 'Gateway', {
    apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'edge' },
    spec: { servers: [{ hosts: ['*'], port: { number: 443, name: 'https', protocol: 'HTTPS' }, tls: { mode: 'BRAND_NEW', credentialName: 'a' } }] },
  });
}
const { findings } = fleet.examine();
const latest = new Fleet({ outdir: 'out' });
process.stdout.write(JSON.stringify({
  newest: latest.addEnvironment('a').istioVersion,
  findings: findings.filter(({ code }) => code === 'MESH0111').map(({ message, environments }) => ({ message, environments })),
  cel: findings.filter(({ code }) => code === 'MESH0108').map(({ field, environments }) => ({ field, environments })),
}));
`;

test('the importer makes the same tables of what the tables say', () => {
  const generated = generate(ISTIO_MINORS.map(known => ({ version: `${known}.0`, text: crdsOfFacts(known) })));
  for (const path of [...generated.keys()].filter(each => each !== 'imports/upstream.json')) {
    expect({ path, same: generated.get(path) === readFileSync(join(ROOT, path), 'utf8') }).toEqual({ path, same: true });
  }
});

test(`a new minor is one run of the importer: in a copy with the CRDs of a ${NEXT}, nothing else is edited, and each version has its fields`, () => {
  const copy = mkdtempSync(join(tmpdir(), 'cdk8s-istio-minor-'));
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [TSX, ...args], { cwd: copy, encoding: 'utf8' });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };
  try {
    for (const folder of ['src', 'imports', 'projenrc']) {
      cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const files = [
      ...ISTIO_MINORS.map(known => ({ file: `istio-${known}.0.yaml`, text: crdsOfFacts(known) })),
      { file: `istio-${NEXT}.0.yaml`, text: crdsOfFacts(LATEST_MINOR, edit) },
    ];
    files.forEach(({ file, text }) => writeFileSync(join(copy, file), text));
    run('projenrc/import.ts', ...files.map(({ file }) => file));
    writeFileSync(join(copy, 'main.ts'), PROGRAM);
    expect(readdirSync(join(copy, 'src/schema')).filter(file => file.startsWith('facts-')).length).toBe(ISTIO_MINORS.length + 1);
    expect(readFileSync(join(copy, 'imports/istio.ts'), 'utf8')).toContain('readonly brandNewPolicy?: VirtualServiceHttpBrandNewPolicy;');

    const { newest, findings, cel } = JSON.parse(run('main.ts'));
    expect(newest).toBe(NEXT);
    expect(cel).toEqual([{ field: 'spec.http[0].name', environments: [`v${NEXT.replace('.', '-')}`] }]);
    expect(findings).toEqual(ISTIO_MINORS.flatMap(known => [
      [`The value "BRAND_NEW" needs Istio ${NEXT}, and the version set is ${known}.`, known],
      [`The field "brandNew" needs Istio ${NEXT}, and the version set is ${known}.`, known],
      [`The field "brandNewPolicy" needs Istio ${NEXT}, and the version set is ${known}.`, known],
    ]).map(([message, known]) => ({ message, environments: [`v${known.replace('.', '-')}`] })));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
