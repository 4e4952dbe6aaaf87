import { Duration } from 'cdk8s';
import { defined, INT32, nonEmptyText, portNumber, wholeNumber } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** When a probe runs and what its answers mean. */
export interface WorkloadProbeOptions {
  /**
   * Time from the start of the workload to the first probe; whole seconds, 0 and more (MESH0004). Istio field `probe.initialDelaySeconds`.
   * @default - 0 seconds
   */
  readonly initialDelay?: Duration;
  /**
   * How long an answer may take; whole seconds, at least 1 (MESH0004). Istio field `probe.timeoutSeconds`.
   * @default - 1 second
   */
  readonly timeout?: Duration;
  /**
   * Time between two probes; whole seconds, at least 1 (MESH0004). Istio field `probe.periodSeconds`.
   * @default - 10 seconds
   */
  readonly period?: Duration;
  /**
   * Good answers in a row after which a failed workload gets requests again; 1 and more. Istio field `probe.successThreshold`.
   * @default - 1
   */
  readonly successThreshold?: number;
  /**
   * Bad answers in a row after which the workload gets no requests; 1 and more. Istio field `probe.failureThreshold`.
   * @default - 3
   */
  readonly failureThreshold?: number;
}

/** How an HTTP probe asks. */
export enum ProbeScheme {
  /** Plain text. */
  HTTP = 'HTTP',
  /** TLS; the certificate is not verified. */
  HTTPS = 'HTTPS',
}

/** An HTTP probe: answers 200–399 are good. Istio field `probe.httpGet`. */
export interface HttpWorkloadProbe extends WorkloadProbeOptions {
  /** Port of the workload, 1–65535. Istio field `probe.httpGet.port`. */
  readonly port: number;
  /**
   * Path of the request. Istio field `probe.httpGet.path`.
   * @default - `/`
   */
  readonly path?: string;
  /**
   * Host that is asked. Istio field `probe.httpGet.host`.
   * @default - the workload itself
   */
  readonly host?: string;
  /**
   * How it is asked. Istio field `probe.httpGet.scheme`.
   * @default ProbeScheme.HTTP
   */
  readonly scheme?: ProbeScheme;
  /**
   * Headers of the request; names of letters, digits and `-` (MESH0003). Istio field `probe.httpGet.httpHeaders`.
   * @default - none
   */
  readonly httpHeaders?: { [name: string]: string };
}

/** A TCP probe: a connection is good. Istio field `probe.tcpSocket`. */
export interface TcpWorkloadProbe extends WorkloadProbeOptions {
  /** Port of the workload, 1–65535. Istio field `probe.tcpSocket.port`. */
  readonly port: number;
  /**
   * Host that is connected to. Istio field `probe.tcpSocket.host`.
   * @default - the workload itself
   */
  readonly host?: string;
}

/**
 * How the proxy of a workload outside of Kubernetes finds out whether the workload can take requests.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/workload-group/#ReadinessProbe
 */
export class WorkloadProbe {
  /** Asks by HTTP. */
  public static httpGet(probe: HttpWorkloadProbe): WorkloadProbe {
    const { port, path, host, scheme, httpHeaders } = probe;
    const where = 'WorkloadProbe.httpGet';
    return new WorkloadProbe(probe, where, {
      httpGet: defined({
        port: portNumber(port, `${where}, port`),
        path: nonEmptyText(path, `${where}, path`),
        host: nonEmptyText(host, `${where}, host`),
        scheme,
        httpHeaders: httpHeaders && headers(httpHeaders, `${where}, httpHeaders`),
      }),
    });
  }

  /** Opens a connection. */
  public static tcpSocket(probe: TcpWorkloadProbe): WorkloadProbe {
    const where = 'WorkloadProbe.tcpSocket';
    return new WorkloadProbe(probe, where, {
      tcpSocket: defined({ port: portNumber(probe.port, `${where}, port`), host: nonEmptyText(probe.host, `${where}, host`) }),
    });
  }

  /**
   * Runs a command on the workload; exit status 0 is good. Istio field `probe.exec.command`.
   * @param command the program and its arguments, without a shell; at least one (MESH0001)
   */
  public static exec(command: string[], options: WorkloadProbeOptions = {}): WorkloadProbe {
    const where = 'WorkloadProbe.exec';
    if (command.length === 0) {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'a command without words', where, why: 'Istio refuses it', fix: "name the program and its arguments: ['/bin/check', '--fast']" });
    }
    return new WorkloadProbe(options, where, { exec: { command: [...command] } });
  }

  private readonly config: object;

  private constructor(options: WorkloadProbeOptions, where: string, method: object) {
    this.config = defined({
      initialDelaySeconds: seconds(options.initialDelay, 0, `${where}, initialDelay`),
      timeoutSeconds: seconds(options.timeout, 1, `${where}, timeout`),
      periodSeconds: seconds(options.period, 1, `${where}, period`),
      successThreshold: wholeNumber(options.successThreshold, 1, INT32, `${where}, successThreshold`),
      failureThreshold: wholeNumber(options.failureThreshold, 1, INT32, `${where}, failureThreshold`),
      ...method,
    });
  }

  /** @internal */
  public _render(): object {
    return this.config;
  }
}

function headers(values: { readonly [name: string]: string }, where: string): object[] {
  return Object.entries(values).map(([name, value]) => {
    if (!/^[A-Za-z0-9-]+$/.test(name)) {
      fail({ code: CODES.INVALID_NAME, what: `${JSON.stringify(name)} is no name of a header here`, where, why: 'Istio refuses it', fix: 'use letters, digits and "-"' });
    }
    return { name, value };
  });
}

function seconds(duration: Duration | undefined, least: number, where: string): number | undefined {
  const value = duration && duration.toMilliseconds({ integral: false }) / 1000;
  if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= INT32)) {
    fail({ code: CODES.INVALID_DURATION, what: `${value} seconds are not possible here`, where, fix: `use whole seconds, at least ${least}` });
  }
  return value;
}
