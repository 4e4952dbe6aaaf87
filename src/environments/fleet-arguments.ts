import { IDelivery } from '../delivery/delivery';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { SEVERITIES } from '../report/report';

/** What a fleet is made with, as programs without types may give it. */
interface LooseProps {
  readonly outdir?: unknown;
  readonly threshold?: unknown;
  readonly adopt?: unknown;
}

/** Refuses props that would fail later, and far from the line that says them (MESH0001). */
export function checkFleetProps(props: LooseProps): void {
  if (typeof props !== 'object' || props === null) {
    refuse(`new Fleet(${JSON.stringify(props)})`, "give props: new Fleet({ outdir: 'dist' })");
  }
  const { outdir, threshold, adopt } = props;
  if (outdir !== undefined && (typeof outdir !== 'string' || outdir === '')) {
    refuse(`\`outdir\` is ${JSON.stringify(outdir)}, which is no folder`, "give the path of a folder: 'dist'");
  }
  if (threshold !== undefined && !(SEVERITIES as readonly unknown[]).includes(threshold)) {
    refuse(`\`threshold\` is ${JSON.stringify(threshold)}`, 'use FindingSeverity.ERROR, WARNING or INFO');
  }
  if (adopt !== undefined && typeof adopt !== 'boolean') {
    refuse(`\`adopt\` is ${JSON.stringify(adopt)}`, 'write true or false');
  }
}

/** Refuses a delivery engine that is none (MESH0001). */
export function checkDelivery(delivery: IDelivery): void {
  const { engine, annotationsFor, deliver, outputPath } = (delivery ?? {}) as Partial<Record<keyof IDelivery, unknown>>;
  if (typeof engine !== 'string' || typeof annotationsFor !== 'function' || typeof deliver !== 'function') {
    refuse('fleet.deliver() is given what is no delivery engine',
      'give one, as argocd.Applications.perEnvironment({ ... }), or an object with engine, annotationsFor() and deliver()');
  }
  if (outputPath !== undefined && typeof outputPath !== 'string') {
    refuse(`\`outputPath\` of the delivery engine ${engine} is ${JSON.stringify(outputPath)}`, "give the path of the output root in the repository: 'dist'");
  }
}

function refuse(what: string, fix: string): never {
  fail({ code: CODES.INVALID_ARGUMENT, what, fix });
}
