import { Duration } from 'cdk8s';
import { durationText, wholeNumber } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Status of a gRPC call, by its name in the gRPC documentation. */
export enum GrpcStatus {
  /** 0 */
  OK = 'OK',
  /** 1 */
  CANCELLED = 'CANCELLED',
  /** 2 */
  UNKNOWN = 'UNKNOWN',
  /** 3 */
  INVALID_ARGUMENT = 'INVALID_ARGUMENT',
  /** 4 */
  DEADLINE_EXCEEDED = 'DEADLINE_EXCEEDED',
  /** 5 */
  NOT_FOUND = 'NOT_FOUND',
  /** 6 */
  ALREADY_EXISTS = 'ALREADY_EXISTS',
  /** 7 */
  PERMISSION_DENIED = 'PERMISSION_DENIED',
  /** 8 */
  RESOURCE_EXHAUSTED = 'RESOURCE_EXHAUSTED',
  /** 9 */
  FAILED_PRECONDITION = 'FAILED_PRECONDITION',
  /** 10 */
  ABORTED = 'ABORTED',
  /** 11 */
  OUT_OF_RANGE = 'OUT_OF_RANGE',
  /** 12 */
  UNIMPLEMENTED = 'UNIMPLEMENTED',
  /** 13 */
  INTERNAL = 'INTERNAL',
  /** 14 */
  UNAVAILABLE = 'UNAVAILABLE',
  /** 15 */
  DATA_LOSS = 'DATA_LOSS',
  /** 16 */
  UNAUTHENTICATED = 'UNAUTHENTICATED',
}

/** Lets requests wait before they are forwarded. Istio field `fault.delay`. */
export class FaultDelay {
  /**
   * A fixed pause. Istio field `fault.delay.fixedDelay`.
   * @param delay whole milliseconds from 1 (MESH0004)
   * @param percentage share of the requests, 0 or 0.0001 to 100. There is no default: without it Istio delays nothing
   */
  public static fixed(delay: Duration, percentage: number): FaultDelay {
    return new FaultDelay({ fixedDelay: durationText(delay, 'FaultDelay.fixed'), percentage: share(percentage) });
  }

  private constructor(private readonly config: object) {}

  /** @internal */
  public _render(): object {
    return this.config;
  }
}

/** Answers requests with an error instead of forwarding them. Istio field `fault.abort`. */
export class FaultAbort {
  /**
   * An HTTP status. Istio field `fault.abort.httpStatus`.
   * @param status 200 to 600
   * @param percentage share of the requests, 0 or 0.0001 to 100. There is no default: without it Istio aborts nothing
   */
  public static httpStatus(status: number, percentage: number): FaultAbort {
    return new FaultAbort({ httpStatus: wholeNumber(status, 200, 600, 'FaultAbort.httpStatus'), percentage: share(percentage) });
  }

  /**
   * A gRPC status. Istio field `fault.abort.grpcStatus`.
   * @param percentage share of the requests, 0 or 0.0001 to 100
   */
  public static grpcStatus(status: GrpcStatus, percentage: number): FaultAbort {
    return new FaultAbort({ grpcStatus: status, percentage: share(percentage) });
  }

  private constructor(private readonly config: object) {}

  /** @internal */
  public _render(): object {
    return this.config;
  }
}

/**
 * Faults to inject: a delay, an abort, or both (the delay comes first). At least one (MESH0002). Istio field `http[].fault`.
 *
 * Istio does not apply the timeout and the retries of a route to faults injected by it.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection
 */
export interface HttpFault {
  /**
   * Requests to delay.
   * @default - none
   */
  readonly delay?: FaultDelay;
  /**
   * Requests to answer with an error.
   * @default - none
   */
  readonly abort?: FaultAbort;
}

/** Checks faults and renders them in Istio's spelling. */
export function renderHttpFault({ delay, abort }: HttpFault, where: string): object {
  if (!delay && !abort) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'a fault without delay and abort',
      where: `${where}, fault`,
      why: 'Istio refuses it',
      fix: 'add delay: FaultDelay.fixed(…) or abort: FaultAbort.httpStatus(…), or leave `fault` out',
    });
  }
  return { ...(delay ? { delay: delay._render() } : {}), ...(abort ? { abort: abort._render() } : {}) };
}

function share(percentage: number): object {
  if (percentage !== 0 && !(percentage >= 0.0001 && percentage <= 100)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${percentage} is no percentage of a fault`,
      why: 'Envoy counts in millionths: the smallest share above 0 is 0.0001 percent',
      fix: 'use 0, or a number from 0.0001 to 100',
    });
  }
  return { value: percentage };
}
