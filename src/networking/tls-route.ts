import { L4Match, renderL4Match } from './l4-match';
import { checkConnectionSplit } from './l4-split';
import { TrafficSplit } from './traffic-split';
import { hostWithin, virtualHostFault } from './virtual-hosts';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { noteSource, SourceMark } from '../kernel/source';

/**
 * Conditions on a TLS connection that is not terminated. All fields must hold.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSMatchAttributes
 */
export interface TlsMatch extends L4Match {
  /**
   * Server names (SNI), of which one must hold; at least one. Each lies within a host of the VirtualService (MESH0002):
   * `api.example.com` within `*.example.com`. Istio field `tls[].match[].sniHosts`.
   */
  readonly sniHosts: string[];
}

/**
 * A route of TLS connections by server name. Istio field `tls[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSRoute
 */
export interface TlsRoute {
  /** Conditions, of which one must hold; at least one. Istio field `tls[].match`. */
  readonly match: TlsMatch[];
  /** Where the connections go. Istio field `tls[].route`. */
  readonly route: TrafficSplit;
}

/** A TLS route that has been checked. Destinations are rendered at synth. */
export class CheckedTlsRoute {
  private readonly match: object[];

  constructor(private readonly route: TlsRoute, hosts: readonly string[], where: string, private readonly mark: SourceMark | undefined) {
    checkConnectionSplit(route.route, where);
    if (route.match.length === 0) {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'a TLS route without match', where, why: 'Istio refuses it', fix: 'add a match with sniHosts' });
    }
    this.match = route.match.map((each, i) => renderTlsMatch(each, hosts, `${where}, match[${i}]`));
  }

  /** The route in Istio's spelling. */
  public render(): object {
    const rendered = { match: this.match, route: this.route.route._render() };
    if (this.mark) {
      noteSource(rendered, this.mark);
    }
    return rendered;
  }
}

function renderTlsMatch(match: TlsMatch, hosts: readonly string[], where: string): object {
  if (match.sniHosts.length === 0) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'a match without sniHosts',
      where,
      why: 'TLS routes choose by server name; Istio refuses it',
      fix: 'name at least one server name, such as a host of the VirtualService',
    });
  }
  for (const sni of match.sniHosts) {
    const fault = virtualHostFault(sni);
    if (fault) {
      fail({ code: CODES.INVALID_NAME, what: fault, where: `${where}, sniHosts`, fix: 'name a server, or a wildcard such as *.example.com' });
    }
    if (!hosts.some(host => hostWithin(sni, host))) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `the server name ${sni} lies in none of the hosts ${hosts.join(', ')}`,
        where: `${where}, sniHosts`,
        why: 'the VirtualService is not consulted for other hosts; Istio refuses it',
        fix: `add ${JSON.stringify(sni)} to \`hosts\`, or correct it`,
      });
    }
  }
  return { sniHosts: [...match.sniHosts], ...renderL4Match(match, where) };
}
