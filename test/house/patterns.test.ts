import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Chart } from 'cdk8s';
import * as library from '../../src';
import { Environment, Fleet } from '../../src';
import { filesBelow } from '../support/run-example';
import { PATTERN_EXAMPLES } from '../support/stories';

const ROOT = join(__dirname, '../..');

/** Runs the example of a pattern in this process, with the output in a temporary folder. */
function run(folder: string): { files: Map<string, string>; report: any } {
  const output = mkdtempSync(join(tmpdir(), 'cdk8s-istio-pattern-'));
  const saved = { ...process.env };
  const exitCode = process.exitCode;
  const quiet = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const report = join(output, 'report.json');
    Object.assign(process.env, { CDK8S_OUTDIR: join(output, 'dist'), CDK8S_ISTIO_REPORT: report });
    jest.requireActual(join(folder, 'main.ts'));
    return { files: filesBelow(join(output, 'dist')), report: JSON.parse(readFileSync(report, 'utf8')) };
  } finally {
    quiet.mockRestore();
    process.env = saved;
    process.exitCode = exitCode;
    rmSync(output, { recursive: true, force: true });
  }
}

describe.each(PATTERN_EXAMPLES.map(example => [example.name, example] as const))('examples/%s', (name, { folder, story }) => {
  test('the committed dist/ is what the program writes, and nothing is found', () => {
    const { files, report } = run(folder);
    expect(report.findings).toEqual([]);
    expect(Object.fromEntries(files)).toEqual(Object.fromEntries(filesBelow(join(folder, 'dist'))));
  });

  test('the story names an exported class and promises something', () => {
    expect(library).toHaveProperty(story.pattern);
    expect(story.traffic.length).toBeGreaterThanOrEqual(2);
    expect(story.traffic.filter(({ fate }) => Object.keys(fate).length === 0)).toEqual([]);
    expect(new Set(story.traffic.map(({ request }) => request)).size).toBe(story.traffic.length);
    expect(story.mistakes.length).toBeGreaterThanOrEqual(1);
    expect(basename(folder)).toBe(name);
  });

  test.each(story.mistakes.map(mistake => [mistake.mistake, mistake] as const))('refuses: %s', (_, { refusedBy, fix, program }) => {
    if (refusedBy === 'compiler') {
      // The type check of the examples is the test: an @ts-expect-error without an error is one.
      const expected = readFileSync(join(folder, 'story.ts'), 'utf8').split('@ts-expect-error').length - 1;
      expect(expected).toBeGreaterThanOrEqual(story.mistakes.filter(each => each.refusedBy === 'compiler').length);
      return;
    }
    const fleet = new Fleet({ outdir: join(tmpdir(), 'cdk8s-istio-never-written') });
    const environment: Environment = fleet.addEnvironment('test');
    let said: { code?: string; fix?: string }[];
    try {
      program(new Chart(environment, 'chart', { namespace: 'shop' }));
      said = fleet.examine().findings;
    } catch (error) {
      said = [error as { code?: string; fix?: string }];
    }
    const match = said.find(({ code }) => code === refusedBy);
    expect({ said, match: match !== undefined }).toMatchObject({ match: true });
    expect(match!.fix).toContain(fix ?? '');
  });
});

test('every pattern has an example that tells its story', () => {
  const told = new Set(PATTERN_EXAMPLES.map(({ story }) => story.pattern));
  const sources = (readdirSync(join(ROOT, 'src/patterns'), { recursive: true }) as string[]).filter(file => file.endsWith('.ts'));
  const patterns = sources.flatMap(file => /^export class (\w+) extends Construct/m.exec(readFileSync(join(ROOT, 'src/patterns', file), 'utf8'))?.[1] ?? []);
  expect(patterns.length).toBeGreaterThan(15);
  expect(patterns.filter(pattern => !told.has(pattern))).toEqual([]);
});
