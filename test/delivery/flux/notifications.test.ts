import { ApiObject, App, Chart } from 'cdk8s';
import { flux } from '../../../src/delivery';
import { emitted } from '../emitted';

const { AlertProvider, AlertSeverity, Receiver, Source } = flux;
const repository = { url: 'https://git.example.com/acme/mesh.git' };
const base = { clusters: [], after: [], namespaces: ['shop', 'billing'], kinds: [], objects: [] };
const STAGING: any = { ...base, name: 'staging', path: 'dist/staging/west', cluster: 'west' };
const PRODUCTION: any = { ...base, name: 'production', path: 'dist/production/east', cluster: 'east' };
const LAPTOP: any = { ...base, name: 'laptop', path: 'dist/laptop' };

const slack = AlertProvider.slack({ channel: 'mesh', secretRef: 'slack-bot' });
const status = AlertProvider.commitStatus({ forge: flux.CommitStatusForge.GITHUB, address: 'https://github.com/acme/mesh', secretRef: 'github' });
const comment = AlertProvider.changeRequestComment({ forge: flux.ChangeRequestForge.GITLAB, address: 'https://git.example.com/acme/mesh', secretRef: 'gitlab' });
const unsigned = Source.oci({ url: 'oci://registry.example.com/acme/mesh', unverified: 'a test' });

const notificationsOf = (props: object, environments: any[] = [STAGING, PRODUCTION]) =>
  emitted(flux.Kustomizations.perEnvironment({ repository, ...props }), environments).filter(({ apiVersion }) => apiVersion.startsWith('notification.'));

test('An alert for people is a Provider and an Alert in each Flux, about failures of the source and its Kustomization', () => {
  const [provider, alert, ...others] = notificationsOf({ alerts: [{ provider: slack }] });
  expect(provider).toEqual({
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
    kind: 'Provider',
    metadata: { name: 'mesh-slack-west', namespace: 'flux-system', labels: { 'app.kubernetes.io/managed-by': 'cdk8s-istio' } },
    spec: { type: 'slack', channel: 'mesh', address: 'https://slack.com/api/chat.postMessage', secretRef: { name: 'slack-bot' } },
  });
  expect(alert).toEqual({
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
    kind: 'Alert',
    metadata: {
      name: 'mesh-staging-west-slack',
      namespace: 'flux-system',
      labels: { 'app.kubernetes.io/managed-by': 'cdk8s-istio', 'cdk8s-istio/environment': 'staging' },
    },
    spec: {
      providerRef: { name: 'mesh-slack-west' },
      eventSeverity: 'error',
      eventSources: [{ kind: 'GitRepository', name: 'mesh-staging-west' }, { kind: 'Kustomization', name: 'mesh-staging-west' }],
      eventMetadata: { summary: 'mesh configuration of staging on west', env: 'staging', cluster: 'west' },
    },
  });
  expect(others.map(({ metadata }) => metadata.name)).toEqual(['mesh-slack-east', 'mesh-production-east-slack']);
});

test('The status of commits is told of everything, and only of what was applied', () => {
  const [provider, { spec }] = notificationsOf({ alerts: [{ provider: status }] });
  expect(provider.spec).toEqual({
    type: 'github',
    address: 'https://github.com/acme/mesh',
    commitStatusExpr: "event.involvedObject.kind + '/' + event.involvedObject.name",
    secretRef: { name: 'github' },
  });
  expect([spec.eventSeverity, spec.eventSources]).toEqual(['info', [{ kind: 'Kustomization', name: 'mesh-staging-west' }]]);
});

test('With one Kustomization per namespace an alert is about all of them', () => {
  const delivery = flux.Kustomizations.perNamespace({ repository, alerts: [{ provider: slack }] });
  const alert = emitted(delivery, [LAPTOP]).find(({ kind }) => kind === 'Alert');
  expect(alert.spec.eventSources.map(({ name }: any) => name)).toEqual(['mesh-laptop', 'mesh-laptop-billing', 'mesh-laptop-shop']);
});

test('An alert says what it is told to, of the environments it is told to', () => {
  const alerts = [{
    provider: slack,
    name: 'paging',
    environments: ['production'],
    severity: AlertSeverity.INFO,
    summary: 'checkout',
    metadata: { team: 'mesh' },
    inclusionList: ['(?i)fail'],
    exclusionList: ['waiting.*socket'],
  }];
  const found = notificationsOf({ alerts });
  expect(found.map(({ metadata }) => metadata.name)).toEqual(['mesh-slack-east', 'mesh-production-east-paging']);
  expect(found[1].spec).toMatchObject({
    eventSeverity: 'info',
    eventMetadata: { summary: 'checkout', env: 'production', cluster: 'east', team: 'mesh' },
    inclusionList: ['(?i)fail'],
    exclusionList: ['waiting.*socket'],
  });
});

test('Two alerts of one provider share it', () => {
  const found = notificationsOf({ alerts: [{ provider: slack }, { provider: slack, name: 'audit', severity: AlertSeverity.INFO }] }, [LAPTOP]);
  expect(found.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
    ['Provider', 'mesh-slack-laptop'], ['Alert', 'mesh-laptop-slack'], ['Alert', 'mesh-laptop-audit'],
  ]);
});

test('A service behind an address has the address in its Secret', () => {
  const provider = AlertProvider.webhook({ service: flux.AlertService.MS_TEAMS, secretRef: 'teams-address', channel: 'mesh' });
  expect(notificationsOf({ alerts: [{ provider }] }, [LAPTOP])[0]).toMatchObject({
    metadata: { name: 'mesh-msteams-laptop' }, spec: { type: 'msteams', channel: 'mesh', secretRef: { name: 'teams-address' } },
  });
});

test('A preview tells its request, by an annotation of its Kustomization; environments that stay tell none', () => {
  const objects = emitted(flux.Kustomizations.perEnvironment({ repository, alerts: [{ provider: comment }], changeRequests: { staging: '42' } }), [STAGING, PRODUCTION]);
  const annotations = objects.filter(({ kind }) => kind === 'Kustomization').map(({ metadata }) => metadata.annotations);
  expect(annotations).toEqual([{ 'event.toolkit.fluxcd.io/change_request': '42' }, undefined]);
  expect(objects.filter(({ kind }) => kind === 'Alert').map(({ metadata }) => metadata.name)).toEqual(['mesh-staging-west-change-request']);
});

test('A webhook of a forge asks for the Git sources of each Flux; a pipeline for all', () => {
  const receivers = [
    Receiver.gitHub({ secretRef: 'webhook' }),
    Receiver.gitHubActions({ repository: 'acme/mesh', environment: 'production', audience: 'flux' }),
  ];
  const found = notificationsOf({ receivers, sources: { production: unsigned } });
  expect(found.map(({ metadata, spec }) => [metadata.name, spec.resources.map(({ kind, name }: any) => `${kind} ${name}`)])).toEqual([
    ['mesh-push-west', ['GitRepository mesh-staging-west']],
    ['mesh-pipeline-west', ['GitRepository mesh-staging-west']],
    ['mesh-pipeline-east', ['OCIRepository mesh-production-east']],
  ]);
  expect(found[0].spec).toMatchObject({ type: 'github', events: ['ping', 'push'], secretRef: { name: 'webhook' } });
  expect(found[1].spec).toEqual({
    type: 'generic-oidc',
    oidcProviders: [{
      issuerURL: 'https://token.actions.githubusercontent.com',
      audience: 'flux',
      validations: [
        { expression: "claims.repository == 'acme/mesh'", message: 'another repository' },
        { expression: "claims.ref == 'refs/heads/main'", message: 'another reference' },
        { expression: "claims.environment == 'production'", message: 'another environment' },
      ],
    }],
    resources: [{ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', name: 'mesh-staging-west' }],
  });
});

test('GitLab names its events differently, and a filter is written as it is', () => {
  const [{ spec }] = notificationsOf({ receivers: [Receiver.gitLab({ secretRef: 'webhook', resourceFilter: "req.ref == 'refs/heads/main'" })] }, [LAPTOP]);
  expect(spec).toMatchObject({ type: 'gitlab', events: ['Push Hook', 'Tag Push Hook'], resourceFilter: "req.ref == 'refs/heads/main'" });
});

test('What one Flux needs lies in its folder; what a central Flux needs lies at the top, once', () => {
  const chart = new Chart(new App(), 'flux');
  flux.Kustomizations.perEnvironment({
    repository, alerts: [{ provider: slack }], receivers: [Receiver.gitHub({ secretRef: 'webhook' })], kubeConfigSecrets: { west: 'west', east: 'east' },
  }).deliver(chart, [STAGING, PRODUCTION, LAPTOP]);
  const objects = chart.node.findAll().filter(construct => ApiObject.isApiObject(construct)).map(construct => construct as ApiObject)
    .filter(({ kind }) => ['Provider', 'Receiver'].includes(kind));
  expect(objects.map(object => [object.kind, object.name, Chart.of(object).node.path]).sort()).toEqual([
    ['Provider', 'mesh-slack', 'flux'],
    ['Provider', 'mesh-slack-laptop', 'flux/laptop'],
    ['Receiver', 'mesh-push', 'flux'],
    ['Receiver', 'mesh-push-laptop', 'flux/laptop'],
  ]);
});

test.each<[title: string, props: () => object, code: string, text: string]>([
  ['two alerts of one name', () => ({ alerts: [{ provider: slack }, { provider: slack }] }), 'MESH0008', 'slack'],
  ['two providers of one name', () => ({
    alerts: [{ provider: slack }, { provider: AlertProvider.slack({ channel: 'other', secretRef: 'slack-bot' }), name: 'other' }],
  }), 'MESH0008', 'are not the same'],
  ['two receivers of one name', () => ({ receivers: [Receiver.gitHub({ secretRef: 'a' }), Receiver.gitLab({ secretRef: 'b' })] }), 'MESH0008', 'push'],
  ['a status that is never good', () => ({ alerts: [{ provider: status, severity: AlertSeverity.ERROR }] }), 'MESH0002', 'failures only'],
  ['a comment without request', () => ({ alerts: [{ provider: comment }] }), 'MESH0002', 'changeRequests'],
  ['a request without number', () => ({ changeRequests: { staging: '#42' } }), 'MESH0001', '"#42"'],
  ['a request of no environment', () => ({ changeRequests: { stagin: '42' } }), 'MESH0006', 'Did you mean "staging"?'],
  ['an alert of an environment that is none', () => ({ alerts: [{ provider: slack, environments: ['prodution'] }] }), 'MESH0006', 'Did you mean "production"?'],
  ['an alert of no environment', () => ({ alerts: [{ provider: slack, environments: [] }] }), 'MESH0001', 'no environment'],
  ['metadata that is there already', () => ({ alerts: [{ provider: slack, metadata: { env: 'x' } }] }), 'MESH0008', '"env"'],
  ['an expression of JavaScript', () => ({ alerts: [{ provider: slack, exclusionList: ['(?!a)b'] }] }), 'MESH0001', '(?!a)b'],
  ['an expression that takes nothing', () => ({ alerts: [{ provider: slack, inclusionList: [''] }] }), 'MESH0001', 'empty'],
  ['an address with a token', () => ({
    alerts: [{ provider: AlertProvider.commitStatus({ forge: flux.CommitStatusForge.GITLAB, address: 'https://x:y@git.example.com/a', secretRef: 's' }) }],
  }), 'MESH0001', 'without user and token'],
  ['a token as the name of a Secret', () => ({ alerts: [{ provider: AlertProvider.slack({ channel: 'a', secretRef: 'xoxb_1' }) }] }), 'MESH0003', 'not shown'],
  ['a webhook without a source of Git', () => ({ receivers: [Receiver.gitHub({ secretRef: 'webhook' })], repository: undefined, source: unsigned }), 'MESH0002', 'pushes to Git'],
  ['a list of no events', () => ({ receivers: [Receiver.gitHub({ secretRef: 'webhook', events: [] })] }), 'MESH0001', 'all events'],
  ['claims without a token', () => ({ receivers: [Receiver.gitHub({ secretRef: 'webhook', resourceFilter: 'claims.sub == res.metadata.name' })] }), 'MESH0001', 'claims'],
  ['an empty filter', () => ({ receivers: [Receiver.gitHub({ secretRef: 'webhook', resourceFilter: ' ' })] }), 'MESH0001', 'empty'],
  ['callers with any token', () => ({ receivers: [Receiver.genericOidc({ issuerUrl: 'https://login.example.com', validations: [] })] }), 'MESH0806', 'everybody'],
  ['callers by what they do not say', () => ({
    receivers: [Receiver.genericOidc({ issuerUrl: 'https://login.example.com', validations: [{ expression: 'true', message: '' }] })],
  }), 'MESH0806', 'claims'],
  ['callers by a comment', () => ({
    receivers: [Receiver.genericOidc({ issuerUrl: 'https://login.example.com', validations: [{ expression: "true // claims.sub == 'a'", message: 'b' }] })],
  }), 'MESH0806', 'claims'],
  ['callers by a text', () => ({
    receivers: [Receiver.genericOidc({ issuerUrl: 'https://login.example.com', validations: [{ expression: "'claims.sub' != ''", message: 'b' }] })],
  }), 'MESH0806', 'claims'],
  ['a backslash in a claim', () => ({ receivers: [Receiver.gitHubActions({ repository: 'acme/mesh', ref: 'refs/heads/x\\' })] }), 'MESH0001', 'refs/heads/main'],
  ['an issuer in plain text', () => ({
    receivers: [Receiver.genericOidc({ issuerUrl: 'http://login.example.com', validations: [{ expression: "claims.sub == 'a'", message: 'b' }] })],
  }), 'MESH0001', 'https://'],
  ['a quote in a claim', () => ({ receivers: [Receiver.gitHubActions({ repository: 'acme/mesh', ref: "refs/heads/x' || true || '" })] }), 'MESH0001', 'refs/heads/main'],
])('Refused: %s', (_title, props, code, text) => {
  expect(() => notificationsOf(props())).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
});
