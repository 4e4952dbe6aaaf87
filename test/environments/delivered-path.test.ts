import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDelivery } from '../../src/delivery/delivery';
import { deliveredPathFinding } from '../../src/environments/delivered-path';

let repository: string;
const start = process.cwd();

beforeEach(() => {
  repository = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'delivered-path-')));
  fs.mkdirSync(join(repository, '.git'));
  fs.mkdirSync(join(repository, 'infra/mesh'), { recursive: true });
  fs.writeFileSync(join(repository, '.git/config'), '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@git.example.com:acme/mono.git\n');
  process.chdir(join(repository, 'infra/mesh'));
});
afterEach(() => {
  process.chdir(start);
  delete process.env.CDK8S_OUTDIR;
  fs.rmSync(repository, { recursive: true, force: true });
});

const engine = (repositoryUrl?: string): IDelivery => ({ engine: 'argocd', repositoryUrl, annotationsFor: () => ({}), deliver: () => undefined });
const OWN = 'https://git.example.com/acme/mono';

test.each([
  [OWN, undefined, 'dist'],
  ['ssh://git@git.example.com:22/acme/mono.git', undefined, 'dist'],
  [OWN, 'out', 'out'],
  [OWN, undefined, 'infra/mesh/dits'],
  [OWN, '../../dist', 'infra/mesh/dist'],
])('of its own repository %s, with the output in %s, the path %j is wrong', (url, outdir, path) => {
  const actual = outdir === undefined ? 'infra/mesh/dist' : outdir === 'out' ? 'infra/mesh/out' : 'dist';
  expect(deliveredPathFinding(engine(url), outdir, path)).toMatchObject({ code: 'MESH0409', rule: 'delivered-path', severity: 'error', field: '', fix: expect.stringContaining(`"${actual}"`) });
});

test.each([
  ['the path is right', OWN, undefined, 'infra/mesh/dist'],
  ['the controller fetches another repository', 'https://git.example.com/acme/config', undefined, 'dist'],
  ['the controller fetches a repository of this name from another host', 'https://other.example.com/acme/mono', undefined, 'dist'],
  ['the engine names no repository', undefined, undefined, 'dist'],
  ['the output lies at an absolute place', OWN, '/srv/dist', 'dist'],
])('nothing is said where %s', (_, url, outdir, path) => {
  expect(deliveredPathFinding(engine(url), outdir, path)).toBeUndefined();
});

test('nothing is said where the output lies in no repository, or in one without remotes', () => {
  fs.writeFileSync(join(repository, '.git/config'), '[core]\n');
  expect(deliveredPathFinding(engine(OWN), undefined, 'dist')).toBeUndefined();
  fs.rmSync(join(repository, '.git'), { recursive: true });
  expect(deliveredPathFinding(engine(OWN), undefined, 'dist')).toBeUndefined();
});

test('a remote that is a folder is another repository', () => {
  fs.writeFileSync(join(repository, '.git/config'), '[remote "origin"]\n\turl = elsewhere\n');
  expect(deliveredPathFinding(engine(OWN), undefined, 'dist')).toBeUndefined();
});

test('nothing is said of an absolute place inside of the repository', () => {
  expect(deliveredPathFinding(engine(OWN), join(repository, 'out'), 'dist')).toBeUndefined();
});
