#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { check, CheckOptions } from './check';
import { init, InitOptions } from './init';
import { allowClosedPipes, inputFinding, printReport, printText, stdoutColour } from './output';
import { addPromotionCommands } from './promotion-commands';
import { DELIVERY_ENGINES } from './scaffold/program';
import { synth, SynthOptions } from './synth';
import { planUpdate, update, updateFindings } from './update';
import { FORGES } from '../delivery/ci/managed-files';
import { synthSummary } from '../environments/synth-summary';
import { CODES } from '../kernel/codes';
import { MeshError } from '../kernel/fail';
import { nearestName } from '../kernel/nearest';
import { FORMATS } from '../report/format';
import { ExitCode, ReportFacts, reportOf, SEVERITIES } from '../report/report';
import { ISTIO_MINORS, LATEST_MINOR } from '../schema/istio-version';

const EXIT_STATUS = `
Exit status, in every format:
  0  ok
  1  findings at or over the threshold
  2  bad usage or input, a rule of a rule pack failed; nothing was written
  3  a guard refused, for example because another synth is running
  4  our own fault`;

/** The command line: arguments in, report on standard output, exit status set. */
function commandLine(): Command {
  const program = new Command('cdk8s-istio')
    .description('Checks and synthesizes Istio meshes.')
    .addHelpText('after', EXIT_STATUS)
    .exitOverride();

  program.command('init')
    .description('begin a GitOps repository: a program, its test, values, and the pipelines of the forge')
    .argument('[folder]', 'a folder that is new, or has no files of these names', '.')
    .addOption(oneOf('--delivery <engine>', 'what applies the output', DELIVERY_ENGINES).default(DELIVERY_ENGINES[0]))
    .addOption(oneOf('--forge <forge>', 'where the repository is hosted', FORGES).default(FORGES[0]))
    .option('--repository <url>', 'its address, as controllers fetch it')
    .option('--policies', 'the rules as Rego too, for conftest')
    .addOption(new Option('--package <specifier>', 'what npm installs as cdk8s-istio').hideHelp())
    .action((folder: string, options: InitOptions) => void process.stdout.write(init(folder, options)));

  program.command('update')
    .description('rewrite the files of a repository that cdk8s-istio manages: pipelines, hook, tools, lint')
    .option('--check', 'write nothing; findings where they differ')
    .addOption(format())
    .action(({ check: only, format: name }: { check?: boolean; format: string }) => {
      const plan = planUpdate();
      if (only) {
        printReport(reportOf({ findings: updateFindings(plan), threshold: 'error' }), name);
      } else {
        process.stdout.write(update(plan));
      }
    });

  program.command('check')
    .description('check the Kubernetes objects of any folder of YAML; an output folder of ours environment by environment')
    .argument('<folder...>', 'folders, or files')
    .addOption(format())
    .addOption(threshold())
    .addOption(oneOf('--istio-version <minor>', 'the Istio whose fields and rules hold', ISTIO_MINORS).default(LATEST_MINOR))
    .option('--root-namespace <namespace>', 'the root namespace of the mesh', 'istio-system')
    .option('--cluster-domain <domain>', 'the domain of the cluster', 'cluster.local')
    .action((folders: string[], options: CheckOptions & { format: string }) => printReport(check(folders, options), options.format));

  program.command('synth')
    .description('run the program that cdk8s.yaml names, check what it makes, and write it if nothing speaks against it')
    .option('-a, --app <command>', 'the command to run, instead of "app" in cdk8s.yaml')
    .option('-o, --output <folder>', 'the output folder, instead of "output" in cdk8s.yaml')
    .option('--adopt', 'take over an output folder that holds files of others')
    .addOption(format())
    .addOption(threshold())
    .action((options: SynthOptions & { format: string }) => {
      const { report, result } = synth(options);
      if (result && options.format === 'text') {
        printText(synthSummary(result, report.faults, stdoutColour()), report);
      } else {
        printReport(report, options.format);
      }
    });
  addPromotionCommands(program);
  return program;
}

function format(): Option {
  return oneOf('-f, --format <format>', 'how to print the report', Object.keys(FORMATS)).default('text');
}

function threshold(): Option {
  return oneOf('--threshold <severity>', 'from which severity on findings fail', SEVERITIES).default('error');
}

/** An option with a closed set of values, which proposes the nearest one. */
function oneOf(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, `${description} (${values.join(', ')})`).argParser(value => {
    if (values.includes(value)) {
      return value;
    }
    const nearest = nearestName(value, values);
    throw new InvalidArgumentError(`${nearest ? `Did you mean ${nearest}?` : ''} It is one of ${values.join(', ')}.`.trim());
  });
}

function main(): void {
  allowClosedPipes();
  try {
    commandLine().parse();
  } catch (error) {
    const stack = String((error as Error)?.stack ?? error);
    if (error instanceof CommanderError) {
      const words = { message: error.message.replace(/^error: /, ''), fix: 'Read cdk8s-istio --help.' };
      end(error.exitCode === 0 ? 0 : 2, { findings: [inputFinding(CODES.USAGE, 'bad-usage', words)], unreadable: true });
    } else if (MeshError.isMeshError(error)) {
      process.stderr.write(`${error.message}\n`);
      const { code, what: message, why, fix } = error;
      end(2, { findings: [inputFinding(code, 'illegal-argument', { message, why, fix })], unreadable: true });
    } else {
      process.stderr.write(`${CODES.CHECK_FAILED}: cdk8s-istio failed. This is our fault: please report it with the text below.\n${stack}\n`);
      end(4, { findings: [], faults: [{ code: CODES.CHECK_FAILED, rule: 'cdk8s-istio', message: stack }] });
    }
  }
}

/** Ends a run that has no report of its own; where JSON is asked for, standard output is one JSON object all the same. */
function end(exitCode: ExitCode, facts: Omit<ReportFacts, 'threshold'>): void {
  if (exitCode !== 0 && /(?:^| )(?:--format|-f)[ =]?json(?: |$)/.test(process.argv.slice(2).join(' '))) {
    printReport(reportOf({ ...facts, threshold: 'error' }), 'json');
  }
  process.exitCode = exitCode;
}

main();
