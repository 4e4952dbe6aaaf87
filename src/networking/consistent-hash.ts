import { Duration } from 'cdk8s';
import { defined, durationText, nonEmptyText, wholeNumber } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** An attribute of the cookie that Istio sets, such as `SameSite=Lax`. */
export interface CookieAttribute {
  /** Name of the attribute. */
  readonly name: string;
  /**
   * Its value.
   * @default - none: a flag such as `Secure`
   */
  readonly value?: string;
}

/** The cookie that is hashed. Istio field `consistentHash.httpCookie`. */
export interface HashCookie {
  /** Name of the cookie. */
  readonly name: string;
  /**
   * How long the cookie lives that Istio sets where none is sent; zero is a session cookie.
   * @default - no cookie is set
   */
  readonly ttl?: Duration;
  /**
   * Path of the cookie.
   * @default - none
   */
  readonly path?: string;
  /**
   * Further attributes of the cookie. Since Istio 1.28.
   * @default - none
   */
  readonly attributes?: CookieAttribute[];
}

/** How keys are spread over workloads. */
export class HashAlgorithm {
  /** A ring with at least so many places; more workloads than places get one each. @param minimumRingSize from 1; 1024 by default */
  public static ringHash(minimumRingSize?: number): HashAlgorithm {
    return new HashAlgorithm({
      ringHash: defined({ minimumRingSize: wholeNumber(minimumRingSize, 0, Number.MAX_SAFE_INTEGER, 'ringHash.minimumRingSize') }),
    });
  }

  /** Maglev: faster, and moves more keys when workloads come and go. @param tableSize a prime below 5,000,011 */
  public static maglev(tableSize: number = 65_537): HashAlgorithm {
    if (!(isPrime(tableSize) && tableSize < 5_000_011)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${tableSize} is no size of a Maglev table`,
        where: 'maglev.tableSize',
        why: 'Istio takes primes below 5,000,011',
        fix: 'leave it out for 65537, or use another prime',
      });
    }
    return new HashAlgorithm({ maglev: { tableSize } });
  }

  private constructor(private readonly rendered: object) {}

  /** @internal */
  public _render(): object {
    return this.rendered;
  }
}

/**
 * What ties a client to a workload: requests with the same key go to the same workload as long as workloads neither come nor go.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings-ConsistentHashLB
 */
export class ConsistentHash {
  /**
   * The value of a header. Istio field `consistentHash.httpHeaderName`.
   * @param name a header's name: letters, digits and `!#$%&'*+-.^_|~`, in any case (MESH0003)
   */
  public static httpHeader(name: string, algorithm?: HashAlgorithm): ConsistentHash {
    return new ConsistentHash({ httpHeaderName: headerName(name, 'consistentHash.httpHeaderName') }, algorithm);
  }

  /** A cookie, which Istio can set. */
  public static httpCookie(cookie: HashCookie, algorithm?: HashAlgorithm): ConsistentHash {
    return new ConsistentHash({ httpCookie: renderCookie(cookie, 'consistentHash.httpCookie') }, algorithm);
  }

  /** The address of the client. */
  public static sourceIp(algorithm?: HashAlgorithm): ConsistentHash {
    return new ConsistentHash({ useSourceIp: true }, algorithm);
  }

  /** A query parameter. */
  public static httpQueryParameter(name: string, algorithm?: HashAlgorithm): ConsistentHash {
    return new ConsistentHash({ httpQueryParameterName: nonEmptyText(name, 'consistentHash.httpQueryParameterName') }, algorithm);
  }

  private readonly rendered: object;

  private constructor(key: object, algorithm: HashAlgorithm | undefined) {
    this.rendered = { ...key, ...algorithm?._render() };
  }

  /** @internal */
  public _render(): object {
    return this.rendered;
  }
}

function renderCookie({ name, ttl, path, attributes }: HashCookie, where: string): object {
  attributes?.forEach((attribute, i) => {
    nonEmptyText(attribute.name, `${where}.attributes[${i}].name`);
    if (attributes.findIndex(each => each.name === attribute.name) !== i) {
      fail({ code: CODES.DUPLICATE_MEMBER, what: `the cookie attribute ${attribute.name} is there twice`, where, why: 'Istio refuses it', fix: 'name it once' });
    }
  });
  return defined({ name: cookieName(name, `${where}.name`), ttl: durationText(ttl, `${where}.ttl`, true), path, attributes: attributes?.map(defined) });
}

/** A name that a browser keeps a cookie under (RFC 6265 4.1.1). */
function cookieName(name: string, where: string): string {
  return TOKEN.test(name) ? name : fail({
    code: CODES.INVALID_ARGUMENT,
    what: `${JSON.stringify(name)} is no name of a cookie`,
    where,
    why: 'a browser would not send it back, so that no client stays anywhere',
    fix: "use letters, digits and !#$%&'*+-.^_`|~",
  });
}

/** What names of headers and cookies are made of (RFC 9110 5.6.2). */
const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

function headerName(name: string, where: string): string {
  if (!TOKEN.test(name)) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(name)} is no name of a header`,
      where,
      why: 'no request has such a header, so that every request would go to a workload at random',
      fix: 'write the name only, as x-user',
    });
  }
  return name;
}

function isPrime(value: number): boolean {
  if (!Number.isInteger(value) || value < 1) {
    return false;
  }
  for (let i = 2; i * i <= value; i++) {
    if (value % i === 0) {
      return false;
    }
  }
  return true;
}
