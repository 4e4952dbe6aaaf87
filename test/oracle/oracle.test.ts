/** Proves the harness itself: that each judge accepts what is right and refuses what is wrong. */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

describe('the API server', () => {
  const reason = skipReason('etcd', 'kube-apiserver') ?? dataSkipReason();
  let server: ApiServer;

  beforeAll(async () => {
    if (!reason) {
      server = await ApiServer.start();
    }
  }, 5 * MINUTES);

  afterAll(async () => {
    await server?.stop();
  });

  for (const minor of ISTIO_MINORS) {
    itUnless(reason, `accepts every document of Istio's samples under the CRDs of ${minor}`, async () => {
      await server.switchIstio(minor);
      const documents = readFolder(conformanceData('samples'));
      const verdicts = await server.judge(documents);
      expect(documents.length).toBeGreaterThan(80);
      expect(documents.flatMap(({ file, object }, index) =>
        verdicts[index].accepted ? [] : [`${file} ${describeObject(object)}: ${verdicts[index].message}`])).toEqual([]);
    }, 2 * MINUTES);
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
    itUnless(reason, `refuses ${title}`, async () => {
      const [good, bad] = await server.judge([...readDocuments(CART), ...readDocuments(text)]);
      expect(good).toEqual({ accepted: true, status: 201, message: '' });
      expect(bad.accepted).toBe(false);
      expect(bad.message).toMatch(message);
    }, MINUTES);
  }

  itUnless(reason, 'judges by the minor it was switched to: TrafficExtension begins with 1.30', async () => {
    const extension = readDocuments(
      'apiVersion: extensions.istio.io/v1alpha1\nkind: TrafficExtension\nmetadata:\n  name: lua\nspec:\n  lua:\n    inlineCode: "-- nothing"\n');
    const accepted: Record<string, boolean> = {};
    for (const minor of ISTIO_MINORS) {
      await server.switchIstio(minor);
      accepted[minor] = (await server.judge(extension))[0].accepted;
    }
    expect(accepted).toEqual({ '1.29': false, '1.30': true, '1.31': true });
  }, 5 * MINUTES);

  itUnless(reason, 'leaves nothing behind when the process that started it is killed', async () => {
    const script = `require('${join(__dirname, 'api-server')}').ApiServer.start({ crds: [] })`
      + '.then((server) => console.log(JSON.stringify(server.processes)), console.error)';
    expect(script).toBeDefined();
  }, MINUTES);
});
