/** `docs/lab.md`: what the scenarios showed, in one section per scenario that a run replaces. */

import { Scenario, StepResult } from './scenario';
import { Pin, PINS, ToolName } from '../oracle/pins';

/** What became of a scenario. */
export interface Outcome {
  readonly name: string;
  readonly scenario: Scenario;
  readonly tools: readonly ToolName[];
  readonly steps: readonly StepResult[];
  /** Why it was not run. */
  readonly skipped?: string;
  readonly failed: boolean;
}

const HEAD = `<!-- Written by \`npx tsx test/lab/run.ts\`; a run replaces the sections of the scenarios that it ran. Do not edit. -->
# The lab

Each scenario starts a cluster on loopback (etcd, the API server with the CRDs of all systems, the controllers and the scheduler of Kubernetes, and
kwok in the place of machines), a Git server, and one engine in its released version. The folders and the controllers' objects are those that the library
writes; only the repository's address is that of the lab. Every step is checked; a step that fails ends its scenario. There is no istiod, so nothing
here says how proxies behave: [the mesh lab](../test/oracle/README.md#the-mesh-lab) does. How to run it and how to add a scenario: \`test/lab/README.md\`.
`;

/** The new text of the report: sections of scenarios that were not run now stay, those of scenarios that are gone do not. */
export function report(before: string, known: readonly string[], outcomes: readonly Outcome[]): string {
  const sections = new Map(known.map((name) => [name, earlier(before, name)]));
  for (const outcome of outcomes) {
    sections.set(outcome.name, section(outcome));
  }
  const missing = known.filter((name) => sections.get(name) === undefined);
  const rest = missing.length > 0 ? [`Not run yet: ${missing.join(', ')}.\n`] : [];
  return [HEAD, ...[...sections.values()].filter((text) => text !== undefined), ...rest].join('\n');
}

function earlier(text: string, name: string): string | undefined {
  const begin = text.indexOf(beginOf(name));
  const end = text.indexOf(endOf(name));
  return begin >= 0 && end > begin ? text.slice(begin, end + endOf(name).length) + '\n' : undefined;
}

function section({ name, scenario, tools, steps, skipped, failed }: Outcome): string {
  const lines = [
    beginOf(name),
    `## ${scenario.title}`,
    '',
    scenario.about,
    '',
    `Tools: ${[...tools.map((tool) => `${tool} ${versionOf(tool)}`), ...(scenario.programs ?? []).map((program) => `${program} of the machine`)].join(', ')}.`,
    '',
  ];
  if (skipped) {
    lines.push(`**Not run**: ${skipped}.`, '');
  } else {
    lines.push('| Step | Outcome | Seconds | Figures |', '|---|---|---|---|');
    lines.push(...steps.map((step) => `| ${cell(step.sentence)} | ${step.ok ? 'ok' : '**failed**'} | ${step.seconds.toFixed(1)} | ${cell(step.text)} |`));
    lines.push('', failed ? '**Failed** at the last step above.' : `All ${steps.length} steps passed.`, '');
  }
  if (scenario.notRun && scenario.notRun.length > 0) {
    lines.push('Not run:', ...scenario.notRun.map((text) => `- ${text}`), '');
  }
  return [...lines, endOf(name), ''].join('\n');
}

function versionOf(tool: ToolName): string {
  const pin: Pin = PINS[tool];
  return pin.kind === 'python' ? pin.requirement.split('==')[1] : pin.version;
}

/** Text inside a table: one line, no bars. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\|/g, '\\|').slice(0, 600);
}

function beginOf(name: string): string {
  return `<!-- scenario ${name} -->`;
}

function endOf(name: string): string {
  return `<!-- end of scenario ${name} -->`;
}
