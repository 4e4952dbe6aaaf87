import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { re2Fault } from '../kernel/re2';
import { defined, nonEmptyText } from '../networking/field-checks';

/** Which configuration of a proxy a patch is for. */
export enum EnvoyPatchContext {
  /** Sidecars and gateways. */
  ANY = 'ANY',
  /** What comes in to a workload with a sidecar; and what passes a waypoint that the EnvoyFilter refers to. */
  SIDECAR_INBOUND = 'SIDECAR_INBOUND',
  /** What goes out of a workload with a sidecar. */
  SIDECAR_OUTBOUND = 'SIDECAR_OUTBOUND',
  /** Gateways. */
  GATEWAY = 'GATEWAY',
}

/** Which proxies a patch is for. Istio field `configPatches[].match.proxy`. */
export interface EnvoyProxyMatch {
  /**
   * Regular expression of RE2 on the version of the proxy, 1–1024 bytes: `^1\.31.*`. Istio field `proxy.proxyVersion`.
   * @default - all versions
   */
  readonly proxyVersion?: string;
  /**
   * Metadata that the proxy must have, all of it. Istio field `proxy.metadata`.
   * @default - any
   */
  readonly proxyMetadata?: { [key: string]: string };
}

/**
 * When a patch applies; all conditions must hold. Istio field `configPatches[].match`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-EnvoyConfigObjectMatch
 */
export interface EnvoyPatchMatch extends EnvoyProxyMatch {
  /**
   * Which configuration of the proxy. Istio field `context`.
   * @default EnvoyPatchContext.ANY
   */
  readonly context?: EnvoyPatchContext;
}

/** Renders and checks what all matches have; `undefined` where there are no conditions. */
export function renderMatch(match: EnvoyPatchMatch | undefined, where: string, object: object = {}): object | undefined {
  const rendered = { ...match?.context && { context: match.context }, ...renderProxy(match ?? {}, where), ...object };
  return Object.keys(rendered).length === 0 ? undefined : rendered;
}

/** The key `proxy` of a match, where there are conditions on the proxy. */
export function renderProxy({ proxyVersion, proxyMetadata }: EnvoyProxyMatch, where: string): object {
  if (proxyVersion === undefined && proxyMetadata === undefined) {
    return {};
  }
  nonEmptyText(proxyVersion, `${where}.proxy.proxyVersion`);
  const fault = proxyVersion && re2Fault(proxyVersion);
  if (fault) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `the regular expression ${JSON.stringify(proxyVersion)} is not possible: ${fault}`,
      where: `${where}.proxy.proxyVersion`,
      why: 'Istio compiles it with RE2 and refuses what RE2 cannot read',
      fix: 'write it in the syntax of https://github.com/google/re2/wiki/Syntax',
    });
  }
  return { proxy: defined({ proxyVersion, metadata: proxyMetadata }) };
}

/** `{ [key]: object }` without undefined values, or nothing where no value is left. */
export function part(key: string, object: object): object {
  const rendered = defined(object);
  return Object.keys(rendered).length === 0 ? {} : { [key]: rendered };
}
