import { OverlayEntry } from './overlay';

/**
 * The hand overlay: what Istio deprecated, which its CRDs do not say. A new minor adds lines here; nothing is generated from
 * this file and nothing else has to change with it.
 */
export interface Deprecation extends OverlayEntry {
  /** The value of a closed set that is deprecated. @default - the field, whatever its value */
  readonly value?: string;
  /**
   * What takes its place, relative to the object that holds the field: a place beside it, `warmup.duration`, or
   * `place=VALUE`. @default - nothing does
   */
  readonly successor?: string;
  /** Further words on the successor, or on the field that has none. */
  readonly note?: string;
  /**
   * Who says so: the protocol buffers only, the webhook with a warning or by refusing the object, or a check of
   * `istioctl analyze`.
   */
  readonly saidBy: 'proto' | 'webhook warning' | 'webhook error' | 'IST0002';
  /** The minor that deprecated it; left out where it was before the oldest known one. */
  readonly since?: string;
}

/** Every deprecation, in code point order of the first kind and the place. */
export const DEPRECATIONS: readonly Deprecation[] = [
  {
    kinds: ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'],
    place: 'targetRef',
    successor: 'targetRefs',
    saidBy: 'proto',
  },
  { kinds: ['DestinationRule'], place: '**loadBalancer.consistentHash.minimumRingSize', successor: 'ringHash.minimumRingSize', saidBy: 'webhook warning' },
  { kinds: ['DestinationRule'], place: '**loadBalancer.simple', value: 'LEAST_CONN', successor: 'simple=LEAST_REQUEST', saidBy: 'proto' },
  { kinds: ['DestinationRule'], place: '**loadBalancer.warmupDurationSecs', successor: 'warmup.duration', saidBy: 'proto' },
  {
    kinds: ['DestinationRule'],
    place: '**outlierDetection.consecutiveErrors',
    successor: 'consecutive5xxErrors',
    note: 'or consecutiveGatewayErrors, which counts 502, 503 and 504 only',
    saidBy: 'webhook warning',
  },
  { kinds: ['EnvoyFilter'], place: 'configPatches[].applyTo', value: 'BOOTSTRAP', note: 'Istio names nothing in its place.', saidBy: 'proto' },
  { kinds: ['Gateway'], place: 'servers[].port.targetPort', note: 'It has no effect on gateways, and Istio’s webhook refuses it.', saidBy: 'webhook error' },
  { kinds: ['Sidecar'], place: '**port.targetPort', note: 'It has no effect on sidecars, and Istio’s webhook refuses it.', saidBy: 'webhook error' },
  { kinds: ['Sidecar'], place: 'outboundTrafficPolicy.egressProxy', note: '`istioctl analyze` calls it ignored; istiod follows it all the same, and its documentation hides it.', saidBy: 'IST0002' },
  { kinds: ['VirtualService'], place: 'http[].corsPolicy.allowOrigin', successor: 'allowOrigins', note: 'with one exact match per origin', saidBy: 'proto' },
  { kinds: ['VirtualService'], place: 'http[].fault.delay.percent', successor: 'percentage.value', saidBy: 'IST0002' },
  { kinds: ['VirtualService'], place: 'http[].mirrorPercent', successor: 'mirrorPercentage.value', saidBy: 'webhook warning' },
  { kinds: ['VirtualService'], place: 'http[].mirror_percent', successor: 'mirrorPercentage.value', saidBy: 'webhook warning' },
];
