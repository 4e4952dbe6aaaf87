import { Finding } from '../analysis/finding';
import { FORMATS } from '../report/format';
import { Report } from '../report/report';
import { mayUseColour } from '../report/style';

/** Prints a report on standard output and sets the exit status. */
export function printReport(report: Report, format: string): void {
  printText(FORMATS[format](report, { cwd: process.cwd(), colour: stdoutColour() }), report);
}

/** Prints what a report became on standard output and sets the exit status. */
export function printText(text: string, { exitCode }: Report): void {
  process.stdout.write(text);
  process.exitCode = exitCode;
}

/** Whether standard output may be coloured. */
export function stdoutColour(): boolean {
  return mayUseColour(process.env, process.stdout.isTTY);
}

/** A finding about the input as a whole: the command line, the configuration, the user's program. */
export function inputFinding(code: string, rule: string, words: Pick<Finding, 'message' | 'fix'> & Partial<Finding>): Finding {
  return { code, rule, layer: 'read', severity: 'error', field: '', environments: [], equals: [], ...words };
}

/** A reader that went away (`cdk8s-istio check . | head`) is no error. */
export function allowClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') {
        throw error;
      }
    });
  }
}
