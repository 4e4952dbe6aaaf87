import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow } from '../../test/support/run-example';

/** Renders the example to a temporary folder and returns its files and its report. */
function rendered(): { files: ReadonlyMap<string, string>; report: any } {
  const folder = mkdtempSync(join(tmpdir(), 'promotion-'));
  const saved = { ...process.env };
  try {
    Object.assign(process.env, { CDK8S_OUTDIR: join(folder, 'dist'), CDK8S_ISTIO_REPORT: join(folder, 'report.json') });
    jest.isolateModules(() => jest.requireActual('./main'));
    return { files: filesBelow(join(folder, 'dist')), report: JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) };
  } finally {
    process.env = saved;
    rmSync(folder, { recursive: true, force: true });
  }
}

test('the output is the one that was reviewed, and nothing is found', () => {
  const { files, report } = rendered();
  expect(files).toEqual(filesBelow(join(__dirname, 'dist')));
  expect(report.findings).toEqual([]);
});

test('the report tells the command line what may move where', () => {
  const { report } = rendered();
  expect(report.environments).toMatchObject([
    { name: 'development', after: [], values: { read: ['cart.canaryPercent', 'cart.timeout', 'cart.testers'], unread: [], pinned: [] } },
    { name: 'staging', after: ['development'], frozen: [] },
    { name: 'production', after: ['staging'], frozen: [{ end: '2026-01-05T08:00' }], values: { read: ['cart.canaryPercent', 'cart.timeout'], pinned: ['cart.timeout'] } },
  ]);
});
