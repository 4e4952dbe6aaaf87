import type { Format } from './format';
import { plural, Report, SEVERITIES } from './report';
import { Style, styleOf } from './style';
import { Finding, FindingObject, OwnFault } from '../analysis/finding';

/** The report for people: one block per finding, then one line that counts. */
export const text: Format = (report, { cwd, colour }) => {
  const style = styleOf(colour);
  const blocks = [
    ...report.findings.map(finding => findingBlock(finding, cwd, style)),
    ...report.faults.map(fault => faultBlock(fault, style)),
  ];
  return [...blocks, verdictLine(report, style)].join('\n');
};

function findingBlock(finding: Finding, cwd: string, style: Style): string {
  const { code, rule, severity, message, why, fix, object, field, file, line, constructPath, environments } = finding;
  const place = file === undefined ? '' : `  ${visible(belowFolder(file, cwd))}${line === undefined ? '' : `:${line}`}`;
  const about = [object ? title(object) : '', field].filter(Boolean).join(', ');
  const where = [environments.join(', '), constructPath ? `(construct ${constructPath})` : ''].filter(Boolean).join('   ');
  return [
    `${style[severity](severity)} ${code} ${style.bold(visible(rule))}${style.bold(place)}`,
    `  ${visible(about === '' ? message : `${about}: ${message}`)}`,
    ...row('why', why, style),
    ...row('fix', fix, style),
    ...row('in', where, style),
    '',
  ].join('\n');
}

function faultBlock({ code, rule, message }: OwnFault, style: Style): string {
  return [
    `${style.error('fault')} ${code} ${style.bold(visible(rule))}`,
    '  A check of cdk8s-istio failed. This is our fault, not yours; what it looks for was not checked.',
    ...message.split('\n').map(line => `    ${visible(line)}`),
    '',
  ].join('\n');
}

function verdictLine({ verdict, findings, undecided, objects }: Report, style: Style): string {
  const counts = SEVERITIES
    .map(severity => [severity, findings.filter(finding => finding.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => severity === 'info' ? `${count} info` : plural(count, severity));
  const open = undecided.length === 0 ? '' : `; ${plural(undecided.length, 'question')} could not be decided`;
  const found = counts.length === 0 ? 'no findings' : counts.join(', ');
  return `${verdict === 'pass' ? style.pass(verdict) : style.error(verdict)}: ${found}${objects > 0 ? ` in ${plural(objects, 'object')}` : ''}${open}\n`;
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

function visible(words: string): string {
  return words.replace(INVISIBLE, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
