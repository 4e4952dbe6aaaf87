/** Every emitted object of every example goes before every judge: API server, istioctl validate and analyze, both kustomize. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ApiServer } from './api-server';
import { dataSkipReason } from './conformance-data';
import { FOLDER_JUDGES } from './judge-folder';
import { itUnless } from './skippable';
import { skipReason } from './tools';

const ROOT = join(__dirname, '../..');
const MINUTES = 60_000;

/** `dist/` of the main example, and those of the others beside their programs. */
const OUTPUTS = ['dist', ...readdirSync(join(ROOT, 'examples'))
  .map(name => join('examples', name, 'dist'))
  .filter(path => existsSync(join(ROOT, path)))];

/** Environments and delivery engines; `_known` is never applied. */
const FOLDERS = OUTPUTS.flatMap(output => readdirSync(join(ROOT, output))
  .filter(name => name !== '_known' && statSync(join(ROOT, output, name)).isDirectory())
  .map(name => join(output, name)));

/** What a judge says and is known to be wrong, with the reason. It must be said, and nothing else may be. */
const KNOWN_FALSE: Readonly<Record<string, { readonly says: readonly string[]; readonly because: string }>> = {
  'examples/egress-gateway/dist/production': { says: ['IST0128'], because: 'without caCertificates proxies verify by the authorities of the operating system' },
  'examples/external-service-tls-origination/dist/production': { says: ['IST0128'], because: 'the same' },
  'examples/opa/dist/production': { says: ['IST0128'], because: 'the same' },
};

/** Every system whose objects the examples hold. */
const CRDS = [
  'argo-cd', 'argo-rollouts', 'external-secrets', 'flagger', 'flux', 'gateway-api', 'grafana-operator', 'prometheus-operator', 'sealed-secrets', 'velero',
];

let server: ApiServer | undefined;

beforeAll(async () => {
  if ((skipReason('etcd', 'kube-apiserver') ?? dataSkipReason()) === undefined) {
    server = await ApiServer.start({ istio: '1.30', crds: CRDS });
  }
}, 3 * MINUTES);

afterAll(() => server?.stop(), MINUTES);

it('there are environments of at least two examples to judge', () => {
  expect(FOLDERS.length).toBeGreaterThanOrEqual(6);
});

describe.each(FOLDERS)('%s', folder => {
  for (const judge of FOLDER_JUDGES) {
    itUnless(judge.skipReason(), `${judge.tool} has nothing to say`, async () => {
      const [output, environment] = [join(ROOT, folder, '..'), folder.split('/').pop()!];
      const known = join(output, '_known', `${environment}.yaml`);
      const said = await judge.judge(join(ROOT, folder), { server, known: existsSync(known) ? [known] : [] });
      const expected = judge.tool === 'istioctl analyze' ? KNOWN_FALSE[folder]?.says ?? [] : [];
      expect(said.filter(({ message }) => !expected.some(code => message.includes(code)))).toEqual([]);
      expect(expected.filter(code => !said.some(({ message }) => message.includes(code)))).toEqual([]);
    }, 2 * MINUTES);
  }
});
