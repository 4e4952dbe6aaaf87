import { FolderReport } from './fleet-report';
import type { SynthResult } from './synth-report-file';
import { OwnFault } from '../analysis/finding';
import { plural, reportOf } from '../report/report';
import { text } from '../report/text';

/** What people read after a synth: what was found, per environment what was written, and what to look at next. */
export function synthSummary(result: SynthResult, faults: readonly OwnFault[], colour: boolean): string {
  const { findings, undecided, objects, threshold, refusal, exitCode } = result;
  const report = reportOf({ findings, undecided, faults, objects, threshold, refusal: refusal && (exitCode === 3 ? 3 : 2), unreadable: false });
  const width = Math.max(0, ...result.folders.map(({ folder }) => folder.length));
  return [
    text(report, { cwd: process.cwd(), colour }).trimEnd(),
    ...result.folders.map(folder => `  ${folder.folder.padEnd(width)}  ${folderWords(folder, result)}`),
    ...nextLines(result),
    '',
  ].join('\n');
}

function folderWords({ folder, objects, undecided, written, unchanged, removed }: FolderReport, result: SynthResult): string {
  const parts = [plural(objects, 'object')];
  if (result.verdict === 'pass') {
    parts.push(written + removed > 0 ? `${plural(written, 'file')} written, ${removed} removed, ${unchanged} unchanged` : 'unchanged');
  }
  const found = result.findings.filter(({ environments }) => environments.includes(folder)).length;
  parts.push(found === 0 ? 'no findings' : plural(found, 'finding'));
  return [...parts, ...undecided > 0 ? [`${undecided} undecided`] : []].join(', ');
}

function nextLines({ verdict, outdir, findings, folders, refusal }: SynthResult): string[] {
  if (refusal) {
    return ['', `${refusal.code}: ${refusal.message}`, ...refusal.why ? [`  why  ${refusal.why}`] : [], `  fix  ${refusal.fix}`];
  }
  if (verdict === 'fault') {
    return ['', `Nothing was written, ${outdir} is as it was. Next: report the fault, with the lines above.`];
  }
  const first = findings.find(({ file, line }) => file !== undefined && line !== undefined);
  const place = first ? ` Next: ${first.file}:${first.line}` : '';
  if (verdict === 'fail') {
    return ['', `Nothing was written, ${outdir} is as it was.${place}`];
  }
  const changed = folders.some(({ written, removed }) => written + removed > 0);
  return ['', changed ? `Next: git diff ${outdir}` : `${outdir} is up to date.${place}`];
}
