import { TrafficSplit } from './traffic-split';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Fails with MESH0002 where a split of connections changes headers: a connection has none. */
export function checkConnectionSplit(split: TrafficSplit, where: string): void {
  if (split._hasHeaders) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'a destination of a TCP or TLS route changes headers',
      where: `${where}, route`,
      why: 'Istio does not look into these connections; the field exists for HTTP only',
      fix: 'leave `headers` out of the split, or route as HTTP',
    });
  }
}
