/** The health of Istio's kinds by Argo CD's own Lua engine, with the settings that the delivery hands out. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { runTool } from './command';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { argocd } from '../../src';
import { ISTIO_KINDS } from '../../src/schema/kinds';

const REASON = skipReason('argocd');
const MINUTE = 60_000;

let folder: string;
let configMap: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-argocd-'));
  configMap = join(folder, 'argocd-cm.yaml');
  const { attachments } = argocd.Applications.perEnvironment({ repository: { url: 'https://git.example.com/acme/mesh.git' }, project: argocd.Project.named('mesh'), healthChecks: true });
  const patch = attachments!.find(({ path }) => path.endsWith('/argocd-cm.merge-patch'))!;
  const { data } = parse(patch.text);
  writeFileSync(configMap, stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm' }, data }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Argo CD says of a live object: its health, and the words beside it. */
function health(apiVersion: string, kind: string, status?: object): [status: string, message: string] {
  const file = join(folder, 'object.yaml');
  writeFileSync(file, stringify({ apiVersion, kind, metadata: { name: 'sample', namespace: 'shop' }, spec: {}, ...status && { status } }));
  const { stdout, stderr } = runTool('argocd', ['admin', 'settings', 'resource-overrides', 'health', file, '--argocd-cm-path', configMap]);
  const [, verdict, message] = /^STATUS: (.*)\nMESSAGE: ([\s\S]*?)\n?$/m.exec(stdout) ?? [];
  if (verdict === undefined) {
    throw new Error(`${stdout}${stderr}`);
  }
  return [verdict, message.trim()];
}

const UNKNOWN_HOST = { code: 'IST0101', name: 'ReferencedResourceNotFound' };

describe('every kind of Istio has the script', () => {
  for (const { apiVersion, kind } of ISTIO_KINDS) {
    itUnless(REASON, `${apiVersion} ${kind}: an error of istiod's analysis is Degraded`, () => {
      expect(health(apiVersion, kind, { validationMessages: [{ type: UNKNOWN_HOST, level: 'ERROR' }] }))
        .toEqual(['Degraded', 'ERROR IST0101 ReferencedResourceNotFound']);
    }, MINUTE);
  }
});

describe('what a status says', () => {
  const table: [title: string, status: object | undefined, verdict: string, message: string][] = [
    ['no status, as without PILOT_ENABLE_ANALYSIS', undefined, 'Healthy', ''],
    ['an empty status', {}, 'Healthy', ''],
    ['no messages', { validationMessages: [], observedGeneration: '2' }, 'Healthy', ''],
    ['a warning', { validationMessages: [{ type: UNKNOWN_HOST, level: 'WARNING' }] }, 'Healthy', 'WARNING IST0101 ReferencedResourceNotFound'],
    ['an information', { validationMessages: [{ type: UNKNOWN_HOST, level: 'INFO' }] }, 'Healthy', 'INFO IST0101 ReferencedResourceNotFound'],
    ['a message without level and type', { validationMessages: [{}] }, 'Degraded', 'UNKNOWN ? ?'],
    [
      'a warning and an error',
      { validationMessages: [{ type: UNKNOWN_HOST, level: 'WARNING' }, { type: UNKNOWN_HOST, level: 'ERROR' }] },
      'Degraded',
      'WARNING IST0101 ReferencedResourceNotFound; ERROR IST0101 ReferencedResourceNotFound',
    ],
    ['a policy that ztunnel took', { conditions: [{ type: 'ZtunnelAccepted', status: 'True', reason: 'Accepted' }] }, 'Healthy', ''],
    [
      'a policy that ztunnel did not take',
      { conditions: [{ type: 'ZtunnelAccepted', status: 'False', reason: 'UnsupportedValue', message: 'no HTTP' }] },
      'Degraded',
      'ZtunnelAccepted is False: UnsupportedValue no HTTP',
    ],
    ['a condition of somebody else', { conditions: [{ type: 'Ready', status: 'False', reason: 'x' }] }, 'Healthy', ''],
  ];
  for (const [title, status, verdict, message] of table) {
    itUnless(REASON, `${title}: ${verdict}`, () => {
      expect(health('security.istio.io/v1', 'AuthorizationPolicy', status)).toEqual([verdict, message]);
    }, MINUTE);
  }
});
