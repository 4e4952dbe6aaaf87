import { ClientTls } from './client-tls';
import { ConnectionPool, renderConnectionPool } from './connection-pool';
import { defined, portNumber } from './field-checks';
import { LoadBalancer } from './load-balancer';
import { OutlierDetection, renderOutlierDetection } from './outlier-detection';
import { renderRetryBudget, RetryBudget } from './retry-budget';
import { renderTunnel, Tunnel } from './tunnel';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What can be said of a destination and of one of its ports. */
export interface PortTrafficPolicy {
  /**
   * Which workload gets a request.
   * @default - LEAST_REQUEST
   */
  readonly loadBalancer?: LoadBalancer;
  /**
   * Limits of connections and requests.
   * @default - Istio's
   */
  readonly connectionPool?: ConnectionPool;
  /**
   * When a workload that answers badly gets no requests for a while.
   * @default - never
   */
  readonly outlierDetection?: OutlierDetection;
  /**
   * How clients encrypt.
   * @default - mutual TLS between workloads of the mesh, plain text to others
   */
  readonly tls?: ClientTls;
}

/** What holds for one port instead of the settings for all ports, of which it inherits nothing. Istio field `portLevelSettings[]`. */
export interface PortLevelSetting extends PortTrafficPolicy {
  /** Number of the service's port, 1–65535. */
  readonly port: number;
}

/** Version of the PROXY protocol. */
export enum ProxyProtocolVersion {
  /** The text form. */
  V1 = 'V1',
  /** The binary form. */
  V2 = 'V2',
}

/**
 * What clients do with requests to a destination after routing. At least one field must be set.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy
 */
export interface TrafficPolicy extends PortTrafficPolicy {
  /**
   * Settings of single ports.
   * @default - none
   */
  readonly portLevelSettings?: PortLevelSetting[];
  /**
   * Sends TCP through an HTTP proxy. Not with `proxyProtocol`.
   * @default - no tunnel
   */
  readonly tunnel?: Tunnel;
  /**
   * Sends the PROXY protocol in front of each connection. Not with `tunnel`. Istio field `proxyProtocol.version`.
   * @default - not sent
   */
  readonly proxyProtocol?: ProxyProtocolVersion;
  /**
   * How many retries may be in flight.
   * @default - as `connectionPool.http.maxRetries` says
   */
  readonly retryBudget?: RetryBudget;
}

/** Renders and checks a policy. `where` names the object and the field; `namespace` is that of the object. */
export function renderTrafficPolicy(policy: TrafficPolicy, namespace: string | undefined, where: string): object {
  if (policy.tunnel && policy.proxyProtocol) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'tunnel together with proxyProtocol',
      where,
      why: 'Istio refuses it',
      fix: 'leave one of the two out',
    });
  }
  const { portLevelSettings, tunnel, proxyProtocol, retryBudget } = policy;
  const rendered = portPolicy(policy, namespace, where);
  if (portLevelSettings) {
    rendered.portLevelSettings = portSettings(portLevelSettings, namespace, `${where}.portLevelSettings`);
  }
  if (tunnel) {
    rendered.tunnel = renderTunnel(tunnel, `${where}.tunnel`);
  }
  if (proxyProtocol) {
    rendered.proxyProtocol = { version: proxyProtocol };
  }
  if (retryBudget) {
    rendered.retryBudget = renderRetryBudget(retryBudget, `${where}.retryBudget`);
  }
  return requireSettings(rendered, where);
}

function portSettings(settings: readonly PortLevelSetting[], namespace: string | undefined, where: string): object[] {
  requireSettings(settings, where);
  return settings.map((setting, i) => {
    const at = `${where}[${i}]`;
    const number = portNumber(setting.port, `${at}.port`);
    if (settings.findIndex(each => each.port === number) !== i) {
      fail({ code: CODES.DUPLICATE_MEMBER, what: `port ${number} is there twice`, where, why: 'only the first would hold', fix: 'name each port once' });
    }
    return { port: { number }, ...requireSettings(portPolicy(setting, namespace, at), at) };
  });
}

function portPolicy(policy: PortTrafficPolicy, namespace: string | undefined, where: string): Record<string, unknown> {
  const elsewhere = policy.tls?._configMapNamespace;
  if (elsewhere !== undefined && namespace !== undefined && elsewhere !== namespace) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `a ConfigMap of the namespace ${elsewhere} for an object in ${namespace}`,
      where: `${where}.tls.credentialName`,
      why: 'Istio refuses ConfigMaps of other namespaces',
      fix: `use a ConfigMap in ${namespace}`,
    });
  }
  return defined({
    loadBalancer: policy.loadBalancer?._render(),
    connectionPool: policy.connectionPool && renderConnectionPool(policy.connectionPool, `${where}.connectionPool`),
    outlierDetection: policy.outlierDetection && renderOutlierDetection(policy.outlierDetection, `${where}.outlierDetection`),
    tls: policy.tls?._render(),
  });
}

function requireSettings<T extends object>(settings: T, where: string): T {
  if (Object.keys(settings).length === 0) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'settings that say nothing',
      where,
      why: 'Istio refuses it',
      fix: 'name a load balancer, connection pool, outlier detection or TLS, or leave the settings out',
    });
  }
  return settings;
}
