import { Rule } from '../rule';
import { httpRuleAtZtunnel } from './ambient/http-rule-at-ztunnel';
import { noEffectInAmbient } from './ambient/no-effect-in-ambient';
import { policyBehindWaypoint } from './ambient/policy-behind-waypoint';
import { policyBeyondZtunnel } from './ambient/policy-beyond-ztunnel';
import { policyNeedsWaypoint } from './ambient/policy-needs-waypoint';
import { targetWithoutWaypoint } from './ambient/target-without-waypoint';
import { twoDataPlanes } from './ambient/two-data-planes';
import { unknownWaypoint } from './ambient/unknown-waypoint';
import { waypointRefusesEnrolment } from './ambient/waypoint-refuses-enrolment';
import { hostClaimedTwice } from './routing/host-claimed-twice';
import { hostNotServedByGateway } from './routing/host-not-served-by-gateway';
import { routeToRefusingService } from './routing/route-to-refusing-service';
import { routeToUnknownHost } from './routing/route-to-unknown-host';
import { routeToUnknownPort } from './routing/route-to-unknown-port';
import { routeToUnknownSubset } from './routing/route-to-unknown-subset';
import { unknownGateway } from './routing/unknown-gateway';
import { competingPeerAuthentications } from './security/competing-peer-authentications';
import { ignoredPeerAuthentication } from './security/ignored-peer-authentication';
import { selectorWithoutWorkload } from './selection/selector-without-workload';

/** All rules between objects, in the order of their codes. */
export const RULES: readonly Rule[] = Object.freeze([
  routeToUnknownHost,
  routeToUnknownSubset,
  routeToUnknownPort,
  unknownGateway,
  hostNotServedByGateway,
  routeToRefusingService,
  hostClaimedTwice,
  selectorWithoutWorkload,
  ignoredPeerAuthentication,
  competingPeerAuthentications,
  twoDataPlanes,
  unknownWaypoint,
  waypointRefusesEnrolment,
  httpRuleAtZtunnel,
  policyBeyondZtunnel,
  targetWithoutWaypoint,
  policyNeedsWaypoint,
  policyBehindWaypoint,
  noEffectInAmbient,
]);
