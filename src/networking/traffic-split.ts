import { IDestination, renderDestination } from './destination';
import { HeaderOperations, renderHeaderOperations } from './header-operations';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** One share of a split. */
export interface WeightedDestination {
  /** Where this share goes. Istio field `route[].destination`. */
  readonly destination: IDestination;
  /**
   * The share: a percentage with `TrafficSplit.percentages`, a proportion with `TrafficSplit.relative`. An integer from 0;
   * 0 keeps the destination in the configuration without traffic. Istio field `route[].weight`.
   */
  readonly weight: number;
  /**
   * Headers to change for this destination only. Istio field `route[].headers`; HTTP routes only.
   * @default - none
   */
  readonly headers?: HeaderOperations;
}

/**
 * How the requests of a route are shared between destinations. A value: one split can serve many routes.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination
 */
export class TrafficSplit {
  /** Everything to one destination. */
  public static to(destination: IDestination): TrafficSplit {
    return new TrafficSplit([{ destination, weight: 100 }], false);
  }

  /**
   * Two destinations and one number, which therefore cannot fail to add up. Both stay in the configuration at 0 and 100, so
   * that moving the number never adds or removes a destination.
   *
   * @param stable receives the rest
   * @param canary receives `canaryPercent`
   * @param canaryPercent an integer from 0 to 100
   */
  public static canary(stable: IDestination, canary: IDestination, canaryPercent: number): TrafficSplit {
    if (!isWeight(canaryPercent) || canaryPercent > 100) {
      fail({
        code: CODES.INVALID_SPLIT,
        what: `a canary cannot get ${canaryPercent} percent`,
        why: 'Istio takes whole weights only, and the stable version gets what the canary leaves of 100',
        fix: 'use an integer from 0 to 100',
      });
    }
    return new TrafficSplit([
      { destination: stable, weight: 100 - canaryPercent },
      { destination: canary, weight: canaryPercent },
    ], true);
  }

  /** Shares in percent: whole numbers that total exactly 100, otherwise MESH0005. */
  public static percentages(shares: WeightedDestination[]): TrafficSplit {
    const split = new TrafficSplit(checked(shares), true);
    const total = shares.reduce((sum, share) => sum + share.weight, 0);
    if (total !== 100) {
      fail({
        code: CODES.INVALID_SPLIT,
        what: `the percentages ${shares.map(share => share.weight).join(' + ')} total ${total}, not 100`,
        why: 'Istio would silently share by proportion, so that no destination gets what is written',
        fix: total < 100 ? `add the missing ${100 - total} to one share, or use TrafficSplit.relative` : `take ${total - 100} off, or use TrafficSplit.relative`,
      });
    }
    return split;
  }

  /** Shares in proportion to each other: `relative([{ …, weight: 2 }, { …, weight: 1 }])` is two thirds to one third. */
  public static relative(shares: WeightedDestination[]): TrafficSplit {
    const split = new TrafficSplit(checked(shares), true);
    if (shares.length > 1 && shares.every(share => share.weight === 0)) {
      fail({
        code: CODES.INVALID_SPLIT,
        what: 'all weights of the split are 0',
        why: 'no destination would get a request; Istio refuses it',
        fix: 'give at least one destination a weight above 0',
      });
    }
    return split;
  }

  private constructor(private readonly shares: readonly WeightedDestination[], private readonly weighted: boolean) {}

  /** The shares as they were given. */
  public get destinations(): WeightedDestination[] {
    return [...this.shares];
  }

  /** @internal */
  public get _hasHeaders(): boolean {
    return this.shares.some(share => share.headers !== undefined);
  }

  /** @internal */
  public _render(): object[] {
    return this.shares.map(({ destination, weight, headers }) => {
      const share: { destination: object; weight?: number; headers?: object } = { destination: renderDestination(destination) };
      if (this.weighted) {
        share.weight = weight;
      }
      if (headers !== undefined) {
        share.headers = renderHeaderOperations(headers);
      }
      return share;
    });
  }
}

function checked(shares: readonly WeightedDestination[]): readonly WeightedDestination[] {
  if (shares.length === 0) {
    fail({ code: CODES.INVALID_SPLIT, what: 'a split without destinations', fix: 'name at least one destination' });
  }
  const wrong = shares.find(share => !isWeight(share.weight));
  if (wrong) {
    fail({
      code: CODES.INVALID_SPLIT,
      what: `${wrong.weight} is no weight`,
      where: `destination ${wrong.destination.toDestinationConfig().host}`,
      why: 'Istio takes whole numbers from 0 only',
      fix: 'use an integer from 0; for a third each, use TrafficSplit.relative with equal weights',
    });
  }
  return [...shares];
}

function isWeight(weight: number): boolean {
  return Number.isInteger(weight) && weight >= 0 && weight <= 2147483647;
}
