import { defined, nonEmptyList, nonEmptyText, UINT32, wholeNumber } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Where the requests of one locality go. Istio field `localityLbSetting.distribute[]`. */
export interface LocalityDistribution {
  /** Locality of the clients, `region/zone/subzone`; `*` as the last part stands for all. */
  readonly from: string;
  /** Localities of the workloads with their weight in percent, 1–100, 100 in total. */
  readonly to: { [locality: string]: number };
}

/** The region that takes over when another fails. Istio fields `localityLbSetting.failover[]` and `zoneAwareLbSetting.failover[]`. */
export interface LocalityFailover {
  /** Region of the clients. */
  readonly from: string;
  /** Region that takes over. */
  readonly to: string;
}

/** Load balancing that prefers the own zone while it has enough workloads. Since Istio 1.31. Istio field `loadBalancer.zoneAwareLbSetting`. */
export interface ZoneAwareLoadBalancing {
  /**
   * Whether it is on for this destination.
   * @default - as the mesh is set
   */
  readonly enabled?: boolean;
  /**
   * Workloads below which requests are spread over all zones. From 1.
   * @default - 6
   */
  readonly minClusterSize?: number;
  /**
   * Regions that take over. Needs outlier detection.
   * @default - the other regions
   */
  readonly failover?: LocalityFailover[];
  /**
   * Labels in order of importance: workloads that share more of them with the client come first. Not region, zone and subzone. Needs outlier detection.
   * @default - none
   */
  readonly failoverPriority?: string[];
}

const TOPOLOGY = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'];

/**
 * How regions and zones are taken into account.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
 */
export class LocalityLoadBalancing {
  /** On for this destination: workloads nearby first, others when they fail. Needs outlier detection. Istio field `localityLbSetting.enabled`. */
  public static enabled(): LocalityLoadBalancing {
    return new LocalityLoadBalancing({ localityLbSetting: { enabled: true } });
  }

  /** Off for this destination, whatever the mesh says. */
  public static disabled(): LocalityLoadBalancing {
    return new LocalityLoadBalancing({ localityLbSetting: { enabled: false } });
  }

  /** Fixed shares per locality of the clients. */
  public static distribute(distributions: LocalityDistribution[]): LocalityLoadBalancing {
    const where = 'localityLbSetting.distribute';
    const list = nonEmptyList(distributions, where)!;
    list.forEach((each, i) => requireShares(each, `${where}[${i}]`));
    requireNoOverlap(list.map(each => each.from), where);
    return new LocalityLoadBalancing({ localityLbSetting: { distribute: list.map(({ from, to }) => ({ from, to: { ...to } })) } });
  }

  /**
   * Regions that take over from others. Needs outlier detection.
   * @param failover which region takes over from which
   * @param failoverPriority labels in order of importance inside that; not region, zone and subzone
   */
  public static failover(failover: LocalityFailover[], failoverPriority?: string[]): LocalityLoadBalancing {
    const where = 'localityLbSetting';
    requireNoTopology(failoverPriority, where);
    return new LocalityLoadBalancing({
      localityLbSetting: defined({ failover: failovers(failover, where), failoverPriority: priorities(failoverPriority, where) }),
    });
  }

  /**
   * Labels in order of importance: workloads that share more of them with the client come first. Needs outlier detection. Istio field
   * `localityLbSetting.failoverPriority`.
   */
  public static failoverPriority(...labels: string[]): LocalityLoadBalancing {
    return new LocalityLoadBalancing({ localityLbSetting: { failoverPriority: priorities(labels, 'localityLbSetting') } });
  }

  /** Prefers the own zone while it has enough workloads. Since Istio 1.31. Istio field `zoneAwareLbSetting`. */
  public static zoneAware(settings: ZoneAwareLoadBalancing = {}): LocalityLoadBalancing {
    const where = 'zoneAwareLbSetting';
    requireNoTopology(settings.failoverPriority, where);
    return new LocalityLoadBalancing({
      zoneAwareLbSetting: defined({
        enabled: settings.enabled,
        minClusterSize: wholeNumber(settings.minClusterSize, 1, UINT32, `${where}.minClusterSize`),
        failover: failovers(settings.failover, where),
        failoverPriority: priorities(settings.failoverPriority, where),
      }),
    });
  }

  private constructor(private readonly rendered: object) {}

  /**
   * Whether localities are switched off.
   * @internal
   */
  public get _isDisabled(): boolean {
    return (this.rendered as { localityLbSetting?: { enabled?: boolean } }).localityLbSetting?.enabled === false;
  }

  /** @internal */
  public _render(): object {
    return this.rendered;
  }
}

function failovers(failover: LocalityFailover[] | undefined, where: string): object[] | undefined {
  return nonEmptyList(failover, `${where}.failover`)?.map(({ from, to }, i) => {
    if (from === to || /[/*]/.test(from + to) || from === '' || to === '') {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `a failover from ${JSON.stringify(from)} to ${JSON.stringify(to)}`,
        where: `${where}.failover[${i}]`,
        why: 'Istio takes two different regions, without zone and without "*"',
        fix: 'name two regions',
      });
    }
    return { from, to };
  });
}

function priorities(labels: string[] | undefined, where: string): string[] | undefined {
  const list = nonEmptyList(labels, `${where}.failoverPriority`);
  list?.forEach((label, i) => nonEmptyText(label, `${where}.failoverPriority[${i}]`));
  return list;
}

function requireNoTopology(labels: string[] | undefined, where: string): void {
  const label = labels?.find(each => TOPOLOGY.includes(each));
  if (label) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `the label ${label} in failoverPriority`,
      where,
      why: 'Istio refuses it here: region, zone and subzone are already taken into account',
      fix: 'name other labels, or use LocalityLoadBalancing.failoverPriority alone',
    });
  }
}

function requireShares({ from, to }: LocalityDistribution, where: string): void {
  requireNoOverlap([from], `${where}.from`);
  requireNoOverlap(Object.keys(to), `${where}.to`);
  const weights = Object.values(to);
  weights.forEach(weight => wholeNumber(weight, 1, 100, `${where}.to`));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total !== 100) {
    fail({ code: CODES.INVALID_SPLIT, what: `the weights of ${from} total ${total}, not 100`, where, why: 'Istio refuses it', fix: 'make the weights total 100' });
  }
}

/** Istio's rule for lists of localities: `*` once and last in each, no empty part, and none of them inside another. */
function requireNoOverlap(localities: readonly string[], where: string): void {
  localities.forEach((locality, i) => {
    const star = locality.indexOf('*');
    const malformed = (star >= 0 && star !== locality.length - 1) || locality.split('/').includes('') || locality.split('/').length > 3;
    const other = localities.find((each, j) => j !== i && (inside(locality, each) || each === locality));
    if (malformed || other !== undefined) {
      fail({
        code: malformed ? CODES.INVALID_NAME : CODES.DUPLICATE_MEMBER,
        what: malformed ? `${JSON.stringify(locality)} is no locality` : `the localities ${locality} and ${other} overlap`,
        where,
        why: 'Istio refuses it',
        fix: malformed ? 'write region/zone/subzone, with "*" only as the last part' : 'name each locality once',
      });
    }
  });
}

function inside(locality: string, outer: string): boolean {
  const prefix = outer.endsWith('*') ? outer.slice(0, -1) : `${outer}/`;
  return locality.startsWith(prefix);
}
