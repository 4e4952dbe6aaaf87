import { Construct } from 'constructs';
import { Declarations } from './declarations';
import { DestinationMarks } from './destination';
import { ExportTo } from './export-to';
import { IstioObject, IstioObjectProps } from './istio-object';
import type { IMeshService } from './mesh-service';
import { Subset, SubsetProps } from './subset';
import { renderTrafficPolicy, TrafficPolicy } from './traffic-policy';
import { legalLabels, WorkloadSelector } from './workload-selector';
import { CODES } from '../kernel/codes';
import { hostFault } from '../kernel/dns';
import { fail } from '../kernel/fail';
import { NameRule, requireName } from '../kernel/names';
import { nearestName } from '../kernel/nearest';
import { byCodePoint } from '../kernel/order';
import { RETIRED_SUBSETS } from '../kernel/retired-subsets';
import { noteSource, SourceMark } from '../kernel/source';

/** Props of a DestinationRule. Exactly one of `service` and `host`. */
export interface DestinationRuleProps extends IstioObjectProps {
  /**
   * The service the rule is for.
   * @default - `host` says it
   */
  readonly service?: IMeshService;
  /**
   * The host the rule is for: a wildcard such as `*.shop.svc.cluster.local`, or a host that others own. Istio field `spec.host`.
   * @default - the host of `service`
   */
  readonly host?: string;
  /**
   * What clients do with requests to the host. Istio field `spec.trafficPolicy`.
   * @default - Istio's defaults
   */
  readonly trafficPolicy?: TrafficPolicy;
  /**
   * Subsets by name. More can be added with `addSubset`, which returns the subset as a destination. Istio field `spec.subsets`.
   * @default - none
   */
  readonly subsets?: { [name: string]: SubsetProps };
  /**
   * The namespaces whose clients follow the rule. Istio field `spec.exportTo`.
   * @default - as the mesh is set; everywhere unless said otherwise
   */
  readonly exportTo?: ExportTo;
  /**
   * The clients that follow the rule, of the rule's own namespace. `exportTo` can then name this namespace only. Istio field `spec.workloadSelector`.
   * @default - all clients
   */
  readonly workloadSelector?: WorkloadSelector;
}

/** Istio's rule for names of subsets. */
const SUBSET_NAME: NameRule = {
  title: 'name of a subset',
  words: 'at most 63 letters, digits and "-", starting and ending with a letter or digit',
  longest: 63,
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
};

/**
 * What clients do with requests to a host after routing: load balancing, limits, TLS; and the subsets that routes can name.
 *
 * Istio looks for a rule first in the client's namespace, then in that of the service, then in the root namespace, and follows the first it finds.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
export class DestinationRule extends IstioObject {
  /** The host the rule is for. */
  public readonly host: string;
  private readonly service?: IMeshService;
  private readonly hostMark?: SourceMark;
  private readonly trafficPolicy?: object;
  private readonly exportTo?: string[];
  private readonly workloadSelector?: object;
  private readonly subsets = new Map<string, Subset>();
  private readonly renderedSubsets: object[] = [];
  private readonly retired = new Set<string>();

  constructor(scope: Construct, id: string, props: DestinationRuleProps) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' }, props);
    this.host = this.hostOf(props);
    this.service = props.service;
    this.hostMark = props.service ? (props.service as { _marks?: DestinationMarks })._marks?.host : this._source;
    this.trafficPolicy = props.trafficPolicy && renderTrafficPolicy(props.trafficPolicy, this.namespaceName, this.at('spec.trafficPolicy'));
    this.workloadSelector = props.workloadSelector && { matchLabels: props.workloadSelector._render() };
    this.exportTo = props.exportTo?._render();
    this.requireExportable(props);
    Object.entries(props.subsets ?? {}).forEach(([name, subset]) => this.append(name, subset));
  }

  /**
   * Adds a subset.
   * @param name name of the subset: at most 63 letters, digits and `-`; unique in the rule
   * @returns the subset as a destination of routes
   */
  public addSubset(name: string, props: SubsetProps): Subset {
    const subset = this.append(name, props);
    noteSource(this.renderedSubsets[this.renderedSubsets.length - 1], SourceMark.here());
    return subset;
  }

  /**
   * Keeps a subset for one more release, after the last route to it was taken out: controllers write a DestinationRule before the routes,
   * and requests to a subset that is gone are answered 503. No route may name it any more (MESH0840); `cdk8s-istio plan` says when the
   * call can be removed. The rule carries its name in the annotation `cdk8s-istio/retired-subsets`.
   *
   * @param name name of the subset, as it was
   * @param props labels and policy, as they were
   */
  public retireSubset(name: string, props: SubsetProps): void {
    this.append(name, props);
    noteSource(this.renderedSubsets[this.renderedSubsets.length - 1], SourceMark.here());
    this.retired.add(name);
    this.metadata.addAnnotation(RETIRED_SUBSETS, [...this.retired].sort(byCodePoint).join(','));
  }

  /** A subset that the rule has, by name. An unknown name is an error (MESH0006), and so is a retired one (MESH0840). */
  public subset(name: string): Subset {
    if (this.retired.has(name)) {
      fail({
        code: CODES.RETIRED_SUBSET,
        what: `the subset "${name}" is retired: no route may name it`,
        where: this.at('spec.subsets'),
        why: 'it goes with the next release, and a route to it would be answered 503',
        fix: 'route to another subset, or make it a subset again: addSubset instead of retireSubset',
      });
    }
    return this.subsets.get(name) ?? fail({
      code: CODES.UNKNOWN_MEMBER,
      what: `the rule has no subset "${name}"`,
      where: this.at('spec.subsets'),
      why: 'requests to it would be answered 503',
      fix: unknownSubsetFix(name, [...this.subsets.keys()]),
    });
  }

  /** @internal */
  public _spec(): object {
    const exportTo = this.exportTo ?? Declarations.of(this).exportOf([this.host], this.namespaceName);
    const spec = {
      host: this.host,
      ...(this.trafficPolicy ? { trafficPolicy: this.trafficPolicy } : {}),
      ...(this.renderedSubsets.length > 0 ? { subsets: this.renderedSubsets } : {}),
      ...(exportTo ? { exportTo } : {}),
      ...(this.workloadSelector ? { workloadSelector: this.workloadSelector } : {}),
    };
    if (this.hostMark) {
      noteSource(spec, this.hostMark, 'host');
    }
    return spec;
  }

  private append(name: string, props: SubsetProps): Subset {
    const where = this.at(`spec.subsets[${this.renderedSubsets.length}]`);
    if (this.subsets.has(name)) {
      fail({ code: CODES.DUPLICATE_MEMBER, what: `the subset "${name}" is there twice`, where, why: 'Istio refuses it', fix: 'give each subset its own name' });
    }
    requireName(name, SUBSET_NAME, `subset of ${this.host}`);
    const subset = Subset._of(name, this.host, this.service, legalLabels(props.labels, `${where}.labels`));
    this.subsets.set(name, subset);
    Declarations.of(this).addSubset(subset);
    const rendered = {
      name,
      labels: subset.labels,
      ...(props.trafficPolicy ? { trafficPolicy: renderTrafficPolicy(props.trafficPolicy, this.namespaceName, `${where}.trafficPolicy`) } : {}),
    };
    this.renderedSubsets.push(rendered);
    return subset;
  }

  private hostOf({ service, host }: DestinationRuleProps): string {
    if ((service === undefined) === (host === undefined)) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: service ? 'a rule with service and host' : 'a rule without service and host',
        where: this.at('spec.host'),
        fix: 'name exactly one: service for a handle, host for wildcards and hosts that others own',
      });
    }
    const fault = host === undefined ? undefined : hostFault(host, true);
    if (fault) {
      fail({ code: CODES.INVALID_NAME, what: fault, where: this.at('spec.host'), why: 'Istio refuses it', fix: 'name a host or a wildcard such as *.shop.svc.cluster.local' });
    }
    return host ?? service!.host;
  }

  private requireExportable({ exportTo, workloadSelector }: DestinationRuleProps): void {
    const values = exportTo?._render() ?? [];
    const own = values.length === 1 && (values[0] === '.' || values[0] === this.namespaceName);
    if (exportTo?._isNowhere || (exportTo && workloadSelector && !own)) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: exportTo!._isNowhere ? 'a rule that is exported nowhere' : 'a rule with workloadSelector that is exported to other namespaces',
        where: this.at('spec.exportTo'),
        why: 'Istio refuses it',
        fix: 'use ExportTo.sameNamespace(), or leave exportTo out',
      });
    }
  }

  private at(field: string): string {
    return `${this._subject} ${field}`;
  }
}

function unknownSubsetFix(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest ? `did you mean "${nearest}"?` : names.length > 0 ? `use one of ${names.join(', ')}` : 'add it with addSubset';
}
