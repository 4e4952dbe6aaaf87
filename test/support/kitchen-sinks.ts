import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
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

/**
 * The kitchen sinks: what each renders together reaches every place and every value of its kind's schema, but for its `EXCEPTIONS`.
 * An exception is a place below `spec` or `place=VALUE`, with its reason; `**` at the start stands for any place that ends so.
 */
export interface KitchenSink {
  readonly EXCEPTIONS: Record<string, string>;
  readonly kitchenSink: (scope: Construct) => { toJson(): any }[];
}

export const KITCHEN_SINKS: Record<string, KitchenSink> = {
  VirtualService: virtualService,
  DestinationRule: destinationRule,
  Gateway: gateway,
  ServiceEntry: serviceEntry,
  Sidecar: sidecar,
  WorkloadEntry: workloadEntry,
  WorkloadGroup: workloadGroup,
  ProxyConfig: proxyConfig,
  AuthorizationPolicy: authorizationPolicy,
  PeerAuthentication: peerAuthentication,
  RequestAuthentication: requestAuthentication,
  Telemetry: telemetry,
  WasmPlugin: wasmPlugin,
  TrafficExtension: trafficExtension,
  EnvoyFilter: envoyFilter,
};

/** The reason why a place below `spec`, or `place=VALUE`, of a kind is not reached by a prop; undefined where it is. */
export function exceptionOf(kind: string, place: string): string | undefined {
  const { EXCEPTIONS } = KITCHEN_SINKS[kind];
  const exception = Object.keys(EXCEPTIONS).find(each => isExcepted(place, each));
  return exception === undefined ? undefined : EXCEPTIONS[exception];
}

/** Whether an exception speaks of a place. */
export function isExcepted(place: string, exception: string): boolean {
  return exception.startsWith('**') ? place === exception.slice(2) || place.endsWith(`.${exception.slice(2)}`) : place === exception;
}

/** Every object of every kitchen sink, rendered; each sink in a namespace of its own. */
export function kitchenSinkObjects(): any[] {
  return Object.values(KITCHEN_SINKS).flatMap(({ kitchenSink }, i) => {
    const chart = new Chart(Testing.app(), 'sink', { namespace: `sink-${i}` });
    return kitchenSink(chart).map(object => object.toJson());
  });
}
