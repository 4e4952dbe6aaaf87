import { Deprecation, DEPRECATIONS } from './deprecations';
import { factAt, fieldPathOf } from './facts';
import { compareMinors, IstioMinor, isIstioMinor } from './istio-version';
import { isIstioKind } from './kinds';
import { JudgedSpec, visitPlaces } from './overlay';
import { Violation } from './violation';
import { CODES } from '../kernel/codes';
import { FieldPath, fieldPathText } from '../kernel/field-path';

/** A deprecated field or value in an object. */
export interface DeprecatedPlace extends Violation {
  readonly deprecation: Deprecation;
}

/**
 * What of an object Istio has deprecated, by the overlay. A place whose successor `minor` does not know yet is not reported, and
 * neither is what a newer minor deprecated: there is nothing to do about it. Only the places of the overlay are visited.
 */
export function checkDeprecated(object: JudgedSpec, minor: IstioMinor, overlay: readonly Deprecation[] = DEPRECATIONS): readonly DeprecatedPlace[] {
  if (!isIstioKind(object.apiVersion, object.kind)) {
    return NOTHING;
  }
  let found: DeprecatedPlace[] | undefined;
  visitPlaces(overlay, object, (deprecation, path, value) => {
    if ((deprecation.value === undefined || deprecation.value === value) && isDue(deprecation, object.kind, path, minor)) {
      (found ??= []).push(wordsOf(deprecation, path));
    }
  });
  return found ?? NOTHING;
}

const NOTHING: readonly DeprecatedPlace[] = Object.freeze([]);

/** Whether a minor has deprecated the place, and knows what to write instead. */
function isDue({ since, successor }: Deprecation, kind: string, path: FieldPath, minor: IstioMinor): boolean {
  if (since !== undefined && (!isIstioMinor(since) || compareMinors(minor, since) < 0)) {
    return false;
  }
  if (successor === undefined) {
    return true;
  }
  const [place, value] = successor.split('=');
  const fact = factAt(minor, kind, [...path.slice(0, -1), ...fieldPathOf(place).slice(1)]);
  return fact !== undefined && (value === undefined || fact.enum?.includes(value) === true);
}

function wordsOf(deprecation: Deprecation, path: FieldPath): DeprecatedPlace {
  const { value, successor, note, saidBy } = deprecation;
  const name = String(path[path.length - 1]);
  const around = path.slice(0, -1);
  const [place, successorValue] = (successor ?? '').split('=');
  const instead = successorValue ?? fieldPathText([...around, ...fieldPathOf(place).slice(1)]);
  const isSentence = successor === undefined && note !== undefined;
  return {
    deprecation,
    code: CODES.DEPRECATED_FIELD,
    path,
    found: value ?? name,
    nearest: successorValue ?? (successor && place),
    message: `The ${value === undefined ? `field "${name}"` : `value "${value}"`} is deprecated.${isSentence ? ` ${note}` : ''}`,
    why: WHY[saidBy],
    fix: successor === undefined ? `Remove ${value === undefined ? `"${name}"` : 'it'}.` : `Use ${instead}${note ? `, ${note}` : ''}.`,
  };
}

const WHY: Readonly<Record<Deprecation['saidBy'], string>> = {
  'proto': 'Istio says so in its API definition, and may drop it without a further word.',
  'webhook warning': 'Istio’s webhook warns of it, and a later Istio may drop it.',
  'webhook error': 'Istio’s webhook refuses the object.',
  'IST0002': '`istioctl analyze` says so, and a later Istio may drop it.',
};
