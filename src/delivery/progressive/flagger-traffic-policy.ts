import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { renderTrafficPolicy, TrafficPolicy } from '../../networking/traffic-policy';

/** Fields of a traffic policy that Flagger's CRD and its types know (Flagger 1.44); others would be refused, or dropped without a word. */
const KNOWN: ReadonlySet<string> = new Set([
  'connectionPool.http.h2UpgradePolicy', 'connectionPool.http.http1MaxPendingRequests', 'connectionPool.http.http2MaxRequests',
  'connectionPool.http.idleTimeout', 'connectionPool.http.maxRequestsPerConnection', 'connectionPool.http.maxRetries',
  'loadBalancer.simple', 'loadBalancer.consistentHash.httpCookie', 'loadBalancer.consistentHash.httpHeaderName',
  'loadBalancer.consistentHash.httpQueryParameterName', 'loadBalancer.consistentHash.minimumRingSize', 'loadBalancer.consistentHash.useSourceIp',
  'loadBalancer.localityLbSetting.distribute', 'loadBalancer.localityLbSetting.enabled', 'loadBalancer.localityLbSetting.failover',
  'loadBalancer.warmupDurationSecs',
  'outlierDetection.baseEjectionTime', 'outlierDetection.consecutive5xxErrors', 'outlierDetection.consecutiveGatewayErrors',
  'outlierDetection.consecutiveLocalOriginFailures', 'outlierDetection.interval', 'outlierDetection.maxEjectionPercent',
  'outlierDetection.minHealthPercent', 'outlierDetection.splitExternalLocalOriginErrors',
  'tls.caCertificates', 'tls.clientCertificate', 'tls.mode', 'tls.privateKey', 'tls.sni', 'tls.subjectAltNames',
]);

/** The settings that Flagger writes into both DestinationRules. Fails on those it does not know (MESH0013). */
export function flaggerTrafficPolicy(policy: TrafficPolicy, namespace: string | undefined, where: string): object {
  const rendered = renderTrafficPolicy(policy, namespace, where);
  const unknown = paths(rendered, '').find(path => !KNOWN.has(path));
  if (unknown !== undefined) {
    fail({
      code: CODES.TRAFFIC_OWNER,
      what: `Flagger cannot write trafficPolicy.${unknown}`,
      where,
      why: 'it writes the DestinationRules with types of its own, which drop the field',
      fix: 'leave it out, or let Argo Rollouts own the weights',
    });
  }
  return rendered;
}

/** Paths of what is set, down to the depth at which they are known. */
function paths(value: object, prefix: string): string[] {
  return Object.entries(value).flatMap(([key, each]) => {
    const path = prefix + key;
    const isMap = typeof each === 'object' && each !== null && !Array.isArray(each);
    return isMap && !KNOWN.has(path) && Object.keys(each).length > 0 ? paths(each, `${path}.`) : [path];
  });
}
