import { Duration } from 'cdk8s';
import { defined, durationText, numberBetween, UINT32, wholeNumber } from './field-checks';

/**
 * How many retries may be in flight, in relation to the requests that are.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-RetryBudget
 */
export interface RetryBudget {
  /**
   * Retries in percent of the requests in flight, 0–100.
   * @default - 20
   */
  readonly percent?: number;
  /**
   * Retries that are always possible. 0 and more.
   * @default - 3
   */
  readonly minRetryConcurrency?: number;
  /**
   * The time over which requests are counted. Zero counts only those in flight. Since Istio 1.31.
   * @default - only those in flight
   */
  readonly budgetInterval?: Duration;
}

/** Renders and checks a budget. */
export function renderRetryBudget({ percent, minRetryConcurrency, budgetInterval }: RetryBudget, where: string): object {
  return defined({
    percent: numberBetween(percent, 0, 100, `${where}.percent`),
    minRetryConcurrency: wholeNumber(minRetryConcurrency, 0, UINT32, `${where}.minRetryConcurrency`),
    budgetInterval: durationText(budgetInterval, `${where}.budgetInterval`, true),
  });
}
