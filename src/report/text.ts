import type { Format } from './format';
import { plural, Report, SEVERITIES } from './report';
import { Style, styleOf } from './style';
import { AcknowledgedFinding, Finding, FindingObject, OwnFault } from '../analysis/finding';

/** The report for people: one block per finding, one line that counts, then the first questions that are open. */
export const text: Format = (report, { cwd, colour }) => {
  const style = styleOf(colour);
  const blocks = [
    ...report.findings.map(finding => findingBlock(finding, cwd, style)),
    ...report.acknowledged.map(finding => acknowledgedBlock(finding, cwd, style)),
    ...report.faults.map(fault => faultBlock(fault, style)),
  ];
  return [...blocks, verdictLine(report, style) + questionLines(report, style)].join('\n');
};

const SHOWN_QUESTIONS = 10;

/** What could not be decided, one line each; of many the first, once for all environments. */
function questionLines({ undecided }: Report, style: Style): string {
  const questions = [...new Set(undecided.map(({ rule, object, field, because }) => {
    const about = [title(object), field].filter(Boolean).join(', ');
    return visible(`${about}: ${because}   (${rule})`);
  }))];
  const more = questions.length - SHOWN_QUESTIONS;
  return [
    ...questions.slice(0, SHOWN_QUESTIONS).map(question => `  ${style.faint('open')} ${question}\n`),
    ...more > 0 ? [`  and ${more} more; --format json names all\n`] : [],
  ].join('');
}

function findingBlock(finding: Finding, cwd: string, style: Style): string {
  const { severity, why, fix } = finding;
  return [
    ...head(finding, style[severity](severity), cwd, style),
    ...row('why', why, style),
    ...row('fix', fix, style),
    ...row('in', whereOf(finding), style),
    '',
  ].join('\n');
}

function acknowledgedBlock(finding: AcknowledgedFinding, cwd: string, style: Style): string {
  const { severity, reason, acknowledgedAt } = finding;
  const at = acknowledgedAt === '' ? 'for the whole environment' : `at construct ${acknowledgedAt}`;
  return [
    ...head(finding, `${style.faint('acknowledged')} ${severity}`, cwd, style),
    ...row('because', `${reason}   (${at})`, style),
    ...row('in', whereOf(finding), style),
    '',
  ].join('\n');
}

/** What a finding is, and what it says. The id of a rule of a pack is its name too: the pack stands in place of it. */
function head({ code, rule, pack, message, object, field, file, line }: Finding, word: string, cwd: string, style: Style): string[] {
  const place = file === undefined ? '' : `  ${visible(belowFolder(file, cwd))}${line === undefined ? '' : `:${line}`}`;
  const about = [object ? title(object) : '', field].filter(Boolean).join(', ');
  return [
    `${word} ${code} ${style.bold(visible(pack ?? rule))}${style.bold(place)}`,
    `  ${visible(about === '' ? message : `${about}: ${message}`)}`,
  ];
}

function whereOf({ environments, constructPath }: Finding): string {
  return [environments.join(', '), constructPath ? `(construct ${constructPath})` : ''].filter(Boolean).join('   ');
}

function faultBlock({ code, rule, pack, message }: OwnFault, style: Style): string {
  return [
    `${style.error('fault')} ${code} ${style.bold(visible(rule))}`,
    pack === undefined
      ? '  A check of cdk8s-istio failed. This is our fault, not yours; what it looks for was not checked.'
      : `  A rule of the pack ${visible(pack)} failed. This is the fault of the pack; what the rule looks for was not checked.`,
    ...message.split('\n').map(line => `    ${visible(line)}`),
    '',
  ].join('\n');
}

function verdictLine({ verdict, findings, acknowledged, undecided, objects }: Report, style: Style): string {
  const counts = SEVERITIES
    .map(severity => [severity, findings.filter(finding => finding.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => severity === 'info' ? `${count} info` : plural(count, severity));
  const open = undecided.length === 0 ? '' : `; ${plural(undecided.length, 'question')} could not be decided`;
  const known = acknowledged.length === 0 ? '' : `; ${acknowledged.length} acknowledged`;
  const found = counts.length === 0 ? 'no findings' : counts.join(', ');
  return `${verdict === 'pass' ? style.pass(verdict) : style.error(verdict)}: ${found}${objects > 0 ? ` in ${plural(objects, 'object')}` : ''}${known}${open}\n`;
}

function row(name: string, words: string | undefined, style: Style): string[] {
  return words ? [`  ${style.faint(name.padEnd(4))} ${visible(words)}`] : [];
}

function title({ kind, namespace, name }: FindingObject): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** A file below a folder without the folder's path; others as they are. */
function belowFolder(file: string, folder: string): string {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return file.startsWith(prefix) ? file.slice(prefix.length) : file;
}

/** What could move the cursor, hide text or turn its direction is shown as an escape: names come from files of others. */
const INVISIBLE = new RegExp('[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]', 'g');

/** Words of others as they may be printed. */
export function visible(words: string): string {
  return words.replace(INVISIBLE, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
