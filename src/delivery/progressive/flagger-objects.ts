import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { renderAlerts } from './flagger-alert-provider';
import { FlaggerCanaryProps } from './flagger-canary-props';
import { guardWorkload } from './flagger-guards';
import { FlaggerMetric, RenderedMetric, Reporter } from './flagger-metric';
import { FlaggerStrategy } from './flagger-strategy';
import { FlaggerAutoscaler, FlaggerAutoscalerKind, FlaggerTarget, renderAutoscaler } from './flagger-target';
import { FlaggerWebhookType, loadTestWebhook, renderWebhooks } from './flagger-webhook';
import { httpAddress } from './http-address';
import { requirePromql } from './promql-check';
import { portOfRelease } from './release-port';
import { wholeSeconds } from './whole-seconds';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { defined, wholeNumber } from '../../networking/field-checks';
import { IMeshService } from '../../networking/mesh-service';
import { RuntimeFields } from '../../networking/runtime-fields';
import { ServicePort } from '../../networking/service-port';
import { OwnedObject } from '../../networking/weights-claim';

const WRITER = 'Flagger';

/** How requests get to the versions. */
export interface FlaggerRouting {
  /** Flagger field `provider`. */
  readonly provider: 'istio' | 'gatewayapi:v1';
  /** Whose metrics say what became of requests. */
  readonly reporter: Reporter;
  /** Fields of `service` that say where the routes are. */
  readonly fields: (port: ServicePort) => object;
}

/** The workload that is released. */
export function targetOf({ target }: FlaggerCanaryProps, { serviceName }: IMeshService): FlaggerTarget {
  return target ?? FlaggerTarget.deployment(serviceName);
}

/** What Flagger writes beside routes, rules and Services. */
export function copiesOf(props: FlaggerCanaryProps, service: IMeshService): OwnedObject[] {
  const { _kind: kind, _name: name } = targetOf(props, service);
  const { autoscaler } = props;
  return [{ kind, name: `${name}-primary` }, ...autoscaler ? [{ kind: scalerKind(autoscaler), name: `${autoscaler.name}-primary` }] : []];
}

function scalerKind({ kind }: FlaggerAutoscaler): string {
  return kind ?? FlaggerAutoscalerKind.HORIZONTAL_POD_AUTOSCALER;
}

/** Emits the Canary, and a MetricTemplate for each query; leaves what Flagger writes to it. */
export function emitFlaggerCanary(
  scope: Construct, service: IMeshService, portName: string | undefined, props: FlaggerCanaryProps, routing: FlaggerRouting,
): void {
  const namespace = service.serviceNamespace!;
  const target = targetOf(props, service);
  guardWorkload({ release: scope, namespace, target, selector: service.selector ?? {} });
  if (target._object) {
    RuntimeFields.of(target._object).add({ writer: WRITER, pointer: '/spec/replicas' });
  }
  const where = `Canary ${namespace}/${service.serviceName} (construct ${scope.node.path})`;
  const metrics = metricsOf(props, service, routing, where);
  const port = portOfRelease(service, portName, WRITER, props.portDiscovery ?? false);
  new ApiObject(scope, 'FlaggerCanary', {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: service.serviceName, namespace },
    spec: {
      ...releaseOf(props, target, routing, where),
      service: serviceOf(props, service, port, routing),
      analysis: analysisOf(props, service, port, metrics.map(({ entry }) => entry), where),
    },
  });
  for (const { template } of metrics) {
    if (template) {
      new ApiObject(scope, `FlaggerMetric-${template.name}`, {
        apiVersion: 'flagger.app/v1beta1',
        kind: 'MetricTemplate',
        metadata: { name: template.name, namespace },
        spec: { provider: { type: 'prometheus', address: props.prometheusAddress }, query: template.query },
      });
    }
  }
}

function metricsOf(props: FlaggerCanaryProps, { serviceName }: IMeshService, { reporter }: FlaggerRouting, where: string): RenderedMetric[] {
  const metrics = props.metrics ?? [FlaggerMetric.successRate({ minPercent: 99 }), FlaggerMetric.requestDuration({ max: Duration.millis(500) })];
  return metrics.map(({ _name: name, _render: render }, i) => {
    const at = `${where} spec.analysis.metrics[${i}]`;
    if (metrics.findIndex(each => each._name === name) !== i) {
      fail({ code: CODES.DUPLICATE_MEMBER, what: `the metric ${name} is there twice`, where: at, fix: 'give each its own name' });
    }
    const rendered = render(serviceName, reporter);
    if (rendered.template) {
      requirePromql(rendered.template.query.replace(/\{\{.*?\}\}/gs, word => /interval/.test(word) ? '1m' : 'x'), at);
      if (props.prometheusAddress === undefined) {
        fail({
          code: CODES.RELEASE_METRIC,
          what: `the query ${name} without a Prometheus`,
          where: at,
          why: 'a MetricTemplate names the server it asks',
          fix: "add prometheusAddress: 'http://prometheus.monitoring:9090'",
        });
      }
    }
    return rendered;
  });
}

function releaseOf(props: FlaggerCanaryProps, target: FlaggerTarget, { provider }: FlaggerRouting, where: string): object {
  const { autoscaler, prometheusAddress, skipAnalysis, suspend, revertOnDeletion } = props;
  const deadline = props.progressDeadline ?? Duration.minutes(10);
  wholeSeconds(deadline, `${where} spec.progressDeadlineSeconds`);
  return defined({
    provider: provider as string,
    metricsServer: prometheusAddress && httpAddress(prometheusAddress, `${where} spec.metricsServer`),
    targetRef: { apiVersion: 'apps/v1', kind: target._kind, name: target._name },
    autoscalerRef: autoscaler && renderAutoscaler(autoscaler, `${where} spec.autoscalerRef`),
    progressDeadlineSeconds: deadline.toSeconds(),
    skipAnalysis,
    suspend,
    revertOnDeletion: revertOnDeletion ?? true,
  });
}

function serviceOf({ portDiscovery }: FlaggerCanaryProps, { serviceName }: IMeshService, port: ServicePort, { fields }: FlaggerRouting): object {
  const { number, name, targetPort, appProtocol } = port;
  return defined({
    name: serviceName,
    port: number,
    portName: name ?? 'http',
    targetPort: targetPort ?? number,
    appProtocol,
    portDiscovery,
    ...fields(port),
  });
}

function analysisOf(props: FlaggerCanaryProps, service: IMeshService, port: ServicePort, metrics: object[], where: string): object {
  const { threshold, strategy, webhooks, loadTest, alerts, stableReadyPercent, canaryReadyPercent, skipAnalysis } = props;
  const interval = props.interval ?? Duration.minutes(1);
  const at = `${where} spec.analysis`;
  const isJudged = metrics.length > 0 || (webhooks ?? []).some(({ type }) => type === FlaggerWebhookType.ROLLOUT);
  if (!isJudged && !skipAnalysis) {
    fail({
      code: CODES.RELEASE_STEPS,
      what: 'a release that nothing judges',
      where: at,
      why: 'every version would be promoted, after some waiting',
      fix: 'name metrics, or a webhook of type ROLLOUT, or say skipAnalysis: true',
    });
  }
  // Complete, because who calls lives in another namespace.
  const canaryHost = `${service.serviceName}-canary.${service.serviceNamespace}:${port.number}`;
  return defined({
    interval: wholeSeconds(interval, `${at}.interval`, 10, 'Flagger waits ten seconds at least'),
    threshold: wholeNumber(threshold ?? 5, 1, 10_000, `${at}.threshold`),
    ...(strategy ?? FlaggerStrategy.canary())._render(),
    primaryReadyThreshold: wholeNumber(stableReadyPercent, 1, 100, `${at}.primaryReadyThreshold`),
    canaryReadyThreshold: wholeNumber(canaryReadyPercent, 1, 100, `${at}.canaryReadyThreshold`),
    metrics: nonEmpty(metrics),
    webhooks: nonEmpty([
      ...renderWebhooks(webhooks ?? [], `${at}.webhooks`),
      ...loadTest ? [loadTestWebhook(loadTest, canaryHost, interval, `${at}.loadTest`)] : [],
    ]),
    alerts: nonEmpty(renderAlerts(alerts ?? [], `${at}.alerts`)),
  });
}

function nonEmpty(list: object[]): object[] | undefined {
  return list.length > 0 ? list : undefined;
}
