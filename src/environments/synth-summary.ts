import { EscapeHatchKind } from './escape-hatch';
import { FolderReport } from './fleet-report';
import type { SynthResult } from './synth-report-file';
import { OwnFault } from '../analysis/finding';
import { plural, reportOf } from '../report/report';
import { text } from '../report/text';

/** What people read after a synth: what was found, per environment what was written, and what to look at next. */
export function synthSummary(result: SynthResult, faults: readonly OwnFault[], colour: boolean): string {
  const { findings, acknowledged, undecided, objects, threshold, refusal, exitCode } = result;
  const refused = refusal && (exitCode === 3 ? 3 : 2);
  const report = reportOf({ findings, acknowledged, undecided, faults, objects, threshold, refusal: refused, unreadable: false });
  const width = Math.max(0, ...result.folders.map(({ folder }) => folder.length));
  return [
    text(report, { cwd: process.cwd(), colour }).trimEnd(),
    ...result.folders.map(folder => `  ${folder.folder.padEnd(width)}  ${folderWords(folder, result)}`),
    ...hatchLines(result),
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

/** Says which objects the typed constructs do not vouch for; of many the first, for a summary stays short. */
function hatchLines({ escapeHatches }: SynthResult): string[] {
  if (escapeHatches.length === 0) {
    return [];
  }
  const shown = escapeHatches.slice(0, SHOWN_HATCHES).map(({ kind, object: { kind: of, namespace, name }, constructPath, file, line }) =>
    `    ${of} ${namespace ? `${namespace}/` : ''}${name}: ${HATCH_WORDS[kind]}   (${file === undefined ? `construct ${constructPath}` : `${file}:${line}`})`);
  const more = escapeHatches.length - shown.length;
  return [
    `  ${plural(escapeHatches.length, 'object')} by escape hatch:`,
    ...shown,
    ...(more > 0 ? [`    and ${more} more; --format json names all`] : []),
  ];
}

const SHOWN_HATCHES = 10;
const HATCH_WORDS: Readonly<Record<EscapeHatchKind, string>> = { 'json-patch': 'changed by addJsonPatch', 'raw-object': 'a raw ApiObject' };

function nextLines({ verdict, outdir, findings, folders, refusal, packFaults }: SynthResult): string[] {
  if (refusal) {
    return ['', `${refusal.code}: ${refusal.message}`, ...refusal.why ? [`  why  ${refusal.why}`] : [], `  fix  ${refusal.fix}`];
  }
  if (verdict === 'fault') {
    return ['', `Nothing was written, ${outdir} is as it was. Next: report the fault, with the lines above.`];
  }
  if (verdict === 'pack-fault') {
    const packs = [...new Set(packFaults.map(({ packName }) => packName))].join(', ');
    return ['', `Nothing was written, ${outdir} is as it was. Next: report the fault to those who make the rule pack ${packs}.`];
  }
  const first = findings.find(({ file, line }) => file !== undefined && line !== undefined);
  const place = first ? ` Next: ${first.file}:${first.line}` : '';
  if (verdict === 'fail') {
    return ['', `Nothing was written, ${outdir} is as it was.${place}`];
  }
  const changed = folders.some(({ written, removed }) => written + removed > 0);
  return ['', changed ? `Next: git diff ${outdir}` : `${outdir} is up to date.${place}`];
}
