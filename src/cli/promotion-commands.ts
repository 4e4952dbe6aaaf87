import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { hydrate, HydrateOptions, hydrationText } from './hydrate';
import { printReport } from './output';
import { plan, PlanOptions, planText } from './plan';
import { promote, PromoteOptions } from './promote';
import { promotionBody, promotionTitle } from './promotion-body';
import { promotionText } from './promotion-text';
import { SynthOutcome } from './synth';

/** The commands between environments: `promote`, `plan` and `hydrate`. */
export function addPromotionCommands(program: Command): void {
  program.command('promote')
    .description('move values of config/<environment>.yaml to the next environment and render it; nothing is copied between outputs')
    .requiredOption('--from <environment>', 'the environment that has run the values')
    .requiredOption('--to <environment>', 'the environment that gets them')
    .option('--only <keys>', 'only these keys, with what is below them: cart.canaryPercent,cart.image', keysOf, [])
    .option('--body <file>', 'write the body of a pull request to this file, in Markdown')
    .option('--dry-run', 'write no values and no output', false)
    .option('--accept-break <reason>', 'promote although live routes lose what they need for a while', reasonOf)
    .option('--accept-freeze <reason>', 'promote although the environment is frozen', reasonOf)
    .option('-a, --app <command>', 'the command to run, instead of "app" in cdk8s.yaml')
    .option('-o, --output <folder>', 'the output folder, instead of "output" in cdk8s.yaml')
    .addOption(format())
    .action((options: PromoteOptions & Printed & { body?: string }) => {
      const outcome = promote(options);
      if (!isOwn(outcome)) {
        return printReport(outcome.report, options.format);
      }
      if (options.body !== undefined && ['promoted', 'dry-run'].includes(outcome.verdict)) {
        writeFileSync(options.body, promotionBody(outcome));
      }
      print(options, { ...outcome, title: promotionTitle(outcome) }, () => promotionText(outcome), outcome.exitCode);
    });

  program.command('plan')
    .description('compare what the program makes now with the last release, and say what takes two releases')
    .option('-e, --environment <environment>', 'only this environment')
    .option('--since <revision>', 'the commit that holds the last release', 'HEAD')
    .option('--against <folder>', 'an output root that is the last release, instead of a commit')
    .option('--accept-break <reason>', 'let live routes lose what they need for a while', reasonOf)
    .option('-a, --app <command>', 'the command to run, instead of "app" in cdk8s.yaml')
    .option('-o, --output <folder>', 'the output folder, instead of "output" in cdk8s.yaml')
    .addOption(format())
    .action((options: PlanOptions & Printed) => {
      const outcome = plan(options);
      if (!isOwn(outcome)) {
        return printReport(outcome.report, options.format);
      }
      print(options, outcome, () => planText(outcome), outcome.exitCode);
    });

  program.command('hydrate')
    .description('prepare an environment for a branch of its own, or for an OCI registry, and print the commands; nothing is pushed')
    .requiredOption('-e, --environment <environment>', 'the environment')
    .option('--to <folder>', 'the folder to write for the branch', '.hydrated')
    .option('--branch <branch>', 'the branch to propose to, instead of environment/<environment>-next')
    .option('--oci <address>', 'an OCI repository instead of a branch: oci://registry.example/mesh')
    .option('-a, --app <command>', 'the command to run, instead of "app" in cdk8s.yaml')
    .option('-o, --output <folder>', 'the output folder, instead of "output" in cdk8s.yaml')
    .addOption(format())
    .action((options: HydrateOptions & Printed) => {
      const outcome = hydrate(options);
      if (!isOwn(outcome)) {
        return printReport(outcome.report, options.format);
      }
      print(options, outcome, () => hydrationText(outcome), outcome.exitCode);
    });
}

interface Printed {
  readonly format: 'text' | 'json';
}

function format(): Option {
  return new Option('-f, --format <format>', 'how to print the report').choices(['text', 'json']).default('text');
}

function print({ format: name }: Printed, facts: object, text: () => string, exitCode: number): void {
  process.stdout.write(name === 'json' ? `${JSON.stringify(facts, null, 2)}\n` : text());
  process.exitCode = exitCode;
}

/** Whether a command came to its own result; else the program failed, and the report of its synth says how. */
function isOwn<T extends { readonly exitCode: number }>(outcome: T | SynthOutcome): outcome is T {
  return 'exitCode' in outcome;
}

function keysOf(text: string, before: readonly string[]): string[] {
  return [...before, ...text.split(',').map(key => key.trim()).filter(key => key !== '')];
}

function reasonOf(text: string): string {
  if (text.trim() === '') {
    throw new InvalidArgumentError('Say why.');
  }
  return text;
}
