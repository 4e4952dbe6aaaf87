/** A minor of Istio that the library knows, as `<major>.<minor>`. */
export type IstioMinor = '1.29' | '1.30' | '1.31';

/** All known minors, oldest first. The oldest stands for itself and everything before it. */
export const ISTIO_MINORS: readonly IstioMinor[] = ['1.29', '1.30', '1.31'];

/** The newest known minor: the L1 types are generated from it. */
export const LATEST_MINOR: IstioMinor = '1.31';

/** Whether a text names a known minor. */
export function isIstioMinor(text: string): text is IstioMinor {
  return (ISTIO_MINORS as readonly string[]).includes(text);
}

/** Order of minors: negative when `a` is older than `b`. */
export function compareMinors(a: IstioMinor, b: IstioMinor): number {
  return ISTIO_MINORS.indexOf(a) - ISTIO_MINORS.indexOf(b);
}
