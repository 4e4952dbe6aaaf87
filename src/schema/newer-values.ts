import { IstioMinor, compareMinors, isIstioMinor } from './istio-version';
import { isIstioKind } from './kinds';
import { JudgedSpec, OverlayEntry, visitPlaces } from './overlay';
import { Violation } from './violation';
import { CODES } from '../kernel/codes';

/**
 * Values of open fields that came with a minor. The CRD takes any text there, so that it cannot tell; the webhook or istiod of an older
 * minor refuses the value, or takes it for something else.
 */
export interface NewerValue extends OverlayEntry {
  /** The value; with `*` at the end all that begin so. */
  readonly value: string;
  /** The minor that brought it. */
  readonly since: string;
  /** What an older minor does with it. */
  readonly before: string;
}

/** Every such value, in code point order of kind and place. */
export const NEWER_VALUES: readonly NewerValue[] = [
  {
    kinds: ['AuthorizationPolicy'],
    place: 'rules[].when[].key',
    value: 'source.trustDomain',
    since: '1.30',
    before: 'Istio’s webhook refuses the object.',
  },
];

/** The values of open fields that a minor does not know yet. */
export function checkNewerValues(object: JudgedSpec, minor: IstioMinor, table: readonly NewerValue[] = NEWER_VALUES): readonly Violation[] {
  if (!isIstioKind(object.apiVersion, object.kind)) {
    return NOTHING;
  }
  let found: Violation[] | undefined;
  visitPlaces(table, object, (entry, path, value) => {
    if (typeof value === 'string' && says(entry, value) && isIstioMinor(entry.since) && compareMinors(minor, entry.since) < 0) {
      (found ??= []).push({
        code: CODES.CRD_VERSION,
        path,
        found: value,
        message: `The value "${value}" needs Istio ${entry.since}, and the version set is ${minor}.`,
        why: entry.before,
        fix: `Use another value, or raise the Istio version to ${entry.since} once the clusters run it.`,
      });
    }
  });
  return found ?? NOTHING;
}

const NOTHING: readonly Violation[] = Object.freeze([]);

function says({ value }: NewerValue, text: string): boolean {
  return value.endsWith('*') ? text.startsWith(value.slice(0, -1)) : text === value;
}
