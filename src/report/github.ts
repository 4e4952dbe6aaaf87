import type { Format } from './format';
import { Report, SEVERITIES } from './report';
import { text, visible } from './text';
import { Finding, OwnFault, Severity } from '../analysis/finding';

/** GitHub shows ten annotations of each kind per step and drops the others without a word. */
const SHOWN = 10;

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * The report for a step of GitHub Actions: annotations at the lines of the findings, the first ten of each kind, and then the whole report
 * as text, so that the log holds what GitHub does not show.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export const github: Format = (report, place) => {
  const annotations = [
    ...report.faults.map(faultAnnotation),
    ...SEVERITIES.flatMap(severity => findingAnnotations(report, severity, place.cwd)),
  ];
  return [...annotations, text(report, place)].join('\n');
};

function findingAnnotations({ findings, faults }: Report, severity: Severity, cwd: string): string[] {
  const room = SHOWN - (severity === 'error' ? faults.length : 0);
  const all = findings.filter(finding => finding.severity === severity);
  const shown = all.length > room ? all.slice(0, Math.max(0, room - 1)) : all;
  const more = all.length - shown.length;
  return [
    ...shown.map(finding => findingAnnotation(finding, cwd)),
    ...more > 0 ? [command(COMMANDS[severity], {}, `${more} more of this severity: the log of this step names all.`)] : [],
  ];
}

function findingAnnotation({ code, rule, pack, severity, message, why, fix, object, field, environments, file, line }: Finding, cwd: string): string {
  const about = [object ? `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}` : '', field].filter(Boolean).join(', ');
  const words = [
    about === '' ? message : `${about}: ${message}`,
    why,
    `Fix: ${fix}`,
    environments.length > 0 ? `In ${environments.join(', ')}.` : undefined,
  ].filter(row => row !== undefined);
  return command(COMMANDS[severity], {
    file: file === undefined ? undefined : relativeTo(cwd, file),
    line: file === undefined ? undefined : line?.toString(),
    title: `${code} ${pack ?? rule}`,
  }, words.map(visible).join('\n'));
}

function faultAnnotation({ code, rule, message }: OwnFault): string {
  return command('error', { title: `${code} ${rule}` }, message.split('\n').map(visible).join('\n'));
}

/** One workflow command on one line: what could end it, or begin another, is escaped. */
function command(name: string, properties: Readonly<Record<string, string | undefined>>, words: string): string {
  const given = Object.entries(properties).flatMap(([key, value]) => value === undefined ? [] : [`${key}=${escapeProperty(value)}`]);
  return `::${name}${given.length > 0 ? ` ${given.join(',')}` : ''}::${escape(words)}`;
}

function escape(words: string): string {
  return words.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(value: string): string {
  return escape(visible(value)).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** GitHub wants paths from the root of the repository, with `/`. */
function relativeTo(folder: string, file: string): string {
  const path = file.replace(/\\/g, '/');
  const prefix = `${folder.replace(/\\/g, '/').replace(/\/$/, '')}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}
