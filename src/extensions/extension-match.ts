import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { defined, nonEmptyList, portNumber } from '../networking/field-checks';
import { WorkloadMode } from '../networking/workload-mode';

/**
 * Traffic that an extension sees; both conditions must hold. Istio field `spec.match[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/#WasmPlugin-TrafficSelector
 */
export interface ExtensionMatch {
  /**
   * The side on which the proxy stands.
   * @default WorkloadMode.CLIENT_AND_SERVER
   */
  readonly mode?: WorkloadMode;
  /**
   * Ports, 1–65535, each once: of the service on the client's side, of the workload on the server's side. Istio field `ports[].number`.
   * @default - all ports
   */
  readonly ports?: number[];
}

/** Renders and checks the matches of an extension: one of them is enough. */
export function renderExtensionMatches(matches: readonly ExtensionMatch[] | undefined, where: string): object[] | undefined {
  return nonEmptyList(matches, where)?.map(({ mode, ports }, i) => defined({
    mode, ports: nonEmptyList(ports, `${where}[${i}].ports`) && renderPorts(ports!, `${where}[${i}].ports`),
  }));
}

function renderPorts(ports: readonly number[], where: string): object[] {
  const twice = ports.find((port, i) => ports.indexOf(port) !== i);
  if (twice !== undefined) {
    fail({ code: CODES.DUPLICATE_MEMBER, what: `the port ${twice} twice`, where, why: 'the API server refuses it', fix: 'name each port once' });
  }
  return ports.map((port, i) => ({ number: portNumber(port, `${where}[${i}]`) }));
}
