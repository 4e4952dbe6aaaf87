import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { CONFIGURATION_FILE, readConfiguration } from './configuration';
import { inputFinding } from './output';
import { beforeError, isOurs, uncaughtFinding } from './uncaught';
import { Finding, Severity } from '../analysis/finding';
import type { SynthResult } from '../environments/synth-report-file';
import { CODES } from '../kernel/codes';
import { Report, reportOf } from '../report/report';

/** What `synth` is told. */
export interface SynthOptions {
  readonly app?: string;
  readonly output?: string;
  readonly adopt?: boolean;
  readonly threshold: Severity;
}

/** What a synth gave: the report, and the program's own result where it got so far. */
export interface SynthOutcome {
  readonly report: Report;
  readonly result?: SynthResult;
}

/**
 * Runs the user's program and reports what it wrote and found. The program does the writing; nothing is removed here.
 * @param instead where the program reads values and writes to instead of the tree
 */
export function synth({ app, output, adopt, threshold }: SynthOptions, instead: Instead = {}): SynthOutcome {
  const { configuration, findings } = readConfiguration();
  const command = app ?? configuration.app;
  if (findings.length > 0 || command === undefined) {
    return inputFault(findings.length > 0 ? findings : [noProgram()], threshold);
  }
  const run = runProgram(command, { output: output ?? configuration.output ?? 'dist', adopt, threshold, instead });
  const expected = run.result?.exitCode ?? 0;
  if (!run.result || run.status !== expected) {
    const ours = isOurs(run.stderr);
    process.stderr.write(ours ? beforeError(run.stderr) : run.stderr);
    return { ...inputFault([run.status === 0 ? notSynthesized(command) : uncaughtFinding(run.stderr, command, run.ending)], threshold) };
  }
  process.stderr.write(run.stderr);
  return { report: resultReport(run.result), result: run.result };
}

/** Folders that stand for parts of the tree, so that a program can be rendered as it would be without touching anything. */
export interface Instead {
  /** Takes the output, whatever the program and the configuration say. */
  readonly output?: string;
  /** Holds values files that are read instead of those at the same paths below the working directory. */
  readonly values?: string;
}

interface Run {
  readonly result?: SynthResult;
  readonly status: number | null;
  /** How it ended, in words. */
  readonly ending: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly output: string;
  readonly adopt?: boolean;
  readonly threshold: Severity;
  readonly instead: Instead;
}

/** Runs the command through a shell, as cdk8s-cli does, with what the fleet needs to know in the environment. */
function runProgram(command: string, { output, adopt, threshold, instead }: RunOptions): Run {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-'));
  const file = join(folder, 'report.json');
  try {
    const { status, signal, stderr, error } = spawnSync(command, {
      shell: true,
      stdio: ['inherit', process.stderr.fd, 'pipe'],
      maxBuffer: Number.MAX_SAFE_INTEGER,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: [resolve('node_modules/.bin'), process.env.PATH].filter(Boolean).join(delimiter),
        CDK8S_OUTDIR: output,
        CDK8S_ISTIO_REPORT: file,
        CDK8S_ISTIO_THRESHOLD: threshold,
        ...(adopt ? { CDK8S_ISTIO_ADOPT: '1' } : {}),
        CDK8S_ISTIO_RENDER: instead.output ?? '',
        CDK8S_ISTIO_CONFIG: instead.values ?? '',
      },
    });
    const ending = error ? `could not be started (${error.message})` : signal ? `was ended by ${signal}` : `ended with exit status ${status}`;
    return { result: readResult(file), status, ending, stderr: stderr ?? '' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readResult(file: string): SynthResult | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SynthResult;
  } catch {
    return undefined;
  }
}

function resultReport(result: SynthResult): Report {
  const { findings, acknowledged, undecided, escapeHatches, objects, threshold, refusal, exitCode, ownFaults, packFaults } = result;
  const refused = refusal ? [inputFinding(refusal.code, 'output-refused', { message: refusal.message, why: refusal.why, fix: refusal.fix })] : [];
  return reportOf({
    findings: [...findings, ...refused],
    acknowledged,
    undecided,
    escapeHatches,
    faults: [
      ...ownFaults.map(message => ({ code: CODES.CHECK_FAILED, rule: message.split(': ')[0], message })),
      ...packFaults.map(({ packName, ruleId, message }) => ({ code: CODES.RULE_PACK_FAILED, rule: ruleId, pack: packName, message })),
    ],
    objects,
    threshold,
    refusal: refusal ? (exitCode === 3 ? 3 : 2) : undefined,
    unreadable: false,
  });
}

function inputFault(findings: readonly Finding[], threshold: Severity): SynthOutcome {
  return { report: reportOf({ findings, threshold, unreadable: true }) };
}

function noProgram(): Finding {
  return inputFinding(CODES.CONFIGURATION, 'wrong-configuration', {
    message: `There is no program to run: no ${CONFIGURATION_FILE} with the key "app", and no --app.`,
    fix: `Write "app: tsx main.ts" into ${CONFIGURATION_FILE}, or say --app "tsx main.ts".`,
    file: CONFIGURATION_FILE,
  });
}

function notSynthesized(command: string): Finding {
  return inputFinding(CODES.PROGRAM_FAILED, 'program-failed', {
    message: `The program "${command}" ended without synthesizing a fleet.`,
    why: 'Nothing was written or checked.',
    fix: 'Call fleet.synth() at the end of the program.',
  });
}
