import { IstioMinor, ISTIO_MINORS } from './minors.gen';

export { ISTIO_MINORS, LATEST_MINOR } from './minors.gen';
export type { IstioMinor } from './minors.gen';

/** Whether a text names a known minor. */
export function isIstioMinor(text: string): text is IstioMinor {
  return (ISTIO_MINORS as readonly string[]).includes(text);
}

/** Order of minors: negative when `a` is older than `b`. */
export function compareMinors(a: IstioMinor, b: IstioMinor): number {
  return ISTIO_MINORS.indexOf(a) - ISTIO_MINORS.indexOf(b);
}
