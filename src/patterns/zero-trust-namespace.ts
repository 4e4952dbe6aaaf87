import { Construct } from 'constructs';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DataPlane } from '../networking/data-plane';
import { nonEmptyList } from '../networking/field-checks';
import { IMeshService } from '../networking/mesh-service';
import { AuthorizationPolicy } from '../security/authorization-policy';
import { AuthorizationRule } from '../security/authorization-rule';
import { HttpMethod } from '../security/http-method';
import { MeshNamespace } from '../security/mesh-namespace';
import { MutualTlsMode } from '../security/mutual-tls-mode';
import { PeerAuthentication } from '../security/peer-authentication';

/** Somebody who collects metrics of all workloads of the namespace. */
export interface MetricsScraper {
  /** The collector, known by its service account (MESH0012). It speaks mutual TLS: it has a sidecar, or is in the ambient mesh. */
  readonly scraper: IMeshService;
  /**
   * Numbers of the workloads' ports, at least one (MESH0011). Required in the ambient mesh, where no proxy at the workload knows paths.
   * @default - all
   */
  readonly ports?: number[];
  /**
   * Paths of the metrics, for GET only; at least one (MESH0011). Not in the ambient mesh (MESH0002).
   * @default ['/metrics']
   */
  readonly paths?: string[];
}

/** Props of a namespace that trusts nobody. */
export interface ZeroTrustNamespaceProps {
  /** Name of the namespace. Not Istio's root namespace, where the same objects would hold for the whole mesh (MESH0019). */
  readonly name: string;
  /**
   * What enforces the policies: sidecars or the ambient mesh. Not `DataPlane.none()`, which enforces nothing (MESH0002).
   * @default DataPlane.sidecar()
   */
  readonly dataPlane?: DataPlane;
  /**
   * Who collects metrics from the workloads' own ports. Metrics that sidecars serve at 15020 and 15090 need no exception: these ports, and
   * the probes of the kubelet, which Istio sends to 15020, do not pass the sidecar.
   * @default - nobody
   */
  readonly scrapers?: MetricsScraper[];
  /**
   * Further labels of the namespace.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}

/**
 * A namespace whose workloads take mutual TLS only, and refuse every caller that is not admitted by name.
 *
 * Emits the Namespace, a PeerAuthentication `default` with STRICT, the AuthorizationPolicy `deny-by-default`, and `allow-metrics` when
 * there are scrapers. In the ambient mesh with a waypoint, MeshNamespace adds what denies there too. Callers are admitted service by service
 * with `service.connections`.
 *
 * Promise: a request reaches a workload of the namespace only if it comes with mutual TLS and an ALLOW policy names its caller; whoever
 * comes in plain text gets no connection.
 *
 * Pods enforce it, not the network: one without sidecar (label `sidecar.istio.io/inject: "false"`, host network, started before the namespace had
 * its label) and ports that a pod takes out of the mesh (annotation `traffic.sidecar.istio.io/excludeInboundPorts`) are open to everybody.
 */
export class ZeroTrustNamespace extends Construct {
  /** Name of the namespace. */
  public readonly namespaceName: string;
  /** The namespace with its labels. */
  public readonly namespace: MeshNamespace;
  /** What requires mutual TLS. */
  public readonly peerAuthentication: PeerAuthentication;
  /** What denies by default. */
  public readonly denial: AuthorizationPolicy;
  /** What admits the scrapers. Undefined without. */
  public readonly scraping?: AuthorizationPolicy;

  constructor(scope: Construct, id: string, props: ZeroTrustNamespaceProps) {
    super(scope, id);
    const { name, scrapers } = props;
    const dataPlane = props.dataPlane ?? DataPlane.sidecar();
    if (!dataPlane.isInMesh) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `the namespace ${name} is to trust nobody, and has no data plane`,
        where: `construct ${this.node.path}`,
        why: 'without sidecars or the ambient mesh nothing enforces mutual TLS and policies: everybody would get in',
        fix: 'use DataPlane.sidecar() or DataPlane.ambient(), or a plain MeshNamespace',
      });
    }
    this.namespaceName = name;
    this.namespace = new MeshNamespace(this, 'Namespace', {
      name, dataPlane, labels: props.labels, mutualTls: MutualTlsMode.STRICT, denyByDefault: true,
    });
    this.peerAuthentication = this.namespace.peerAuthentication!;
    this.denial = this.namespace.denial!;
    if (scrapers !== undefined && scrapers.length > 0) {
      this.scraping = AuthorizationPolicy.allow(this, 'AllowMetrics', {
        name: 'allow-metrics', namespace: name, rules: scrapers.map((scraper, i) => scrapingRule(scraper, dataPlane, `${this.node.path} scrapers[${i}]`)),
      });
    }
  }
}

function scrapingRule({ scraper, ports, paths }: MetricsScraper, dataPlane: DataPlane, where: string): AuthorizationRule {
  const from = [{ services: [scraper] }];
  const numbers = nonEmptyList(ports, `${where}.ports`);
  if (!dataPlane.isAmbient) {
    return { from, to: [{ methods: [HttpMethod.GET], paths: paths ?? ['/metrics'], ports: numbers }] };
  }
  if (paths !== undefined || numbers === undefined) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: paths !== undefined ? 'paths of metrics in the ambient mesh' : 'a scraper without ports in the ambient mesh',
      where,
      why: 'at the workload ztunnel decides, which knows ports and no paths: a rule with paths admits nothing there, one without ports everything',
      fix: 'name `ports`, and leave `paths` out',
    });
  }
  return { from, to: [{ ports: numbers }] };
}
