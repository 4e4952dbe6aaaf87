/** Proves the harness itself: that each judge accepts what is right and refuses what is wrong. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ApiServer } from './api-server';
import { conformanceData, dataSkipReason, ISTIO_MINORS } from './conformance-data';
import { describe as describeObject, readDocuments, readFolder } from './documents';
import { analyze, validate } from './istioctl';
import { judgeFolder } from './judge-folder';
import { readWithKubectl } from './kubectl';
import { kubectlKustomize, kustomizeBuild } from './kustomize';
import { PyYamlImplementation, readWithPyYaml } from './python-yaml';
import { itUnless } from './skippable';
import { skipReason } from './tools';

const MINUTES = 60_000;

const CART = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: cart
  namespace: shop
spec:
  hosts:
    - cart
  http:
    - route:
        - destination:
            host: cart
`;

const POLICY = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: cart
  namespace: shop
spec:
  action: ALLOW
  selector:
    matchLabels:
      app: cart
`;

const EXTENSION = `apiVersion: extensions.istio.io/v1alpha1
kind: TrafficExtension
metadata:
  name: lua
spec:
  lua:
    inlineCode: "-- nothing"
`;

const serverReason = skipReason('etcd', 'kube-apiserver') ?? dataSkipReason();
let server: ApiServer;

beforeAll(async () => {
  if (!serverReason) {
    server = await ApiServer.start({ crds: ['argo-cd', 'flux'] });
  }
}, 5 * MINUTES);

afterAll(async () => {
  await server?.stop();
});

describe('the API server', () => {
  // The newest first, so that the last switch has to remove a kind.
  for (const minor of [...ISTIO_MINORS].reverse()) {
    itUnless(serverReason, `judges by the CRDs of ${minor}: accepts every sample of Istio, and TrafficExtension from 1.30`, async () => {
      await server.switchIstio(minor);
      const documents = readFolder(conformanceData('samples'));
      const verdicts = await server.judge(documents);
      expect(documents.length).toBeGreaterThanOrEqual(80);
      expect(documents.flatMap(({ file, object }, index) =>
        verdicts[index].accepted ? [] : [`${file} ${describeObject(object)}: ${verdicts[index].message}`])).toEqual([]);
      const [extension] = await server.judge(readDocuments(EXTENSION));
      expect(extension.accepted).toBe(minor !== '1.29');
    }, 3 * MINUTES);
  }

  const refused: { title: string; text: string; message: RegExp }[] = [
    {
      title: 'an unknown field',
      text: CART.replace('  http:', '  retries: 3\n  http:'),
      message: /unknown field "spec\.retries"/,
    },
    {
      title: 'a field that is there twice',
      text: `${CART}  hosts:\n    - twice\n`,
      message: /key "hosts" already set/,
    },
    {
      title: 'a value outside its enum',
      text: POLICY.replace('action: ALLOW', 'action: PERMIT'),
      message: /spec\.action: Unsupported value: "PERMIT"/,
    },
    {
      title: 'a breach of a CEL rule',
      text: `${POLICY}  targetRefs:\n    - kind: Service\n      name: cart\n`,
      message: /only one of targetRefs or selector can be set/i,
    },
    {
      title: 'a name that is no DNS name',
      text: CART.replace('name: cart', 'name: Cart_1'),
      message: /metadata\.name: Invalid value: "Cart_1"/,
    },
    {
      title: 'a kind that it does not have',
      text: CART.replace('kind: VirtualService', 'kind: VirtualServer'),
      message: /no kind "VirtualServer"/,
    },
  ];
  for (const { title, text, message } of refused) {
    itUnless(serverReason, `refuses ${title}`, async () => {
      const [good, bad] = await server.judge([...readDocuments(CART), ...readDocuments(text)]);
      expect(good).toEqual({ accepted: true, status: 201, message: '' });
      expect(bad.accepted).toBe(false);
      expect(bad.message).toMatch(message);
    }, MINUTES);
  }
});

describe('istioctl', () => {
  const reason = skipReason('istioctl');

  itUnless(reason, 'validate accepts a good VirtualService and refuses a bad one', () => {
    expect(validate(folderOf({ 'cart.yaml': CART }))).toEqual([]);
    expect(validate(folderOf({ 'a/cart.yaml': `${CART}          weight: -1\n` }))).toEqual([
      { level: 'Error', file: 'a/cart.yaml', message: 'VirtualService/shop/cart: weight -1 < 0' },
    ]);
  });

  itUnless(reason, 'analyze reports a gateway that nobody has, in a namespace that is not default', () => {
    const routes = CART.replace('  http:', '  gateways:\n    - nowhere\n  http:');
    expect(analyze(folderOf({ 'cart.yaml': CART }))).toEqual([]);
    expect(analyze(folderOf({ 'cart.yaml': routes }))).toContainEqual({
      code: 'IST0101',
      level: 'Error',
      origin: 'VirtualService shop/cart',
      file: 'cart.yaml',
      line: 10,
      message: 'Referenced gateway not found: "nowhere"',
    });
  });

  itUnless(reason, 'says so when a file cannot be read', () => {
    const folder = folderOf({ 'broken.yaml': 'kind: [\n' });
    expect(validate(folder)).toHaveLength(1);
    expect(analyze(folder)).toMatchObject([{ code: 'unreadable', level: 'Error' }]);
  });
});

describe('kustomize', () => {
  const folder = () => folderOf({
    'kustomization.yaml': kustomization('shop'),
    'shop/kustomization.yaml': kustomization('cart.yaml'),
    'shop/cart.yaml': CART,
  });
  for (const { name, reason, build } of [
    { name: 'kustomize', reason: skipReason('kustomize'), build: kustomizeBuild },
    { name: 'kubectl kustomize', reason: skipReason('kubectl'), build: kubectlKustomize },
  ]) {
    itUnless(reason, `${name} builds a folder of folders and explains what it cannot build`, () => {
      expect(readDocuments(build(folder()).text!).map(({ object }) => describeObject(object)))
        .toEqual(['VirtualService.networking.istio.io shop/cart']);
      expect(build(folderOf({ 'kustomization.yaml': kustomization('missing.yaml') })).error).toMatch(/missing\.yaml/);
    });
  }
});

describe('the readers of YAML', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: words\ndata:\n  "on": "off"\n  quoted: "1"\n';
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'words' }, data: { on: 'off', quoted: '1' } };

  for (const implementation of ['pure', 'libyaml'] as PyYamlImplementation[]) {
    itUnless(skipReason('pyyaml'), `PyYAML (${implementation}) reads documents, and shows what JSON has no form for`, () => {
      expect(readWithPyYaml(`${text}---\n${text}`, implementation)).toEqual([object, object]);
      expect(readWithPyYaml('on: 2020-01-01\n', implementation))
        .toEqual([{ '!python': ['dict', [[true, { '!python': ['date', 'datetime.date(2020, 1, 1)'] }]]] }]);
      expect(() => readWithPyYaml('a: [', implementation)).toThrow(/while parsing/);
    });
  }

  itUnless(skipReason('kubectl'), 'kubectl reads documents', () => {
    expect(readWithKubectl(`${text}---\n${text}`)).toEqual([object, object]);
    expect(() => readWithKubectl(text.replace('kind: ConfigMap', 'kind: ['))).toThrow(/yaml/);
  });
});

describe('judgeFolder', () => {
  const reason = serverReason ?? skipReason('istioctl', 'kustomize', 'kubectl');

  itUnless(reason, 'names the tool and the file of every refusal, and only those', async () => {
    const good = { 'kustomization.yaml': kustomization('cart.yaml'), 'cart.yaml': CART };
    expect(await judgeFolder(folderOf(good), { server })).toEqual([]);
    const bad = { ...good, 'forgotten.yaml': POLICY.replace('ALLOW', 'PERMIT') };
    const disagreements = await judgeFolder(folderOf(bad), { server });
    expect(disagreements.map(({ tool, file }) => `${tool}: ${file}`)).toEqual([
      'kube-apiserver: forgotten.yaml',
      'istioctl validate: forgotten.yaml',
      'istioctl analyze: .',
      'kustomize: forgotten.yaml',
      'kubectl kustomize: forgotten.yaml',
    ]);
  }, MINUTES);
});

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-harness-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function kustomization(resource: string): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ${resource}\n`;
}
