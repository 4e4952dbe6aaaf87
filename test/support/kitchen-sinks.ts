import { Chart, Testing } from 'cdk8s';
import * as destinationRule from '../networking/kitchen-sink/destination-rule';
import * as gateway from '../networking/kitchen-sink/gateway';
import * as serviceEntry from '../networking/kitchen-sink/service-entry';
import * as virtualService from '../networking/kitchen-sink/virtual-service';
import * as authorizationPolicy from '../security/kitchen-sink/authorization-policy';
import * as peerAuthentication from '../security/kitchen-sink/peer-authentication';
import * as requestAuthentication from '../security/kitchen-sink/request-authentication';

const KITCHEN_SINKS = [
  virtualService, destinationRule, gateway, serviceEntry, authorizationPolicy, peerAuthentication, requestAuthentication,
];

/** Every object of every kitchen sink, rendered; each sink in a namespace of its own. */
export function kitchenSinkObjects(): any[] {
  return KITCHEN_SINKS.flatMap(({ kitchenSink }, i) => {
    const chart = new Chart(Testing.app(), 'sink', { namespace: `sink-${i}` });
    return kitchenSink(chart).map(object => object.toJson());
  });
}
