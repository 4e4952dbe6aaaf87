import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { AnalysisMetric } from './analysis-metric';
import { httpAddress } from './http-address';
import { requirePromql } from './promql-check';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, kebabCase, requireName } from '../../kernel/names';
import { nearestName } from '../../kernel/nearest';

/** Props of a template of analyses. */
export interface AnalysisTemplateProps {
  /**
   * `metadata.name`: a DNS subdomain (MESH0003).
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * Namespace: that of the services whose rollouts use it (MESH0013).
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /** What is measured; at least one metric (MESH0813), each with a name of its own (MESH0008). */
  readonly metrics: AnalysisMetric[];
  /** Address of the Prometheus that is asked: `http://prometheus.monitoring:9090`, without credentials (MESH0001). */
  readonly prometheusAddress: string;
}

/** What the template may ask of a release, and what Argo Rollouts puts in. */
const ARGUMENTS = ['service', 'namespace', 'rollout', 'canary-hash', 'stable-hash'];

/**
 * How rollouts of services in one namespace are judged: an AnalysisTemplate of Argo Rollouts. It says nothing by itself; name it in the steps of an
 * `ArgoRollout`, or as its `backgroundAnalysis`, as often as you like.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
 */
export class AnalysisTemplate extends Construct {
  /** `metadata.name` of the AnalysisTemplate. */
  public readonly templateName: string;
  /** Namespace of the AnalysisTemplate. */
  public readonly templateNamespace: string;
  /**
   * Name of a metric that never ends.
   * @internal
   */
  public readonly _endless: string | undefined;
  private readonly args: string[];

  constructor(scope: Construct, id: string, props: AnalysisTemplateProps) {
    super(scope, id);
    const { metrics } = props;
    const where = `AnalysisTemplate (construct ${this.node.path})`;
    this.templateName = requireName(props.name ?? kebabCase(id), DNS_SUBDOMAIN, 'name', where);
    this.templateNamespace = requireName(props.namespace ?? Chart.of(this).namespace ?? fail({
      code: CODES.MISSING_NAMESPACE, what: 'an AnalysisTemplate without namespace', where, fix: 'set `namespace` on the chart or on the template',
    }), DNS_LABEL, 'namespace', where);
    if (!metrics?.length) {
      fail({ code: CODES.RELEASE_METRIC, what: 'an AnalysisTemplate without metrics', where, why: 'Argo Rollouts refuses it', fix: 'add AnalysisMetric.successRate({ minPercent: 99 })' });
    }
    metrics.forEach(({ _name: name, _query: query }, i) => {
      const at = `${where} spec.metrics[${i}]`;
      if (metrics.findIndex(each => each._name === name) !== i) {
        fail({ code: CODES.DUPLICATE_MEMBER, what: `the metric ${name} is there twice`, where: at, why: 'Argo Rollouts refuses it', fix: 'give each its own name' });
      }
      checkArguments(query, at);
      requirePromql(query.replace(/\{\{.*?\}\}/gs, 'x'), at);
    });
    this._endless = metrics.find(({ _endless: endless }) => endless)?._name;
    this.args = ARGUMENTS.filter(name => metrics.some(({ _query: query }) => argumentsOf(query).includes(`args.${name}`)));
    const address = httpAddress(props.prometheusAddress, `${where} prometheusAddress`);
    new ApiObject(this, 'Resource', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AnalysisTemplate',
      metadata: { name: this.templateName, namespace: this.templateNamespace },
      spec: {
        ...this.args.length > 0 ? { args: this.args.map(name => ({ name })) } : {},
        metrics: metrics.map(metric => metric._render(address)),
      },
    });
  }

  /**
   * How a rollout names the template: with the arguments it asks for. `values`: what they stand for.
   * @internal
   */
  public _use(values: { [name: string]: object }): object {
    return {
      templates: [{ templateName: this.templateName }],
      ...this.args.length > 0 ? { args: this.args.map(name => ({ name, ...values[name] })) } : {},
    };
  }

  /** @internal */
  public _requireNamespace(namespace: string | undefined, where: string): void {
    if (this.templateNamespace !== namespace) {
      fail({
        code: CODES.TRAFFIC_OWNER,
        what: `the AnalysisTemplate ${this.templateNamespace}/${this.templateName} for a rollout in ${namespace ?? 'no namespace'}`,
        where,
        why: 'Argo Rollouts looks for it beside the Rollout',
        fix: 'make one in the namespace of the service',
      });
    }
  }
}

function argumentsOf(query: string): string[] {
  return [...query.matchAll(/\{\{(.*?)\}\}/gs)].map(([, text]) => text.trim());
}

function checkArguments(query: string, where: string): void {
  const known = ARGUMENTS.map(name => `args.${name}`);
  const unknown = argumentsOf(query).find(text => !known.includes(text));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, new Set(known));
    fail({
      code: CODES.RELEASE_METRIC,
      what: `the query says {{${unknown}}}`,
      where,
      why: 'nobody gives it a value, so that no analysis would start',
      fix: `write ${nearest === undefined ? `one of ${known.map(each => `{{${each}}}`).join(', ')}` : `{{${nearest}}}`}`,
    });
  }
}
