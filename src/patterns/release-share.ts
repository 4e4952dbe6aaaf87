import { ReleaseVersion, ServiceRoutingProps } from './release-props';
import { checkVersionsDiffer } from './release-routes';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { HttpMatch } from '../networking/http-match';
import { ITrafficOwner } from '../networking/traffic-owner';
import { WeightsClaim } from '../networking/weights-claim';

/** What a release of ours needs to say of the versions. */
export interface ReleaseShare {
  readonly stable: { [key: string]: string };
  readonly canary: { [key: string]: string };
  readonly canaryPercent: number;
}

/** What the props of a release say of the versions and the share. */
interface SharedProps extends ServiceRoutingProps {
  readonly stable?: ReleaseVersion;
  readonly canary?: ReleaseVersion;
  readonly canaryPercent?: number;
  readonly alwaysCanary?: HttpMatch[];
}

/** The versions and the share as Git knows them, or as they are before the engine moves anything; undefined where the owner makes the versions. */
export function shareOf({ ownerName }: ITrafficOwner, claim: WeightsClaim, props: SharedProps): ReleaseShare | undefined {
  const { service, stable, canary } = props;
  // A key without value in a configuration file is null.
  const canaryPercent = props.canaryPercent ?? undefined;
  const where = `service ${service.serviceName}`;
  if (!claim.movesWeights) {
    if (stable === undefined || canary === undefined || canaryPercent === undefined) {
      const missing = Object.entries({ stable, canary, canaryPercent }).flatMap(([key, value]) => value === undefined ? [key] : []);
      return fail({
        code: CODES.TRAFFIC_OWNER,
        what: `a canary release whose weights belong to ${ownerName} does not say ${missing.join(', ')}`,
        where,
        why: 'nobody else knows the versions and moves the weights',
        fix: `add ${missing.join(', ')}, or name an \`owner\` that knows: TrafficOwner.argoRollouts()`,
      });
    }
    checkVersionsDiffer(props, 'stable', stable, 'canary', canary);
    return { stable: stable.labels, canary: canary.labels, canaryPercent };
  }
  for (const [key, value] of Object.entries({ canaryPercent, stable, canary })) {
    if (value !== undefined) {
      fail({
        code: CODES.TRAFFIC_OWNER,
        what: `${key} of a release whose weights belong to ${ownerName}`,
        where,
        why: key === 'canaryPercent' ? 'a sync would set the weights back in the middle of a release' : `${ownerName} labels the versions itself`,
        fix: `leave ${key} out, or let Git own the weights: TrafficOwner.git()`,
      });
    }
  }
  return claim._written ? checkLeftToOwner(ownerName, props) : untouchedShare(ownerName, props);
}

/** Before an engine touches it, each version is what the service selects, and the first gets everything. */
function untouchedShare(ownerName: string, { service }: SharedProps): ReleaseShare {
  const labels = service.selector ?? fail({
    code: CODES.UNKNOWN_WORKLOAD,
    what: `a release owned by ${ownerName}, of a service whose selector is not known`,
    where: `service ${service.serviceName}`,
    why: `the subsets select what the service selects, until ${ownerName} adds the hash of the pods`,
    fix: 'declare the service with its `selector`',
  });
  return { stable: labels, canary: labels, canaryPercent: 0 };
}

/** Where the owner writes routes and versions, it must be there to do so, and alone knows when there is a canary. */
function checkLeftToOwner(ownerName: string, { service, alwaysCanary }: SharedProps): undefined {
  const fault = alwaysCanary?.length
    ? {
      what: `alwaysCanary of a release whose routes ${ownerName} writes`,
      why: `between two releases ${ownerName} runs no canary, so that these requests would be answered 503`,
      fix: `leave it out and match in the object of ${ownerName}; Flagger's is \`analysis.match\` of the Canary`,
    }
    : service.serviceNamespace === undefined
      ? { what: `${ownerName} cannot release ${service.host}`, why: 'it writes objects beside a Service of the cluster', fix: 'release a service of the mesh' }
      : undefined;
  return fault && fail({ code: CODES.TRAFFIC_OWNER, where: `service ${service.serviceName}`, ...fault });
}
