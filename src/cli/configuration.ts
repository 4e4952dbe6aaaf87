import { readFileSync } from 'node:fs';
import { inputFinding } from './output';
import { Finding } from '../analysis/finding';
import { LineFinder, readDocuments } from '../environments/yaml-document';
import { CODES } from '../kernel/codes';

/** The file that says how to run the user's program, as cdk8s-cli reads it. */
export const CONFIGURATION_FILE = 'cdk8s.yaml';

/** What `cdk8s.yaml` says. Keys of cdk8s-cli that are not named here are left to it. */
export interface Configuration {
  readonly app?: string;
  readonly output?: string;
}

/** Reads `cdk8s.yaml` of the working directory: what it says, or what is wrong with it. A missing file says nothing. */
export function readConfiguration(): { configuration: Configuration; findings: Finding[] } {
  let text: string;
  try {
    text = readFileSync(CONFIGURATION_FILE, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return { configuration: {}, findings: [] };
    }
    return { configuration: {}, findings: [wrong('The file cannot be read.', 'Make it readable.', 1)] };
  }
  const [document] = readDocuments(text);
  const problem = document?.problems.find(({ severity }) => severity === 'error');
  if (problem) {
    return { configuration: {}, findings: [wrong(problem.message, problem.fix, problem.line)] };
  }
  const configuration = (document?.value ?? {}) as Record<string, unknown>;
  const findings = ['app', 'output']
    .filter(key => configuration[key] !== undefined && (typeof configuration[key] !== 'string' || configuration[key] === ''))
    .map(key => wrong(`The key "${key}" must be a text and is ${JSON.stringify(configuration[key])}.`, `Write a text after "${key}:".`, new LineFinder(text).lineOf(0, [key]).line, key));
  return { configuration: configuration as Configuration, findings };
}

function wrong(message: string, fix: string, line: number, field = ''): Finding {
  return inputFinding(CODES.CONFIGURATION, 'wrong-configuration', { message, fix, file: CONFIGURATION_FILE, line, field });
}
