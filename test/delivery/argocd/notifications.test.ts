import { parse } from 'yaml';
import { argocd } from '../../../src/delivery';
import { emitted } from '../emitted';
import { FOLDERS, REPOSITORY } from './fixtures';

const { Applications, NotificationService, NotificationTrigger, Project } = argocd;
const slack = NotificationService.slack();
const delivered = (notifications: argocd.NotificationSubscription[]) =>
  Applications.perEnvironment({ repository: REPOSITORY, project: Project.named('mesh'), notifications });
const annotationsOf = (notifications: argocd.NotificationSubscription[]) => emitted(delivered(notifications), FOLDERS).map(({ metadata }) =>
  Object.fromEntries(Object.entries(metadata.annotations).filter(([key]) => key.startsWith('notifications.'))));
const configMapOf = (notifications: argocd.NotificationSubscription[]) =>
  parse(delivered(notifications).attachments!.find(({ path }) => path.includes('notifications'))!.text).data as Record<string, string>;

test('Applications subscribe to what their environment should say, and to nothing else', () => {
  const all = { 'notifications.argoproj.io/subscribe.mesh-sync-failed.slack': 'ops' };
  const some = { ...all, 'notifications.argoproj.io/subscribe.mesh-deployed.slack': 'ops;releases' };
  expect(annotationsOf([
    { triggers: [NotificationTrigger.SYNC_FAILED], service: slack, recipients: ['ops'] },
    { triggers: [NotificationTrigger.DEPLOYED], service: slack, recipients: ['ops', 'releases'], environments: ['production'] },
  ])).toEqual([all, some, some]);
});

test('two subscriptions of one trigger and service are one, with all who get it', () => {
  const [annotations] = annotationsOf([
    { triggers: [NotificationTrigger.DEPLOYED], service: slack, recipients: ['a', 'b'] },
    { triggers: [NotificationTrigger.DEPLOYED], service: slack, recipients: ['b', 'c'] },
  ]);
  expect(annotations).toEqual({ 'notifications.argoproj.io/subscribe.mesh-deployed.slack': 'a;b;c' });
});

test('what subscriptions need is attached: services with the names of credentials, triggers, and the templates that they send', () => {
  const data = configMapOf([{ triggers: [NotificationTrigger.SYNC_FAILED], service: slack, recipients: ['ops'] }]);
  expect(Object.keys(data)).toEqual(['service.slack', 'template.mesh-sync-failed', 'trigger.mesh-sync-failed']);
  expect(parse(data['service.slack'])).toEqual({ token: '$slack-token' });
  expect(parse(data['trigger.mesh-sync-failed'])).toEqual([{
    when: "app.status.operationState != nil and app.status.operationState.phase in ['Error', 'Failed']",
    oncePer: 'app.status.operationState?.syncResult?.revision',
    send: ['mesh-sync-failed'],
  }]);
  expect(parse(data['template.mesh-sync-failed']).message).toContain('{{.app.status.operationState.message}}');
});

test('the chart of Argo CD gets the same settings as its values', () => {
  const { attachments } = delivered([{ triggers: [NotificationTrigger.DEPLOYED], service: slack, recipients: ['ops'] }]);
  const { notifications } = parse(attachments!.find(({ path }) => path === 'install/argo-cd.helm-values')!.text);
  expect(Object.assign({}, notifications.notifiers, notifications.triggers, notifications.templates)).toEqual(configMapOf([
    { triggers: [NotificationTrigger.DEPLOYED], service: slack, recipients: ['ops'] },
  ]));
});

test('a webhook has an address and no recipients, and its body is JSON of values that cannot break out', () => {
  const pager = NotificationService.webhook('pager', { url: 'https://pager.example.com/events', headers: { Authorization: 'Bearer $pager-token' } });
  const subscriptions = [{ triggers: [NotificationTrigger.HEALTH_DEGRADED], service: pager }];
  expect(annotationsOf(subscriptions)[0]).toEqual({ 'notifications.argoproj.io/subscribe.mesh-health-degraded.pager': '' });
  const data = configMapOf(subscriptions);
  expect(parse(data['service.webhook.pager'])).toEqual({
    url: 'https://pager.example.com/events',
    headers: [{ name: 'Content-Type', value: 'application/json' }, { name: 'Authorization', value: 'Bearer $pager-token' }],
  });
  const { body } = parse(data['template.mesh-health-degraded']).webhook.pager;
  expect(JSON.parse(body.replace(/\{\{toJson [^}]*\}\}/g, '"value"'))).toEqual({
    event: 'mesh-health-degraded', application: 'value', environment: 'value', revision: 'value', sync: 'value', health: 'value',
  });
});

test('mail is sent with the names of its credentials', () => {
  const email = NotificationService.email({ host: 'smtp.example.com', sender: 'argocd@example.com' });
  const data = configMapOf([{ triggers: [NotificationTrigger.SYNC_STATUS_UNKNOWN], service: email, recipients: ['ops@example.com'] }]);
  expect(parse(data['service.email'])).toEqual({
    host: 'smtp.example.com', port: 465, from: 'argocd@example.com', username: '$email-username', password: '$email-password',
  });
});

test('what Argo CD has already is subscribed to, and not written again', () => {
  const subscriptions = [{ triggers: [NotificationTrigger.named('on-created')], service: NotificationService.named('teams'), recipients: ['ops'] }];
  expect(annotationsOf(subscriptions)[0]).toEqual({ 'notifications.argoproj.io/subscribe.on-created.teams': 'ops' });
  expect(delivered(subscriptions).attachments).toEqual([]);
});

test('every trigger sends a template that is attached with it', () => {
  const { DEPLOYED, HEALTH_DEGRADED, SYNC_FAILED, SYNC_STATUS_UNKNOWN } = NotificationTrigger;
  const triggers = [DEPLOYED, HEALTH_DEGRADED, SYNC_FAILED, SYNC_STATUS_UNKNOWN];
  const data = configMapOf([{ triggers, service: slack, recipients: ['ops'] }]);
  const sent = Object.entries(data).filter(([key]) => key.startsWith('trigger.')).flatMap(([, text]) => parse(text)[0].send);
  expect(sent).toHaveLength(4);
  sent.forEach(name => expect(data).toHaveProperty([`template.${name}`]));
});

test.each<[title: string, make: () => unknown]>([
  ['a token of Slack', () => NotificationService.slack({ token: 'xoxb-hunter2' })],
  ['a password of mail', () => NotificationService.email({ host: 'smtp', sender: 'a@b', password: 'hunter2' })],
  ['a header of a webhook', () => NotificationService.webhook('pager', { url: 'https://pager', headers: { 'X-Api-Key': 'hunter2' } })],
  ['a password in an address', () => NotificationService.webhook('pager', { url: 'https://me:hunter2@pager' })],
  ['a credential beside the name of one', () => NotificationService.webhook('pager', { url: 'https://pager', headers: { Authorization: 'Bearer hunter2$pager' } })],
  ['a token beside the name of a credential', () => NotificationService.webhook('pager', { url: 'https://pager/?token=hunter2&key=$pager' })],
  ['the address of a chat, which is a credential', () => NotificationService.webhook('chat', { url: 'https://hooks.slack.com/services/T0/B0/hunter2' })],
  ['a token in an address', () => NotificationService.webhook('pager', { url: 'https://pager/?token=hunter2' })],
  ['a secret in place of an address', () => NotificationService.webhook('pager', { url: 'hunter2' })],
])('%s in plain text is refused and not shown', (_, make) => {
  expect(make).toThrow(expect.objectContaining({ code: 'MESH0803', message: expect.not.stringContaining('hunter2') }));
});

test('an address that is a secret is named by its key', () => {
  expect(() => NotificationService.webhook('pager', { url: '$pager-url' })).not.toThrow();
});

test.each<[title: string, subscription: argocd.NotificationSubscription, code: string]>([
  ['to nothing', { triggers: [], service: slack, recipients: ['ops'] }, 'MESH0002'],
  ['that nobody gets', { triggers: [NotificationTrigger.DEPLOYED], service: slack }, 'MESH0002'],
  ['of a webhook with recipients', {
    triggers: [NotificationTrigger.DEPLOYED], service: NotificationService.webhook('pager', { url: 'https://pager' }), recipients: ['ops'],
  }, 'MESH0002'],
  ['with two recipients in one', { triggers: [NotificationTrigger.DEPLOYED], service: slack, recipients: ['a;b'] }, 'MESH0001'],
  ['of an environment that is none', { triggers: [NotificationTrigger.DEPLOYED], service: slack, recipients: ['ops'], environments: ['prod'] }, 'MESH0006'],
  ['of no environment', { triggers: [NotificationTrigger.DEPLOYED], service: slack, recipients: ['ops'], environments: [] }, 'MESH0001'],
])('a subscription %s is refused', (_, subscription, code) => {
  expect(() => emitted(delivered([subscription]), FOLDERS)).toThrow(expect.objectContaining({ code }));
});

test('two services of one name that say different things are refused', () => {
  expect(() => delivered([
    { triggers: [NotificationTrigger.DEPLOYED], service: slack, recipients: ['ops'] },
    { triggers: [NotificationTrigger.DEPLOYED], service: NotificationService.slack({ token: '$other' }), recipients: ['ops'] },
  ])).toThrow(expect.objectContaining({ code: 'MESH0008' }));
});

test.each(['On-Created', 'trigger.on-created', '', '-x'])('the name of a trigger is not %p', name => {
  expect(() => NotificationTrigger.named(name)).toThrow(expect.objectContaining({ code: 'MESH0003' }));
});
