/** The triggers and templates that the delivery hands out, in Argo CD's own notification engine. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { runTool } from './command';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { argocd } from '../../src';

const REASON = skipReason('argocd');
const MINUTE = 60_000;
const { DEPLOYED, HEALTH_DEGRADED, SYNC_FAILED, SYNC_STATUS_UNKNOWN } = argocd.NotificationTrigger;

let folder: string;
const inFolder = (name: string, object: object): string => {
  writeFileSync(join(folder, name), stringify(object));
  return join(folder, name);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-notifications-'));
  const pager = argocd.NotificationService.webhook('pager', { url: 'https://pager.example.com/events', headers: { Authorization: 'Bearer $pager-token' } });
  const { attachments } = argocd.Applications.perEnvironment({
    repository: { url: 'https://git.example.com/acme/mesh.git' },
    project: argocd.Project.named('mesh'),
    notifications: [{ triggers: [DEPLOYED, HEALTH_DEGRADED, SYNC_FAILED, SYNC_STATUS_UNKNOWN], service: pager }],
  });
  const { data } = parse(attachments!.find(({ path }) => path.includes('argocd-notifications-cm'))!.text);
  const context = 'argocdUrl: https://argocd.example.com\n';
  inFolder('configmap.yaml', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-notifications-cm' }, data: { ...data, context } });
  inFolder('secret.yaml', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'argocd-notifications-secret' }, data: { 'pager-token': 'eA==' } });
  // Nothing is asked of the cluster but the project, which may be missing.
  const cluster = { name: 'none', cluster: { server: 'http://127.0.0.1:1' } };
  const pointer = { name: 'none', context: { cluster: 'none', user: 'none' } };
  inFolder('kubeconfig.yaml', { 'apiVersion': 'v1', 'kind': 'Config', 'clusters': [cluster], 'contexts': [pointer], 'users': [{ name: 'none', user: {} }], 'current-context': 'none' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function application(status: object): string {
  return inFolder('application.yaml', {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'mesh-production', namespace: 'argocd', labels: { 'cdk8s-istio/environment': 'production' } },
    spec: { project: 'mesh' },
    status,
  });
}

function notifications(...command: string[]): string {
  const { stdout, stderr } = runTool('argocd', [
    'admin', 'notifications', ...command,
    '--config-map', join(folder, 'configmap.yaml'), '--secret', join(folder, 'secret.yaml'), '--kubeconfig', join(folder, 'kubeconfig.yaml'),
  ]);
  return stdout || stderr;
}

const operation = (phase: string) => ({ phase, message: 'one or more "tasks" failed', syncResult: { revision: 'abc123' } });
const FAILED = { operationState: operation('Failed'), sync: { status: 'OutOfSync', revision: 'abc123' }, health: { status: 'Degraded' } };
const SYNCED = { operationState: operation('Succeeded'), sync: { status: 'Synced', revision: 'abc123' }, health: { status: 'Healthy' } };
const NEW = { sync: { status: 'Unknown' }, health: { status: 'Missing' }, conditions: [{ type: 'ComparisonError', message: 'no such path' }] };

describe('a trigger says yes exactly when it should', () => {
  const table: [trigger: argocd.NotificationTrigger, failed: boolean, synced: boolean, unknown: boolean][] = [
    [SYNC_FAILED, true, false, false],
    [HEALTH_DEGRADED, true, false, false],
    [DEPLOYED, false, true, false],
    [SYNC_STATUS_UNKNOWN, false, false, true],
  ];
  for (const [{ triggerName }, ...expected] of table) {
    itUnless(REASON, triggerName, () => {
      const said = [FAILED, SYNCED, NEW].map(status => /(true|false)\s*$/.exec(notifications('trigger', 'run', triggerName, application(status)))?.[1]);
      expect(said).toEqual(expected.map(String));
    }, MINUTE);
  }
});

describe('a template renders, and its body is JSON', () => {
  const cases = [[SYNC_FAILED, FAILED], [HEALTH_DEGRADED, FAILED], [DEPLOYED, SYNCED], [SYNC_STATUS_UNKNOWN, NEW]] as const;
  for (const [{ triggerName }, status] of cases) {
    itUnless(REASON, triggerName, () => {
      const text = notifications('template', 'notify', triggerName, application(status), '--recipient', 'console:stdout');
      const { message, webhook } = parse(text.slice(text.indexOf('email:')));
      expect(message).toContain('https://argocd.example.com/applications/argocd/mesh-production');
      expect(message).not.toContain('<no value>');
      expect(JSON.parse(webhook.pager.body)).toMatchObject({ event: triggerName, application: 'mesh-production', environment: 'production' });
    }, MINUTE);
  }
});
