import { dirname, resolve } from 'node:path';
import { inputFinding } from './output';
import { Finding } from '../analysis/finding';
import { CODES } from '../kernel/codes';

/**
 * The finding that an uncaught error of the user's program makes, from what Node printed about it. An error of ours keeps its
 * code, words and fix; any other is PROGRAM_FAILED with its own message. The line is the innermost one of the user.
 */
export function uncaughtFinding(stderr: string, command: string, ending: string): Finding {
  const place = userLine(stderr);
  const ours = /^(?:Uncaught )?(?:MeshError: )?(MESH[0-9]{4}): (.*)$/m.exec(stderr);
  if (ours) {
    const rest = stderr.slice(ours.index);
    const where = row(rest, 'where');
    const constructPath = /^construct (.*)$/.exec(where ?? '')?.[1];
    return inputFinding(ours[1], 'illegal-argument', {
      message: sentence(where && !constructPath && !isPlace(where, place) ? `${where}: ${ours[2]}` : ours[2]),
      why: row(rest, 'why'),
      fix: row(rest, 'fix') ?? 'Correct the argument.',
      constructPath,
      ...place,
    });
  }
  const foreign = /^(?:Uncaught )?((?:[A-Z][A-Za-z]*)?(?:Error|Exception)(?: \[[A-Z_]+\])?: .*)$/m.exec(stderr);
  return inputFinding(CODES.PROGRAM_FAILED, 'program-failed', {
    message: foreign ? `The program failed: ${sentence(foreign[1])}` : `The program "${command}" ${ending} before it synthesized.`,
    why: 'Nothing was written: the output folder is as it was.',
    fix: fixOf(stderr, place !== undefined),
    ...place,
  });
}

/** Whether an error names the very place that the finding shows: a line of a file of values. */
function isPlace(where: string, place: { file: string; line: number } | undefined): boolean {
  return place !== undefined && resolve(where.replace(/:\d+$/, '')) === place.file && where.endsWith(`:${place.line}`);
}

function fixOf(stderr: string, isPlaced: boolean): string {
  const innermost = stderr.split(/\r?\n/).map(line => FRAME.exec(line)?.[1]).find(Boolean);
  if (innermost?.startsWith(OWN_FOLDER)) {
    return 'The error comes from inside of cdk8s-istio: check the arguments at this line; if they are right, please report it.';
  }
  return isPlaced ? 'Correct the program at this line.' : 'Read what the program printed above, and correct it.';
}

/** Whether the error that Node printed is one of ours: then its stack says nothing that the finding does not. */
export function isOurs(stderr: string): boolean {
  return /^(?:Uncaught )?MeshError: MESH[0-9]{4}: /m.test(stderr);
}

/** What the program printed before the error of ours. */
export function beforeError(stderr: string): string {
  const header = /^(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\n]*:[0-9]+\n(?:[^\n]*\n){1,3}\s*\^+\s*$/m.exec(stderr);
  const error = stderr.search(/^(?:Uncaught )?MeshError: /m);
  return stderr.slice(0, header && header.index < error ? header.index : error);
}

/** `…/src/` or `…/lib/src/`: frames below it are ours. */
const OWN_FOLDER = dirname(__dirname);
const FRAME = /^\s+at (?:.*?\()?(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

function userLine(stderr: string): { file: string; line: number } | undefined {
  for (const text of stderr.split(/\r?\n/)) {
    const frame = FRAME.exec(text);
    if (frame && !frame[1].startsWith(OWN_FOLDER) && !/[\\/]node_modules[\\/]/.test(frame[1])) {
      return { file: frame[1], line: Number(frame[2]) };
    }
  }
  return undefined;
}

function row(text: string, name: 'where' | 'why' | 'fix'): string | undefined {
  return text.split(/\r?\n/).find(line => line.startsWith(`  ${name} `))?.slice(name.length + 2).trim();
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
