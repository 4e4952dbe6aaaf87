import { Rule } from '../rule';
import { hostNotServedByGateway } from './routing/host-not-served-by-gateway';
import { routeToUnknownHost } from './routing/route-to-unknown-host';
import { routeToUnknownPort } from './routing/route-to-unknown-port';
import { routeToUnknownSubset } from './routing/route-to-unknown-subset';
import { unknownGateway } from './routing/unknown-gateway';
import { selectorWithoutWorkload } from './selection/selector-without-workload';

/** All rules between objects, in the order of their codes. */
export const RULES: readonly Rule[] = Object.freeze([
  routeToUnknownHost,
  routeToUnknownSubset,
  routeToUnknownPort,
  unknownGateway,
  hostNotServedByGateway,
  selectorWithoutWorkload,
]);
