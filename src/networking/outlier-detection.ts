import { Duration } from 'cdk8s';
import { defined, durationText, nonEmptyList, UINT32, wholeNumber } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * When a workload that answers badly gets no requests for a while. Failover to other localities needs it.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection
 */
export interface OutlierDetection {
  /**
   * Answers 5xx in a row after which a workload is ejected; 0 switches this off.
   * @default - 5
   */
  readonly consecutive5xxErrors?: number;
  /**
   * Answers 502, 503 and 504 in a row after which a workload is ejected; 0 switches this off.
   * @default - 0
   */
  readonly consecutiveGatewayErrors?: number;
  /**
   * Failures before any answer (connection refused, timeout) in a row. Needs `splitExternalLocalOriginErrors` when above 0.
   * @default - 5 where failures are told apart
   */
  readonly consecutiveLocalOriginFailures?: number;
  /**
   * Whether failures before any answer are told apart from bad answers.
   * @default false
   */
  readonly splitExternalLocalOriginErrors?: boolean;
  /**
   * Time between two looks; at least 1 ms.
   * @default - 10 seconds
   */
  readonly interval?: Duration;
  /**
   * How long the first ejection takes; it grows with each. At least 1 ms.
   * @default - 30 seconds
   */
  readonly baseEjectionTime?: Duration;
  /**
   * How many of the workloads may be ejected at once, in percent, 0–100; 0 is Istio's spelling of the default. A workload stays where it would
   * bring the share above the limit, be it the first one: with the default nothing is ever ejected below ten workloads.
   * @default - 10
   */
  readonly maxEjectionPercent?: number;
  /**
   * Ejection is active while at least this part of the workloads is healthy, in percent, 0–100.
   * @default - 0
   */
  readonly minHealthPercent?: number;
  /**
   * Status codes that count as errors, 100–599. Since Istio 1.31.
   * @default - 500 to 599
   */
  readonly outlierDetectionHttpErrorCodes?: number[];
}

/** Renders and checks the detection. */
export function renderOutlierDetection(detection: OutlierDetection, where: string): object {
  const { consecutiveLocalOriginFailures: local } = detection;
  if (local !== undefined && local > 0 && !detection.splitExternalLocalOriginErrors) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'consecutiveLocalOriginFailures without splitExternalLocalOriginErrors',
      where,
      why: 'Istio refuses it: such failures are counted only when they are told apart',
      fix: 'add splitExternalLocalOriginErrors: true',
    });
  }
  const percent = (field: 'maxEjectionPercent' | 'minHealthPercent') => wholeNumber(detection[field], 0, 100, `${where}.${field}`);
  const count = (field: 'consecutive5xxErrors' | 'consecutiveGatewayErrors' | 'consecutiveLocalOriginFailures') =>
    wholeNumber(detection[field], 0, UINT32, `${where}.${field}`);
  const codes = nonEmptyList(detection.outlierDetectionHttpErrorCodes, `${where}.outlierDetectionHttpErrorCodes`);
  codes?.forEach((code, i) => wholeNumber(code, 100, 599, `${where}.outlierDetectionHttpErrorCodes[${i}]`));
  return defined({
    consecutive5xxErrors: count('consecutive5xxErrors'),
    consecutiveGatewayErrors: count('consecutiveGatewayErrors'),
    consecutiveLocalOriginFailures: count('consecutiveLocalOriginFailures'),
    splitExternalLocalOriginErrors: detection.splitExternalLocalOriginErrors,
    interval: durationText(detection.interval, `${where}.interval`),
    baseEjectionTime: durationText(detection.baseEjectionTime, `${where}.baseEjectionTime`),
    maxEjectionPercent: percent('maxEjectionPercent'),
    minHealthPercent: percent('minHealthPercent'),
    outlierDetectionHttpErrorCodes: codes,
  });
}
