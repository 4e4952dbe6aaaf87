import { FolderReport } from './fleet-report';
import type { SynthResult } from './synth-report-file';
import { Finding } from '../analysis/finding';

/** What people read after a synth: per environment what was written and found, and what to look at next. */
export function synthSummary(result: SynthResult): string {
  const lines = [
    ...result.findings.flatMap(findingLines),
    ...result.folders.map(folder => folderLine(folder, result)),
    ...lastLines(result),
  ];
  return `${lines.join('\n')}\n`;
}

/** The part of the summary that says what became of the folders; findings and faults are reported by somebody else. */
export function folderSummary(result: SynthResult): string {
  const last = result.refusal || result.verdict === 'fault' ? [] : lastLines(result);
  return `${[...result.folders.map(folder => folderLine(folder, result)), ...last].join('\n')}\n`;
}

function folderLine(folder: FolderReport, result: SynthResult): string {
  const found = result.findings.filter(({ environments }) => environments.includes(folder.folder)).length;
  const parts = [count(folder.objects, 'object')];
  if (result.verdict === 'pass') {
    const changed = folder.written + folder.removed > 0;
    parts.push(changed ? `${folder.written} files written, ${folder.removed} removed, ${folder.unchanged} unchanged` : 'unchanged');
  }
  parts.push(found === 0 ? 'no findings' : count(found, 'finding'));
  if (folder.undecided > 0) {
    parts.push(`${folder.undecided} undecided`);
  }
  return `${folder.folder}: ${parts.join(', ')}`;
}

function findingLines({ code, rule, severity, message, why, fix, object, field, file, line, constructPath, environments }: Finding): string[] {
  const place = file === undefined ? constructPath ?? '' : `${file}${line === undefined ? '' : `:${line}`}`;
  const about = object ? `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}` : '';
  return [
    `${severity} ${code} ${rule}: ${message}`,
    ...row('where', [place, about, field].filter(text => text !== '').join(', ')),
    ...row('in', environments.join(', ')),
    ...row('why', why ?? ''),
    ...row('fix', fix),
    '',
  ];
}

function row(title: string, text: string): string[] {
  return text === '' ? [] : [`  ${title.padEnd(6)} ${text}`];
}

function lastLines({ verdict, outdir, findings, folders, refusal, ownFaults }: SynthResult): string[] {
  if (refusal) {
    return ['', `${refusal.code}: ${refusal.message}`, ...row('why', refusal.why ?? ''), ...row('fix', refusal.fix)];
  }
  if (verdict === 'fault') {
    return ['', `Nothing written: a check of cdk8s-istio crashed, so that ${outdir} stays as it was. Please report it:`, ...ownFaults];
  }
  if (verdict === 'fail') {
    const first = findings.find(({ file }) => file !== undefined);
    return ['', `Nothing written: ${outdir} is as it was.${first ? ` Next: ${first.file}:${first.line}` : ''}`];
  }
  const changed = folders.some(({ written, removed }) => written + removed > 0);
  return ['', changed ? `Next: git diff ${outdir}` : `${outdir} is up to date.`];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
