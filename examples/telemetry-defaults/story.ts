import { AccessLogFilter, Telemetry, TelemetryDefaults } from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local:8080';

export const STORY: PatternStory = {
  pattern: 'TelemetryDefaults',
  chapter: 'limits',
  title: 'Telemetry defaults',
  when: `Once per mesh, by the platform team: which requests are logged, what share is traced and where to, which tags metrics have; and once
per namespace where a team needs more. Exceptions for single workloads are a \`Telemetry\` with a target.

Providers are named here and configured in the mesh configuration (\`extensionProviders\`); \`envoy\` (standard output) and \`prometheus\` are always there.`,
  mistakes: [
    {
      mistake: 'A second object for the same scope',
      consequence: 'Istio follows the older of the two and ignores the other, without a word.',
      refusedBy: 'MESH0018',
      fix: 'everything in one of them',
      program: chart => {
        TelemetryDefaults.namespace(chart, 'Logs', 'shop', { accessLog: {} });
        TelemetryDefaults.namespace(chart, 'Traces', 'shop', { tracing: { provider: 'opentelemetry', samplingPercent: 10 } });
      },
    },
    {
      mistake: 'A second object for the same scope, made by hand',
      consequence: 'As above, and it is in another file of another team.',
      refusedBy: 'MESH0018',
      fix: 'give one a target',
      program: chart => {
        TelemetryDefaults.namespace(chart, 'Defaults', 'shop', { accessLog: {} });
        new Telemetry(chart, 'Quiet', { accessLogging: [{ disabled: true }] });
      },
    },
    {
      mistake: 'Tracing without a provider',
      consequence: 'No mesh has one by default: spans are made and thrown away.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error name the provider
        TelemetryDefaults.mesh(chart, 'Defaults', { tracing: { samplingPercent: 1 } });
      },
    },
    {
      mistake: 'An empty filter',
      consequence: 'Istio refuses the object at apply.',
      refusedBy: 'MESH0001',
      fix: 'leave the filter out',
      program: () => {
        AccessLogFilter.expression('');
      },
    },
  ],
  meshConfig: {
    extensionProviders: [{ name: 'opentelemetry', opentelemetry: { service: 'collector.observability.svc.cluster.local', port: 4317 } }],
  },
  traffic: [
    { request: 'a workload of the mesh', from: 'shop/frontend', url: 'http://cart.shop:8080/', fate: { to: { [CART]: 100 } } },
    {
      request: 'a workload of the mesh, while the service answers 404',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/none',
      service: { status: 404 },
      fate: { status: 404, attempts: 1 },
    },
  ],
};
