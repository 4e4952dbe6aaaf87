import { Rule } from '../rule';
import { exportToInAmbient } from './ambient/export-to-in-ambient';
import { httpRuleAtZtunnel } from './ambient/http-rule-at-ztunnel';
import { ingressPastWaypoint } from './ambient/ingress-past-waypoint';
import { noEffectInAmbient } from './ambient/no-effect-in-ambient';
import { policyBehindWaypoint } from './ambient/policy-behind-waypoint';
import { policyBeyondZtunnel } from './ambient/policy-beyond-ztunnel';
import { policyNeedsWaypoint } from './ambient/policy-needs-waypoint';
import { targetWithoutWaypoint } from './ambient/target-without-waypoint';
import { twoDataPlanes } from './ambient/two-data-planes';
import { uncheckedWorkloadRequests } from './ambient/unchecked-workload-requests';
import { unguardedWorkloads } from './ambient/unguarded-workloads';
import { unknownWaypoint } from './ambient/unknown-waypoint';
import { waypointRefusesEnrolment } from './ambient/waypoint-refuses-enrolment';
import { workloadPortAtWaypoint } from './ambient/workload-port-at-waypoint';
import { hostClaimedTwice } from './routing/host-claimed-twice';
import { hostNotServedByGateway } from './routing/host-not-served-by-gateway';
import { routeToRefusingService } from './routing/route-to-refusing-service';
import { routeToRetiredSubset } from './routing/route-to-retired-subset';
import { routeToUnknownHost } from './routing/route-to-unknown-host';
import { routeToUnknownPort } from './routing/route-to-unknown-port';
import { routeToUnknownSubset } from './routing/route-to-unknown-subset';
import { unknownGateway } from './routing/unknown-gateway';
import { certificateOutOfReach } from './security/certificate-out-of-reach';
import { competingPeerAuthentications } from './security/competing-peer-authentications';
import { ignoredPeerAuthentication } from './security/ignored-peer-authentication';
import { policyHostNotServed } from './security/policy-host-not-served';
import { misspeltNamespace } from './selection/misspelt-namespace';
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
  routeToRetiredSubset,
  selectorWithoutWorkload,
  misspeltNamespace,
  ignoredPeerAuthentication,
  competingPeerAuthentications,
  policyHostNotServed,
  certificateOutOfReach,
  twoDataPlanes,
  unknownWaypoint,
  waypointRefusesEnrolment,
  httpRuleAtZtunnel,
  policyBeyondZtunnel,
  targetWithoutWaypoint,
  policyNeedsWaypoint,
  policyBehindWaypoint,
  noEffectInAmbient,
  ingressPastWaypoint,
  unguardedWorkloads,
  workloadPortAtWaypoint,
  exportToInAmbient,
  uncheckedWorkloadRequests,
]);
