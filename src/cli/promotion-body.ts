import { countText, shownValue, subjectOf } from './change-text';
import { Escape, Escaper } from './markdown-escaper';
import { Promotion } from './promote';
import { FieldChange, ObjectChange, objectText } from '../diff/object-diff';
import { retiredText } from '../diff/two-releases';

/** Bytes a body may have: GitHub takes 65,536 characters; other forges take more. */
export const LONGEST_BODY = 65_000;

/** How many of each are shown. */
interface Limits {
  readonly values: number;
  readonly objects: number;
  readonly fields: number;
  /** Characters of one text. */
  readonly characters: number;
}

const LIMITS: readonly Limits[] = [
  { values: 200, objects: 200, fields: 20, characters: 400 },
  { values: 100, objects: 60, fields: 8, characters: 200 },
  { values: 30, objects: 20, fields: 4, characters: 120 },
  { values: 10, objects: 5, fields: 2, characters: 60 },
];

/**
 * The body of a pull request in Markdown: what moves, what changes in the target, what to look at, the YAML, and trailers for machines. Shorter
 * than every forge's limit. No name, value or text of a file can become Markdown, HTML, a mention or a trailer.
 */
export function promotionBody(promotion: Promotion): string {
  const foot = footOf(promotion);
  for (const limits of LIMITS) {
    const head = headOf(promotion, limits);
    const room = LONGEST_BODY - size(head) - size(foot);
    if (room >= 2_000 || limits === LIMITS[LIMITS.length - 1]) {
      return head + diffBlock(promotion, Math.max(room, 0)) + foot;
    }
  }
  return '';
}

/** The title of the pull request, one line of plain text. */
export function promotionTitle({ from, to, values }: Promotion): string {
  const keys = values.map(({ key }) => key.replace(/[^\w.-]/g, '?')).slice(0, 3).join(', ');
  return `Promote ${from} to ${to}: ${keys}${values.length > 3 ? ` and ${values.length - 3} more` : ''}`.slice(0, 200);
}

function headOf(promotion: Promotion, limits: Limits): string {
  const { code, plain } = new Escaper(limits.characters);
  const { from, to, values, stays, notes, change, source, base } = promotion;
  const objects = change?.objects ?? [];
  return [
    `## Promotion: ${from} → ${to}`,
    '',
    `**Risk:** ${riskOf(promotion, code)}`,
    '',
    `| Value | ${to} now | ${to} then, as in ${from} |`,
    '| --- | --- | --- |',
    ...values.slice(0, limits.values).map(({ key, before, after }) => `| ${code(key)} | ${before === undefined ? 'none' : code(before)} | ${after === undefined ? 'none' : code(after)} |`),
    ...values.length > limits.values ? [`| and ${values.length - limits.values} more | | |`] : [],
    '',
    ...stays.slice(0, limits.values).map(({ key, because }) => `- ${code(key)} stays: ${plain(because)}`),
    ...notes.slice(0, limits.values).map(note => `- ${plain(note)}`),
    ...source ? [`- The values of ${from} are those of commit ${code(source.sha.slice(0, 12))}: ${code(source.subject)}`] : [],
    `- Rendered from commit ${code(base.slice(0, 12))}; nothing was copied between environments.`,
    '',
    `### What changes in ${to}: ${countText(objects)}`,
    '',
    ...objects.slice(0, limits.objects).flatMap(each => objectLines(each, limits.fields, code)),
    ...objects.length > limits.objects ? [`- and ${objects.length - limits.objects} more objects`] : [],
    ...objects.length === 0 ? ['Nothing: the program makes the same of both values.'] : [],
    '',
    ...noticeLines(promotion, { code, plain }),
    '### Before merging',
    '',
    ...checklist(promotion).map(line => `- [ ] ${line}`),
    '',
    '',
  ].join('\n');
}

function objectLines(change: ObjectChange, fields: number, code: Escape): string[] {
  return [
    `- **${change.change}** ${code(objectText(change.object))}`,
    ...change.fields.slice(0, fields).map(field => `  - ${fieldText(change, field, code)}`),
    ...change.fields.length > fields ? [`  - and ${change.fields.length - fields} more fields`] : [],
  ];
}

function fieldText(change: ObjectChange, { field, before, after }: FieldChange, code: Escape): string {
  return `${code(field)}: ${code(shownValue(change, before))} → ${code(shownValue(change, after))}`;
}

function riskOf({ change, accepted }: Promotion, code: Escape): string {
  const objects = change?.objects ?? [];
  if (accepted.length > 0) {
    return `high: ${accepted.map(({ what, because }) => `${what === 'break' ? 'live routes lose what they need' : 'the environment is frozen'}, accepted because ${code(because)}`).join('; ')}`;
  }
  const removed = objects.filter(({ change: what }) => what === 'removed').length;
  const security = objects.some(({ object: { group } }) => group === 'security.istio.io');
  return removed > 0 || security ? `review: ${[...security ? ['policies change'] : [], ...removed > 0 ? ['objects are removed'] : []].join(', ')}`
    : objects.length === 0 ? 'none: no object changes' : 'routine: objects change, none is removed, no policy changes';
}

function noticeLines({ change, derived }: Promotion, { code, plain }: { code: Escape; plain: Escape }): string[] {
  const { ordered = [], retired = [], breaks = [] } = change ?? {};
  const lines = [
    ...breaks.slice(0, 10).map(each => `- **Breaks while it is applied:** ${code(subjectOf(each))} goes before the routes that need it`),
    ...ordered.slice(0, 10).map(each => `- In order: ${code(subjectOf(each))}: ${plain(each.orderedBecause!)}`),
    ...retired.slice(0, 10).map(each => `- Retired: ${plain(retiredText(each))}`),
    ...derived.length > 0 ? [`- Objects of controllers that are derived from it change too: ${derived.slice(0, 5).map(code).join(', ')}${derived.length > 5 ? ` and ${derived.length - 5} more` : ''}`] : [],
  ];
  return lines.length > 0 ? ['### Two releases', '', ...lines, ''] : [];
}

/** What a reviewer looks at, by what changes. */
function checklist({ from, to, change, accepted }: Promotion): string[] {
  const objects = change?.objects ?? [];
  const weights = objects.some(({ fields }) => fields.some(({ field }) => /\.weight$/.test(field)));
  return [
    `${from} has run these values long enough, and its dashboards are quiet`,
    ...weights ? [`the share of requests that moves in ${to} is what was meant`] : [],
    ...objects.some(({ object: { group } }) => group === 'security.istio.io') ? ['who may call whom changes as meant'] : [],
    ...objects.some(({ change: what }) => what === 'removed') ? ['the removed objects are not needed by others'] : [],
    ...accepted.length > 0 ? ['somebody watches while it is applied'] : [],
    `to take it back, revert this commit: ${to} is rendered as before`,
  ];
}

/** The YAML, folded, cut at a line where it is too long. */
function diffBlock({ diffs, to }: Promotion, room: number): string {
  const lines = diffs.flatMap(({ path, diff }) => [`diff ${oneLine(path)}`, ...diff.replace(/\n$/, '').split('\n').map(withoutMeaning)]);
  const longestFence = Math.max(2, ...lines.map(line => Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length))));
  const fence = '`'.repeat(longestFence + 1);
  const frame = (shown: readonly string[], note: string) =>
    [`<details><summary>YAML of ${to}: ${diffs.length} ${diffs.length === 1 ? 'file' : 'files'}${note}</summary>`, '', `${fence}diff`, ...shown, fence, '', '</details>', '', ''].join('\n');
  const note = ' (cut, see the files of this change for the rest)';
  let left = room - size(frame([], note));
  const shown: string[] = [];
  for (const line of lines) {
    left -= size(line) + 1;
    if (left < 0) {
      break;
    }
    shown.push(line);
  }
  return lines.length === 0 || shown.length === 0 ? '' : frame(shown, shown.length < lines.length ? note : '');
}

/**
 * A line that means nothing to those who read commit messages: Git takes one that begins with `---` for the end, and would not see the trailers
 * below it; forges run no checks where words such as `[skip ci]` stand anywhere.
 */
function withoutMeaning(line: string): string {
  const text = line.replace(/\[(?=(?:skip|no)[ _-]?(?:ci|actions)\]|(?:ci|actions)[ _-]?skip\])/gi, '[\u200b');
  return /^---(?:\s|$)/.test(text) ? `-\u200b${text.slice(1)}` : text;
}

/**
 * Git trailers: the last paragraph, so that `git interpret-trailers --parse` and Argo CD read them from the commit. Author and subject of the
 * source are left out: they are anybody's text, and trailers cannot be escaped.
 */
function footOf({ from, to, values, base, source, repository }: Promotion): string {
  const shown: string[] = [];
  let left = 2_000;
  for (const { key } of values) {
    const text = [...key].map(character => /[\w.-]/.test(character) ? character : inBytes(character)).join('');
    left -= text.length + 2;
    if (left < 0) {
      break;
    }
    shown.push(text);
  }
  return [
    `Promoted-From: ${from}`,
    `Promoted-To: ${to}`,
    `Promoted-Values: ${[...shown, ...shown.length < values.length ? [`... (${values.length})`] : []].join(', ')}`,
    `Promoted-Base: ${base}`,
    ...source ? [
      `Argocd-reference-commit-sha: ${source.sha}`,
      `Argocd-reference-commit-date: ${source.date}`,
      ...repository !== undefined && /^[\w:/.@~-]+$/.test(repository) ? [`Argocd-reference-commit-repourl: ${repository}`] : [],
    ] : [],
    '',
  ].join('\n');
}

function oneLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f\u2028\u2029]+/g, ' ').trim();
}

/** A character as `%` and its UTF-8 bytes. */
function inBytes(character: string): string {
  return [...Buffer.from(character)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

function size(text: string): number {
  return Buffer.byteLength(text);
}
