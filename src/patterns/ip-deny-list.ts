import { Construct } from 'constructs';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { nonEmptyList, wholeNumber } from '../networking/field-checks';
import { AuthorizationPolicy } from '../security/authorization-policy';
import { AuthorizationSource } from '../security/authorization-source';
import { HttpWorkload } from '../security/http-workload';

/** Which clients are refused, by address: single ones (`203.0.113.7`) and ranges (`203.0.113.0/24`, `2001:db8::/32`). */
export class RefusedAddresses {
  /** Clients with one of these addresses. At least one (MESH0011). */
  public static these(addresses: string[]): RefusedAddresses {
    return new RefusedAddresses({ remoteIpBlocks: addresses });
  }

  /** All clients but those with one of these addresses: an allow list that no other policy can widen. At least one (MESH0011). */
  public static allBut(addresses: string[]): RefusedAddresses {
    return new RefusedAddresses({ notRemoteIpBlocks: addresses });
  }

  private constructor(
    /** @internal */
    public readonly _source: AuthorizationSource,
  ) {}
}

/**
 * How the gateway learns the address of the client. Whoever is trusted with it decides which address that is, so it has to be said.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/network-topologies/
 */
export class ClientAddress {
  /**
   * The client connects to the gateway itself, or through a load balancer that keeps its address (`externalTrafficPolicy: Local` of the
   * gateway's Service; else every client has the address of a node). `X-Forwarded-For` is not believed.
   */
  public static ofConnection(): ClientAddress {
    return new ClientAddress(undefined);
  }

  /**
   * So many proxies in front of the gateway each append the address of their client to `X-Forwarded-For`. With too large a number clients
   * choose their address by sending the header; with too small a one everybody has the address of a proxy. Nobody but the proxies may reach
   * the gateway: whoever goes past them is taken for one, and believed.
   * @param count 1–100
   */
  public static trustedProxies(count: number): ClientAddress {
    return new ClientAddress({ numTrustedProxies: wholeNumber(count, 1, 100, 'ClientAddress.trustedProxies') });
  }

  /** The load balancer in front of the gateway tells the address by the PROXY protocol. Then nobody but it may reach the gateway. */
  public static proxyProtocol(): ClientAddress {
    return new ClientAddress({ proxyProtocol: {} });
  }

  private constructor(private readonly topology: object | undefined) {}

  /**
   * Annotations that the pods of the gateway need for it. They hold the pod's proxy configuration: merge them with what is there.
   * Empty for `ofConnection`.
   */
  public get podAnnotations(): { [key: string]: string } {
    return this.topology === undefined ? {} : { 'proxy.istio.io/config': JSON.stringify({ gatewayTopology: this.topology }) };
  }
}

/** Props of a list of addresses at a gateway. */
export interface IpDenyListProps {
  /** The gateway: `HttpWorkload.gateway(ingress)`. Only there the address of the client is known; a service is an error (MESH0002). */
  readonly gateway: HttpWorkload;
  /** Who is refused. */
  readonly refused: RefusedAddresses;
  /** How the gateway learns the address. `podAnnotations` is what its pods need for it. */
  readonly clientAddress: ClientAddress;
  /**
   * Hosts for which the list holds, with whatever port clients add to them: `admin.example.com`. At least one (MESH0011), each without
   * wildcard (MESH0003). A service that is reached under other hosts too is not protected there. A connection that the gateway passes through
   * has no host, and the list holds for all of them too: pass them through at a port of their own, and name the other ports in
   * `HttpWorkload.gateway`.
   * @default - everything that the gateway takes, TCP and TLS that it passes through included
   */
  readonly hosts?: string[];
  /**
   * Name of the policy, where a gateway has several lists.
   * @default - `<service of the gateway>-addresses`
   */
  readonly name?: string;
}

/**
 * Refuses clients at the edge by their address.
 *
 * Emits an AuthorizationPolicy with the action DENY in the gateway's namespace, for the gateway's workload, on the address of the client
 * (`remoteIpBlocks`) and never on that of the connection, which is the load balancer's. What the gateway's pods need to know the
 * address is `clientAddress.podAnnotations`: the list is only as good as they are.
 *
 * Promise: a request that comes through the gateway from a refused address is answered 403 (a connection of another protocol is closed),
 * whatever headers it brings.
 */
export class IpDenyList extends Construct {
  /** The policy at the gateway. */
  public readonly policy: AuthorizationPolicy;
  /** How the gateway learns the address. */
  public readonly clientAddress: ClientAddress;

  constructor(scope: Construct, id: string, props: IpDenyListProps) {
    super(scope, id);
    const { gateway, refused, hosts } = props;
    this.clientAddress = props.clientAddress;
    if (!gateway._isGateway) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `a list of addresses at the service ${gateway.meshService.host}`,
        where: `construct ${this.node.path}`,
        why: 'behind a gateway the address is what a header says, which every workload of the mesh can send',
        fix: 'pass the gateway that clients come to: HttpWorkload.gateway(…)',
      });
    }
    this.policy = AuthorizationPolicy.deny(this, 'Policy', {
      name: props.name ?? `${gateway.meshService.serviceName}-addresses`,
      target: gateway.target,
      rules: [{
        from: [refused._source],
        to: hosts && [gateway._at({ hosts: nonEmptyList(hosts, `${this.node.path} hosts`)!.flatMap(host => withAnyPort(host, this.node.path)) })],
      }],
    });
  }
}

/** A host alone and with any port: Istio compares the port too, and clients may send one. */
function withAnyPort(host: string, where: string): string[] {
  if (/[:\s/*]/.test(host)) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(host)} as a host of the list`,
      where: `construct ${where}`,
      why: 'gateways route a host with whatever port a client adds to it; the list holds for all of them only where the whole host is known',
      fix: 'write whole hosts, without port and without "*"',
    });
  }
  return [host, `${host}:*`];
}
