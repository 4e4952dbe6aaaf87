/**
 * Istio's own code as judge: the validation of its admission webhook, and its analyzers.
 *
 * `analyze` without a cluster drops Service, Namespace and Pod documents and runs less than half of its analyzers, so its silence
 * says little about hosts; what it does report is a fact.
 */

import { resolve } from 'node:path';
import { CommandResult, runTool } from './command';
import { readFolder } from './documents';

export interface ValidationFinding {
  readonly level: 'Error' | 'Warning';
  /** The path relative to the folder; the folder itself where the message names no object of it. */
  readonly file: string;
  readonly message: string;
}

export interface AnalysisFinding {
  readonly code: string;
  readonly level: 'Error' | 'Warning' | 'Info';
  /** Kind, namespace and name as Istio writes them: `VirtualService shop/cart`. */
  readonly origin: string;
  readonly file: string;
  readonly line: number | undefined;
  readonly message: string;
}

/** Everything that `istioctl validate` says about the YAML files of a folder. */
export function validate(folder: string): ValidationFinding[] {
  const { status, stderr } = runTool('istioctl', ['validate', '-f', '.'], { cwd: folder });
  const findings = readValidation(stderr, filesByObject(folder));
  if (status !== 0 && !findings.some((finding) => finding.level === 'Error')) {
    throw new Error(`istioctl validate failed without a finding: ${stderr}`);
  }
  // By file, because the program prints its warnings in the random order of a map.
  return findings.sort((left, right) => left.file < right.file ? -1 : Number(left.file > right.file));
}

/**
 * Everything that `istioctl analyze` says about the YAML files of a folder.
 *
 * `known` are files outside the folder that may be referred to; what is found in them is not reported. Objects need a namespace of
 * their own: analyzing all namespaces, which is the only way to hear of more than `default`, leaves none to fall back on.
 */
export function analyze(folder: string, known: readonly string[] = []): AnalysisFinding[] {
  const others = known.map((file) => resolve(file));
  // Never `--recursive`: the option is still accepted, but makes this version say so, analyze nothing and succeed.
  const result = runTool('istioctl', ['analyze', '--use-kube=false', '--all-namespaces', '-o', 'json', '.', ...others], { cwd: folder });
  return [...readProblems(result), ...readAnalysis(result).filter(({ file }) => !others.some((other) => file.startsWith(other)))];
}

/** The words of `validate` are lists below headings: warnings below each file's name, errors of all files below one heading. */
function readValidation(text: string, files: ReadonlyMap<string, string>): ValidationFinding[] {
  const findings: ValidationFinding[] = [];
  let warned: string | undefined;
  for (const line of text.split('\n').filter((candidate) => candidate.trim() && !/^".*" is valid$/.test(candidate))) {
    const heading = /^(?:Error: \d+ errors? occurred:|"(.*)" has warnings: )$/.exec(line);
    const item = /^\t\* (.*)$/.exec(line)?.[1];
    const level = warned === undefined ? 'Error' : 'Warning';
    if (heading) {
      warned = heading[1];
    } else if (item !== undefined) {
      findings.push({ level, file: warned ?? files.get(/^[^/]+\/[^/]*\/[^:]*/.exec(item)?.[0] ?? '') ?? '.', message: item });
    } else if (line.startsWith('deployment ') || findings.length === 0) {
      findings.push({ level: line.startsWith('Error') ? 'Error' : 'Warning', file: '.', message: line });
    } else {
      // The rest of a message of several lines.
      const last = findings.pop()!;
      findings.push({ ...last, message: `${last.message}\n${line}` });
    }
  }
  return findings;
}

/** From `Kind/namespace/name`, as `validate` names an object, to the file that holds it. */
function filesByObject(folder: string): ReadonlyMap<string, string> {
  return new Map(readFolder(folder).map(({ file, object: { kind, metadata } }) =>
    [`${kind}/${metadata.namespace ?? ''}/${metadata.name ?? ''}`, file]));
}

function readAnalysis({ stdout, stderr }: CommandResult): AnalysisFinding[] {
  // Its log goes to the same place, before the list.
  const list = stdout.search(/^\[\]?$/m);
  if (list < 0) {
    throw new Error(`istioctl analyze gave no list: ${stdout}${stderr}`);
  }
  const messages: { code: string; level: AnalysisFinding['level']; message: string; origin?: string; reference?: string }[]
    = JSON.parse(stdout.slice(list));
  return messages.map(({ code, level, message, origin, reference }) => {
    const [, file, line] = /^(.*?)(?::(\d+))?$/.exec(reference ?? '.')!;
    return { code, level, message, origin: origin ?? '', file, line: line === undefined ? undefined : Number(line) };
  });
}

/** A file that cannot be read changes neither the list nor the exit code of `analyze`. */
function readProblems({ stderr }: CommandResult): AnalysisFinding[] {
  const problem = /Error\(s\) adding files: ([^]*?)(?:\n✔|No validation issues|$)/.exec(stderr)?.[1].trim();
  return problem ? [{ code: 'unreadable', level: 'Error', origin: '', file: '.', line: undefined, message: problem }] : [];
}
