import { noteSource, SourceMark } from '../kernel/source';

/** A gateway that a VirtualService can be bound to: one of this program, one that others own, or the reserved word `mesh`. */
export interface IGateway {
  /** What `spec.gateways` of a VirtualService holds: `namespace/name`, or `mesh` for the sidecars. */
  readonly gatewayReference: string;
}

/** The entries of `spec.gateways`; a gateway of the VirtualService's own namespace keeps its namespace, so that the reference reads the same everywhere. */
export function renderGateways(gateways: readonly IGateway[]): string[] {
  const rendered = gateways.map(gateway => gateway.gatewayReference);
  gateways.forEach((gateway, i) => {
    const mark = (gateway as { _referenceMark?: SourceMark })._referenceMark;
    if (mark) {
      noteSource(rendered, mark, i);
    }
  });
  return rendered;
}
