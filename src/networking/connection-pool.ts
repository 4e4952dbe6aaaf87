import { Duration } from 'cdk8s';
import { defined, durationText, INT32, UINT32, wholeNumber } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Probes that keep an idle TCP connection alive. Istio field `connectionPool.tcp.tcpKeepalive`. */
export interface TcpKeepalive {
  /**
   * Unanswered probes after which the connection counts as dead. 0 and more.
   * @default - as the operating system is set, 9 on Linux
   */
  readonly probes?: number;
  /**
   * How long a connection is idle before probes start; at least 1 ms.
   * @default - as the operating system is set, 2 hours on Linux
   */
  readonly time?: Duration;
  /**
   * Time between probes; at least 1 ms.
   * @default - as the operating system is set, 75 seconds on Linux
   */
  readonly interval?: Duration;
}

/** Limits of TCP connections, for HTTP as well. Istio field `connectionPool.tcp`. */
export interface ConnectionPoolTcp {
  /**
   * Connections to the destination from one client. From 1; 0 is Istio's spelling of the default.
   * @default - 2^32-1
   */
  readonly maxConnections?: number;
  /**
   * How long connecting may take; at least 1 ms.
   * @default - 10 seconds
   */
  readonly connectTimeout?: Duration;
  /**
   * How old a connection may become; at least 1 ms.
   * @default - without limit
   */
  readonly maxConnectionDuration?: Duration;
  /**
   * How long a connection may be idle; zero is without limit.
   * @default - 1 hour
   */
  readonly idleTimeout?: Duration;
  /**
   * Probes on idle connections.
   * @default - none
   */
  readonly tcpKeepalive?: TcpKeepalive;
}

/** When a connection is upgraded to HTTP/2. */
export enum H2UpgradePolicy {
  /** As the mesh is set. */
  DEFAULT = 'DEFAULT',
  /** HTTP/1.1 stays HTTP/1.1. */
  DO_NOT_UPGRADE = 'DO_NOT_UPGRADE',
  /** HTTP/1.1 becomes HTTP/2. */
  UPGRADE = 'UPGRADE',
}

/** Pings that keep an HTTP/2 connection alive. Since Istio 1.31. Istio field `connectionPool.http.http2KeepAlive`. */
export interface Http2KeepAlive {
  /** Time between pings; at least 1 ms. */
  readonly interval: Duration;
  /** How long the answer may take; at least 1 ms. */
  readonly timeout: Duration;
}

/** Limits of HTTP requests and connections. Istio field `connectionPool.http`. */
export interface ConnectionPoolHttp {
  /**
   * Requests that wait for a connection. 0 and more.
   * @default - 2^32-1
   */
  readonly http1MaxPendingRequests?: number;
  /**
   * Requests in flight to the destination from one client, with HTTP/1.1 too. 0 and more.
   * @default - 2^32-1
   */
  readonly http2MaxRequests?: number;
  /**
   * Requests per connection; 1 switches keep-alive off, 0 is without limit.
   * @default - without limit
   */
  readonly maxRequestsPerConnection?: number;
  /**
   * Retries in flight to the destination. 0 and more.
   * @default - 2^32-1
   */
  readonly maxRetries?: number;
  /**
   * Streams on one HTTP/2 connection. 0 and more.
   * @default - 2^31-1
   */
  readonly maxConcurrentStreams?: number;
  /**
   * How long a connection may be idle; at least 1 ms.
   * @default - 1 hour
   */
  readonly idleTimeout?: Duration;
  /**
   * Whether HTTP/1.1 connections become HTTP/2. Not with `useClientProtocol`.
   * @default - as the mesh is set
   */
  readonly h2UpgradePolicy?: H2UpgradePolicy;
  /**
   * Whether the destination is spoken to in the protocol of the client.
   * @default false
   */
  readonly useClientProtocol?: boolean;
  /**
   * Pings on HTTP/2 connections. Since Istio 1.31.
   * @default - none
   */
  readonly http2KeepAlive?: Http2KeepAlive;
}

/**
 * Limits of the connections from one client to a destination. At least one of the two.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings
 */
export interface ConnectionPool {
  /**
   * Limits of TCP connections.
   * @default - Istio's
   */
  readonly tcp?: ConnectionPoolTcp;
  /**
   * Limits of HTTP requests and connections.
   * @default - Istio's
   */
  readonly http?: ConnectionPoolHttp;
}

/** Renders and checks the limits. */
export function renderConnectionPool({ tcp, http }: ConnectionPool, where: string): object {
  if (!tcp && !http) {
    fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'a connection pool without limits', where, why: 'Istio refuses it', fix: 'name tcp or http, or leave it out' });
  }
  return defined({ tcp: tcp && tcpLimits(tcp, `${where}.tcp`), http: http && httpLimits(http, `${where}.http`) });
}

function tcpLimits(tcp: ConnectionPoolTcp, where: string): object {
  const alive = tcp.tcpKeepalive;
  return defined({
    maxConnections: wholeNumber(tcp.maxConnections, 0, INT32, `${where}.maxConnections`),
    connectTimeout: durationText(tcp.connectTimeout, `${where}.connectTimeout`),
    maxConnectionDuration: durationText(tcp.maxConnectionDuration, `${where}.maxConnectionDuration`),
    idleTimeout: durationText(tcp.idleTimeout, `${where}.idleTimeout`, true),
    tcpKeepalive: alive && defined({
      probes: wholeNumber(alive.probes, 0, UINT32, `${where}.tcpKeepalive.probes`),
      time: durationText(alive.time, `${where}.tcpKeepalive.time`),
      interval: durationText(alive.interval, `${where}.tcpKeepalive.interval`),
    }),
  });
}

function httpLimits(http: ConnectionPoolHttp, where: string): object {
  if (http.h2UpgradePolicy === H2UpgradePolicy.UPGRADE && http.useClientProtocol) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'h2UpgradePolicy UPGRADE together with useClientProtocol',
      where,
      why: 'Istio refuses it: a connection cannot be upgraded and keep the client’s protocol',
      fix: 'leave one of the two out',
    });
  }
  const number = (field: 'http1MaxPendingRequests' | 'http2MaxRequests' | 'maxRequestsPerConnection' | 'maxRetries' | 'maxConcurrentStreams') =>
    wholeNumber(http[field], 0, INT32, `${where}.${field}`);
  return defined({
    http1MaxPendingRequests: number('http1MaxPendingRequests'),
    http2MaxRequests: number('http2MaxRequests'),
    maxRequestsPerConnection: number('maxRequestsPerConnection'),
    maxRetries: number('maxRetries'),
    maxConcurrentStreams: number('maxConcurrentStreams'),
    idleTimeout: durationText(http.idleTimeout, `${where}.idleTimeout`),
    h2UpgradePolicy: http.h2UpgradePolicy,
    useClientProtocol: http.useClientProtocol,
    http2KeepAlive: http.http2KeepAlive && {
      interval: durationText(http.http2KeepAlive.interval, `${where}.http2KeepAlive.interval`),
      timeout: durationText(http.http2KeepAlive.timeout, `${where}.http2KeepAlive.timeout`),
    },
  });
}
