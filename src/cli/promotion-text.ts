import { breakLines, changeLines, countText, noteLines, refusalLines } from './change-text';
import { Promotion } from './promote';
import { plural } from '../report/report';

/** A promotion for people. */
export function promotionText(promotion: Promotion): string {
  const { from, to, values, stays, notes, change, derived, refusals, accepted } = promotion;
  return [
    `${from} -> ${to}: ${values.length === 0 ? 'no value differs that may move' : plural(values.length, 'value')}`,
    ...values.map(({ key, before, after }) => `  ${key}: ${before ?? '(none)'} -> ${after ?? '(none)'}`),
    ...stays.map(({ key, because }) => `  ${key} stays: ${because}`),
    ...notes.map(note => `  note: ${note}`),
    ...change ? ['', `${to}: ${countText(change.objects)}`, ...changeLines(change.objects), ...noteLines(change)] : [],
    ...derived.map(path => `  derived: ${path}`),
    ...change && change.breaks.length > 0 ? ['', `${to} needs two releases:`, ...breakLines(change.breaks)] : [],
    ...refusalLines(refusals),
    ...accepted.map(({ what, because }) => `Accepted ${what}: ${because}`),
    '',
    `promote: ${lastWords(promotion)}`,
    '',
  ].join('\n');
}

function lastWords({ verdict, to, change }: Promotion): string {
  switch (verdict) {
    case 'refused':
      return 'refused, nothing was written';
    case 'nothing':
      return 'nothing to do, nothing was written';
    case 'dry-run':
      return 'a dry run, nothing was written';
    case 'promoted':
      return `written. Next: git add, commit, and a review of what changes in ${to} (${countText(change!.objects)})`;
  }
}
