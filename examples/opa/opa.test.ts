import { join } from 'node:path';
import { policy } from '../../src';
import { filesBelow, runExample } from '../../test/support/run-example';

test('the committed dist/ is what the program writes, and nothing is found', () => {
  const { result, files } = runExample(__dirname);
  expect(result.findings).toEqual([]);
  expect(Object.fromEntries(files)).toEqual(Object.fromEntries(filesBelow(join(__dirname, 'dist'))));
});

test('the committed policies/ are the files of the bundle', () => {
  const bundle = Object.fromEntries(new policy.RegoBundle().files.map(({ path, text }) => [path, text]));
  expect(Object.fromEntries(filesBelow(join(__dirname, 'policies')))).toEqual(bundle);
});

test('a rule that is broken is found at synth already, at its object, and nothing is written', () => {
  const { result, files } = runExample(__dirname, {
    file: 'main.ts', from: 'outlierDetection: { consecutive5xxErrors: 5, baseEjectionTime: Duration.seconds(30) }', to: '',
  });
  expect(result.findings).toMatchObject([
    { rule: 'external-without-outlier-detection', severity: 'error', object: { kind: 'DestinationRule', name: 'api.payments.example' }, file: expect.stringMatching(/main\.ts$/) },
  ]);
  expect([...files.keys()].filter(path => path.startsWith('production/'))).toEqual([]);
});
