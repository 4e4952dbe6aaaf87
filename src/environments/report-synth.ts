import { FleetReport } from './fleet-report';
import { synthResult, writeSynthResult } from './synth-report-file';
import { synthSummary } from './synth-summary';
import type { CheckedFleet } from './synthesis';
import { mayUseColour } from '../report/style';

/**
 * Says what a synth did: to the command line that started the program (a file), else to people (standard error). Sets the exit
 * status of the process, and never lowers one that is set.
 */
export function reportSynth(report: FleetReport, checked: CheckedFleet): void {
  const result = synthResult(report, checked);
  const file = process.env.CDK8S_ISTIO_REPORT;
  if (file) {
    writeSynthResult(file, result);
  } else {
    process.stderr.write(synthSummary(result, checked.faults, mayUseColour(process.env, process.stderr.isTTY)));
  }
  if (report.exitCode > Number(process.exitCode ?? 0)) {
    process.exitCode = report.exitCode;
  }
}
