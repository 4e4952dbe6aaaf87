import { Chart, Testing } from 'cdk8s';
import * as envoyFilter from '../extensions/kitchen-sink/envoy-filter';
import * as trafficExtension from '../extensions/kitchen-sink/traffic-extension';
import * as wasmPlugin from '../extensions/kitchen-sink/wasm-plugin';
import * as destinationRule from '../networking/kitchen-sink/destination-rule';
import * as gateway from '../networking/kitchen-sink/gateway';
import * as proxyConfig from '../networking/kitchen-sink/proxy-config';
import * as serviceEntry from '../networking/kitchen-sink/service-entry';
import * as sidecar from '../networking/kitchen-sink/sidecar';
import * as virtualService from '../networking/kitchen-sink/virtual-service';
import * as workloadEntry from '../networking/kitchen-sink/workload-entry';
import * as workloadGroup from '../networking/kitchen-sink/workload-group';
import * as authorizationPolicy from '../security/kitchen-sink/authorization-policy';
import * as peerAuthentication from '../security/kitchen-sink/peer-authentication';
import * as requestAuthentication from '../security/kitchen-sink/request-authentication';
import * as telemetry from '../telemetry/kitchen-sink/telemetry';

const KITCHEN_SINKS = [
  sidecar, workloadEntry, workloadGroup, proxyConfig,
  virtualService, destinationRule, gateway, serviceEntry, authorizationPolicy, peerAuthentication, requestAuthentication,
  telemetry, wasmPlugin, trafficExtension, envoyFilter,
];

/** Every object of every kitchen sink, rendered; each sink in a namespace of its own. */
export function kitchenSinkObjects(): any[] {
  return KITCHEN_SINKS.flatMap(({ kitchenSink }, i) => {
    const chart = new Chart(Testing.app(), 'sink', { namespace: `sink-${i}` });
    return kitchenSink(chart).map(object => object.toJson());
  });
}
