import { Break } from '../diff/break-before-make';
import { FieldChange, ObjectChange, objectText } from '../diff/object-diff';
import { retiredText, twoReleases } from '../diff/two-releases';
import { EnvironmentChange } from '../environments/releases';
import { CODES } from '../kernel/codes';
import { plural } from '../report/report';

/** One refusal of a guard: what, why and how to go on. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly why?: string;
  readonly fix: string;
}

/** Characters of a value that are shown. */
const LONGEST_VALUE = 120;

const SIGNS: Readonly<Record<ObjectChange['change'], string>> = { added: '+', removed: '-', changed: '~' };

/** The objects and fields that change, one a line. */
export function changeLines(objects: readonly ObjectChange[]): string[] {
  return objects.flatMap(change => [`  ${SIGNS[change.change]} ${objectText(change.object)}`, ...change.fields.map(field => `      ${fieldLine(change, field)}`)]);
}

function fieldLine(change: ObjectChange, { field, before, after }: FieldChange): string {
  return `${field}: ${shownValue(change, before)} -> ${shownValue(change, after)}`;
}

/** A value for people, shortened; those of Secrets are not shown. */
export function shownValue({ object: { group, kind } }: ObjectChange, value: unknown): string {
  if (value === undefined) {
    return '(none)';
  }
  if (group === '' && kind === 'Secret') {
    return '(not shown)';
  }
  const text = JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)`;
}

/** How a change is made in two releases, one paragraph for each thing that would break. */
export function breakLines(broken: readonly Break[]): string[] {
  return broken.flatMap(each => {
    const { problem, why, first, second } = twoReleases(each);
    return [
      `  ${problem}`,
      `    why        ${why}`,
      `    release 1  ${first.words}`,
      ...(first.code ?? '').split('\n').filter(line => line !== '').map(line => `                 ${line}`),
      `    release 2  ${second.words}`,
    ];
  });
}

/** What controllers keep in order by themselves, and the subsets that wait to go. */
export function noteLines({ ordered, retired }: Pick<EnvironmentChange, 'ordered' | 'retired'>): string[] {
  return [
    ...ordered.map(each => `  in order: ${subjectOf(each)}: ${each.orderedBecause}`),
    ...retired.map(each => `  retired: ${retiredText(each)}`),
  ];
}

/** What a break is about: `subset canary of DestinationRule shop/cart`. */
export function subjectOf({ kind, subset, host, object }: Break): string {
  return kind === 'object' ? objectText(object) : kind === 'host' ? `host ${host} of ${objectText(object)}` : `subset ${subset} of ${objectText(object)}`;
}

/** `2 objects, 3 fields`. */
export function countText(objects: readonly ObjectChange[]): string {
  return `${plural(objects.length, 'object')}, ${plural(objects.reduce((sum, { fields }) => sum + fields.length, 0), 'field')}`;
}

/** Refusals as the summary of a synth shows them. Those of breaks are told once: how to make them was said above, by `breakLines`. */
export function refusalLines(refusals: readonly Refusal[]): string[] {
  const breaks = refusals.filter(({ code }) => code === CODES.BREAK_BEFORE_MAKE);
  const shown = breaks.length === 0 ? refusals : [...refusals.filter(refusal => !breaks.includes(refusal)), {
    code: CODES.BREAK_BEFORE_MAKE,
    message: 'Live routes would lose what they need.',
    fix: 'Make two releases, as above. If the break is right, say why with --accept-break "reason".',
  } as Refusal];
  return shown.flatMap(({ code, message, why, fix }) => ['', `${code}: ${message}`, ...why ? [`  why  ${why}`] : [], `  fix  ${fix}`]);
}
