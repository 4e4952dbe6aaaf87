import { Compiled, GitProject } from './git-project';

jest.setTimeout(300_000);

/** Development, staging, production, from values: a split of a cart, a Service that comes and goes, and whatever else a test needs. */
const PROGRAM = `
const { Chart, ApiObject } = require('cdk8s');
const { DestinationRule, EnvironmentValues, Fleet, FreezeWindow, HttpAction, MeshService, TrafficSplit, VirtualService } = require(LIBRARY);
const fleet = new Fleet();
const utc = { timeZone: 'UTC', reason: 'turn of the year' };
const after = { development: [], staging: ['development'], production: ['staging'] };
for (const name of Object.keys(after)) {
  const values = EnvironmentValues.load(name, { pinned: name === 'production' ? ['replicas', 'limits'] : [] });
  const frozen = values.has('frozen') && values.flag('frozen') ? [FreezeWindow.between('2000-01-01T00:00', '2999-01-01T00:00', utc)] : [];
  const environment = fleet.addEnvironment(name, { values, after: after[name], frozen });
  const chart = new Chart(environment, 'shop', { namespace: 'shop' });
  const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
  const rule = new DestinationRule(chart, 'Rule', { name: 'cart', service: cart });
  const stable = rule.addSubset('stable', { labels: { version: 'v1' } });
  const state = values.text('cart.canary', { oneOf: ['routed', 'retired', 'gone'] });
  const labels = { version: 'v2' };
  const routes = new VirtualService(chart, 'Routes', { name: 'cart', hosts: [cart.host] });
  const canary = state === 'routed' ? rule.addSubset('canary', { labels }) : undefined;
  if (state === 'retired') rule.retireSubset('canary', { labels });
  routes.addHttpRoute('split', { action: HttpAction.route(canary ? TrafficSplit.canary(stable, canary, values.percent('cart.canaryPercent')) : TrafficSplit.to(stable)) });
  if (values.has('banner')) new ApiObject(chart, 'Banner', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'banner' }, data: { text: values.text('banner') } });
  if (values.has('replicas')) values.number('replicas');
  if (values.has('leak')) for (const other of fleet.environments.slice(0, -1)) new ApiObject(new Chart(other, 'leak-' + name, { namespace: 'shop' }), 'X', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: values.text('leak') + '-' + name } });
}
fleet.synth();
`;
const VALUES = (percent: number, rest = '') => `# values\ncart:\n  canaryPercent: ${percent} # of all\n  canary: routed\n${rest}`;

let compiled: Compiled;
let first: GitProject;
let project: GitProject;
beforeAll(() => {
  compiled = GitProject.compile();
  first = GitProject.create(compiled, PROGRAM, {
    'config/development.yaml': VALUES(50), 'config/staging.yaml': VALUES(20, 'replicas: 2\n'), 'config/production.yaml': VALUES(5, 'replicas: 9\n'),
  });
  first.release('first');
});
afterAll(() => {
  first.remove();
  compiled.remove();
});
beforeEach(() => project = first.copy());
afterEach(() => project.remove());

const PROMOTE = ['promote', '--from', 'staging', '--to', 'production'];
const status = () => project.git('status', '--porcelain').split('\n').filter(line => line !== '');

test('moves the value, renders the target, touches nothing else; its revert gives the old output, byte by byte', () => {
  const before = project.output();
  const { status: exit, stdout, stderr } = project.run(...PROMOTE);
  expect([exit, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')).toEqual([
    'staging -> production: 1 value',
    '  cart.canaryPercent: 5 -> 20',
    '  replicas stays: it is pinned in production',
    '',
    'production: 1 object, 2 fields',
    '  ~ VirtualService shop/cart',
    '      spec.http.split.route[0].weight: 95 -> 80',
    '      spec.http.split.route[1].weight: 5 -> 20',
    '',
    'promote: written. Next: git add, commit, and a review of what changes in production (1 object, 2 fields)',
    '',
  ]);
  expect(status()).toEqual([' M config/production.yaml', ' M dist/production/shop/virtualservice.cart.yaml']);
  expect(project.read('config/production.yaml')).toBe(VALUES(20, 'replicas: 9\n'));
  project.git('commit', '--quiet', '--all', '-m', 'promote');
  expect(project.run('synth')).toMatchObject({ status: 0 });
  expect(status()).toEqual([]);

  project.git('revert', '--no-edit', 'HEAD');
  expect(project.output()).toEqual(before);
  expect(project.run('synth')).toMatchObject({ status: 0, stdout: expect.stringContaining('is up to date') });
  expect(status()).toEqual([]);
});

test('a dry run writes nothing, and JSON says what it would do', () => {
  const { status: exit, stdout } = project.run(...PROMOTE, '--dry-run', '--format', 'json');
  expect(exit).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    verdict: 'dry-run',
    from: 'staging',
    to: 'production',
    title: 'Promote staging to production: cart.canaryPercent',
    values: [{ key: 'cart.canaryPercent', before: '5', after: '20' }],
    stays: [{ key: 'replicas', because: 'it is pinned in production' }],
    change: { objects: [{ change: 'changed', object: { kind: 'VirtualService', name: 'cart' }, fields: [{ before: 95, after: 80 }, { before: 5, after: 20 }] }], breaks: [] },
    base: project.git('rev-parse', 'HEAD').trim(),
  });
  expect(status()).toEqual([]);
});

test('objects come and go with the values; what only the target has stays until it is asked for', () => {
  project.write({ 'config/staging.yaml': VALUES(5, 'banner: hello\n') });
  project.release('a banner in staging');
  expect(project.run(...PROMOTE)).toMatchObject({ status: 0, stdout: expect.stringContaining('  + ConfigMap shop/banner') });
  expect(project.has('dist/production/shop/configmap.banner.yaml')).toBe(true);
  project.release('promote');
  project.write({ 'config/staging.yaml': VALUES(5) });
  project.release('no banner in staging');
  expect(project.run(...PROMOTE)).toMatchObject({ status: 0, stdout: expect.stringContaining('banner stays: only production has it') });
  expect(project.run(...PROMOTE, '--only', 'banner')).toMatchObject({ status: 0, stdout: expect.stringContaining('  - ConfigMap shop/banner') });
  expect(project.has('dist/production/shop/configmap.banner.yaml')).toBe(false);
  expect(project.read('config/production.yaml')).toBe(VALUES(5, 'replicas: 9\n'));
});

describe('a guard refuses with exit 3 and writes nothing', () => {
  const refused = (args: string[], code: string, ...words: string[]) => {
    const before = [project.read('config/production.yaml'), project.output()];
    const { status: exit, stdout } = project.run(...args);
    expect(stdout.split('\n').filter(line => line.startsWith('MESH')).map(line => line.slice(0, 8))).toEqual(Array(words.length === 0 ? 1 : words.length).fill(code));
    words.forEach(word => expect(stdout).toContain(word));
    expect([exit, [project.read('config/production.yaml'), project.output()]]).toEqual([3, before]);
  };

  test('against the order', () => {
    refused(['promote', '--from', 'development', '--to', 'production'], 'MESH0834', 'Promote to staging first');
    refused(['promote', '--from', 'production', '--to', 'staging'], 'MESH0834', 'changes go the other way');
  });

  test('uncommitted values, and an output that is not what the program makes', () => {
    project.edit('config/staging.yaml', '20', '30');
    refused(PROMOTE, 'MESH0835', 'A file is not committed: config/staging.yaml.', 'dist is not what the program makes: staging/shop/virtualservice.cart.yaml.');
    project.git('add', '--all');
    project.git('commit', '--quiet', '-m', 'without synth');
    refused(PROMOTE, 'MESH0835', 'Run cdk8s-istio synth and commit the result first');
  });

  test('a key that is pinned in the target', () => {
    refused([...PROMOTE, '--only', 'replicas'], 'MESH0836', 'it is pinned in production');
  });

  test('a frozen target, until somebody says why', () => {
    project.edit('config/production.yaml', 'replicas: 9\n', 'replicas: 9\nfrozen: true\n');
    project.release('freeze');
    refused(PROMOTE, 'MESH0837', 'production is frozen now: turn of the year.');
    expect(project.run(...PROMOTE, '--accept-freeze', 'the cart is down')).toMatchObject({ status: 0, stdout: expect.stringContaining('Accepted freeze: the cart is down') });
  });

  test('values of the target that change other environments', () => {
    project.edit('config/staging.yaml', 'replicas: 2\n', 'replicas: 2\nleak: x\n');
    project.release('leak');
    refused([...PROMOTE, '--only', 'leak'], 'MESH0839', 'The values of production change other environments too: development/shop/kustomization.yaml, staging/shop/kustomization.yaml, development/shop/configmap.x-production.yaml');
  });

  test('a subset together with its last route; in two releases it goes', () => {
    project.edit('config/staging.yaml', 'routed', 'gone');
    project.release('no canary in staging');
    refused([...PROMOTE, '--only', 'cart.canary'], 'MESH0838', "rule.retireSubset('canary', { labels: { version: 'v2' } });");
    project.edit('config/staging.yaml', 'gone', 'retired');
    project.release('a retired canary in staging');
    expect(project.run(...PROMOTE, '--only', 'cart.canary')).toMatchObject({ status: 0, stdout: expect.stringContaining('stays for this release') });
    project.release('first release');
    project.edit('config/staging.yaml', 'retired', 'gone');
    project.release('second release in staging');
    expect(project.run(...PROMOTE, '--only', 'cart.canary')).toMatchObject({ status: 0, stdout: expect.stringContaining('spec.subsets.canary') });
  });

  test('a subset together with its last route, when somebody says why', () => {
    project.edit('config/staging.yaml', 'routed', 'gone');
    project.release('no canary in staging');
    expect(project.run(...PROMOTE, '--only', 'cart.canary', '--accept-break', 'nobody calls it')).toMatchObject({ status: 0, stdout: expect.stringContaining('Accepted break: nobody calls it') });
  });
});

describe('bad input: exit 2, nothing is written', () => {
  test.each([
    [['promote', '--from', 'stagin', '--to', 'production'], 'MESH0501', 'Did you mean staging?'],
    [[...PROMOTE, '--only', 'cart.canaryPercnt'], 'MESH0501', 'Did you mean cart.canaryPercent?'],
    [[...PROMOTE, '--accept-break', ' '], '', 'Say why.'],
    [['promote', '--from', 'staging'], '', '--to'],
  ])('%j', (args, code, words) => {
    const { status: exit, stdout, stderr } = project.run(...args);
    expect([exit, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)]);
    expect(stderr).toContain(code);
    expect(status()).toEqual([]);
  });

  test('values that the program refuses for the target: its finding, at the line of the file', () => {
    project.edit('config/staging.yaml', 'replicas: 2', 'replicas: 2\nbanner: two words');
    project.release('a banner');
    project.edit('main.js', "values.text('banner')", "values.text('banner', { oneOf: name === 'production' ? ['hi'] : ['two words'] })");
    project.git('commit', '--quiet', '--all', '-m', 'program');
    const { status: exit, stdout } = project.run(...PROMOTE);
    expect([exit, stdout.split('\n')[1]]).toEqual([2, '  The value "banner" is "two words".']);
    expect(stdout).toMatch(/^error MESH0502 illegal-argument {2}config\/production\.yaml:\d+\n/);
    expect(status()).toEqual([]);
  });

  test('a repository without a commit, and a commit that is not there', () => {
    const fresh = GitProject.create(compiled, PROGRAM, {});
    expect(fresh.run(...PROMOTE)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/MESH0841: The Git repository has no commit/) });
    fresh.remove();
    expect(project.run('plan', '--since', 'no-such-branch')).toMatchObject({ status: 2, stderr: expect.stringMatching(/MESH0841: "no-such-branch" is no commit/) });
  });
});

describe('the body of the pull request', () => {
  function bodyWith(banner: string): string {
    project.write({ 'config/staging.yaml': VALUES(20, `banner: ${JSON.stringify(banner)}\n`) });
    project.release('staging </details> @everyone\n\nPromoted-To: mars');
    expect(project.run(...PROMOTE, '--dry-run', '--body', 'body.md')).toMatchObject({ status: 0 });
    return project.read('body.md');
  }

  test('says what moves and what changes, with the diff folded and trailers that Git reads', () => {
    const body = bodyWith('hello');
    expect(body).toContain('| <code>cart.canaryPercent</code> | <code>5</code> | <code>20</code> |');
    expect(body).toContain('- **added** <code>ConfigMap shop&#47;banner</code>');
    expect(body).toContain('-      weight: 95\n+      weight: 80\n');
    project.write({ 'body.md': `title\n\n${body}` });
    expect(project.git('interpret-trailers', '--parse', 'body.md').split('\n')).toEqual([
      'Promoted-From: staging', 'Promoted-To: production', 'Promoted-Values: cart.canaryPercent, banner',
      expect.stringMatching(/^Promoted-Base: [0-9a-f]{40}$/), expect.stringMatching(/^Argocd-reference-commit-sha: [0-9a-f]{40}$/),
      expect.stringMatching(/^Argocd-reference-commit-date: \d{4}-/), '',
    ]);
  });

  test('no text becomes Markdown, HTML, a mention or a trailer', () => {
    const body = bodyWith('</code></details> `x` ```\n# big @everyone [a](javascript:b) | x\n\nPromoted-To: mars');
    const outside = body.replace(/^(`{4,})diff\n[^]*?^\1$/m, '');
    expect(body).toMatch(/^`{4,}diff$/m);
    expect(outside).not.toMatch(/@|```|javascript:|^# |^Promoted-To: mars/m);
    expect(outside.match(/<[^>]*>/g)!.filter(tag => !/^<\/?(?:code|details|summary)>$/.test(tag))).toEqual([]);
    expect(outside.match(/<details>/g)).toHaveLength(1);
    expect(outside.match(/<\/details>/g)).toHaveLength(1);
    expect(outside.match(/<code>/g)!.length).toBe(outside.match(/<\/code>/g)!.length);
    project.write({ 'body.md': `title\n\n${body}` });
    expect(project.git('interpret-trailers', '--parse', 'body.md')).toContain('Promoted-To: production');
  });

  test('stays under the limit of the forge, and says that it was cut', () => {
    const body = bodyWith(Array.from({ length: 9_000 }, (_, i) => `line ${i} ü`).join('\n'));
    expect(Buffer.byteLength(body)).toBeLessThan(65_536);
    expect(body).toContain('(cut, see the files of this change for the rest)');
    expect(body).toContain('Promoted-To: production');
  });
});

describe('plan', () => {
  test('compares with what is committed, with another commit, and with a folder', () => {
    expect(project.run('plan')).toMatchObject({ status: 0, stdout: expect.stringContaining('plan: nothing to release') });
    project.edit('config/production.yaml', '5 #', '6 #');
    expect(project.run('plan', '--environment', 'production')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^production: 1 object, 2 fields since the commit [0-9a-f]{12}\n/) });
    project.release('six');
    expect(project.run('plan').stdout).toContain('nothing to release');
    expect(project.run('plan', '--since', 'HEAD~1').stdout).toContain('weight: 95 -> 94');
    project.git('worktree', 'add', '--quiet', '../old', 'HEAD~1');
    expect(project.run('plan', '--against', '../old/dist').stdout).toContain('weight: 95 -> 94');
    project.git('worktree', 'remove', '--force', '../old');
  });

  test('refuses what takes two releases and says what each does, then lets both pass', () => {
    project.edit('config/production.yaml', 'routed', 'gone');
    const refused = project.run('plan');
    expect(refused.status).toBe(3);
    expect(refused.stdout).toContain("    release 1  take the routes out and keep the subset, in the DestinationRule for cart.shop.svc.cluster.local\n                 rule.retireSubset('canary', { labels: { version: 'v2' } });\n    release 2  remove retireSubset");
    expect(JSON.parse(project.run('plan', '--format', 'json').stdout)).toMatchObject({ verdict: 'refused', exitCode: 3, refusals: [{ code: 'MESH0838' }] });
    expect(project.run('plan', '--accept-break', 'test').status).toBe(0);
    project.edit('config/production.yaml', 'gone', 'retired');
    expect(project.run('plan')).toMatchObject({ status: 0, stdout: expect.stringContaining('stays for this release') });
    project.release('first release');
    expect(project.run('plan')).toMatchObject({ status: 0, stdout: expect.stringContaining('can go now') });
    project.edit('config/production.yaml', 'retired', 'gone');
    expect(project.run('plan')).toMatchObject({ status: 0, stdout: expect.stringContaining('one release is enough') });
  });
});

describe('hydrate', () => {
  test('the printed commands push the environment and nothing else to its branch, commit upon commit', () => {
    const origin = `${project.folder}-origin.git`;
    project.git('init', '--quiet', '--bare', origin);
    project.git('remote', 'add', 'origin', origin);
    const push = () => {
      const { stdout } = project.run('hydrate', '--environment', 'production', '--format', 'json');
      const { commands, branch, drySha } = JSON.parse(stdout);
      project.write({ '.git/push.sh': `set -eu\n${commands.join('\n')}\n` });
      project.git('-c', 'alias.run=!sh .git/push.sh', 'run');
      expect([branch, drySha]).toEqual(['environment/production-next', project.git('rev-parse', 'HEAD').trim()]);
    };
    push();
    const files = project.git('--git-dir', origin, 'ls-tree', '-r', '--name-only', 'environment/production-next').split('\n');
    expect(files).toEqual(expect.arrayContaining(['README.md', 'hydrator.metadata', 'kustomization.yaml', 'shop/virtualservice.cart.yaml']));
    expect(files).not.toContain('main.js');
    expect(status()).toEqual([]);
    project.edit('config/production.yaml', '5 #', '6 #');
    project.release('six');
    push();
    expect(project.git('--git-dir', origin, 'rev-list', '--count', 'environment/production-next').trim()).toBe('2');
    expect(JSON.parse(project.git('--git-dir', origin, 'show', 'environment/production-next:hydrator.metadata'))).toMatchObject({
      drySha: project.git('rev-parse', 'HEAD').trim(), subject: 'six', author: 'Ada <ada@example.com>',
    });
    expect(status()).toEqual([]);
  });

  test('for a registry: a tag of the commit, and one that moves; an address with a password loses it', () => {
    project.git('remote', 'add', 'origin', 'https://ada:top@secret@git.example/shop/mesh.git');
    const { stdout } = project.run('hydrate', '--environment', 'production', '--oci', 'oci://registry.example/mesh');
    const head = project.git('rev-parse', 'HEAD').trim();
    expect(stdout).toContain(`flux push artifact oci://registry.example/mesh/production:${head} --path=dist/production --source=https://git.example/shop/mesh.git --revision=main@sha1:${head} --reproducible`);
    expect(stdout).toContain(`flux tag artifact oci://registry.example/mesh/production:${head} --tag=current`);
    expect(stdout).not.toContain('secret');
    expect(project.run('hydrate', '--environment', 'production', '--oci', 'oci://Registry.example')).toMatchObject({ status: 2, stderr: expect.stringContaining('is no OCI repository') });
  });

  test('what is not committed is refused, and so is a folder of others', () => {
    project.write({ 'other/production/theirs.txt': 'precious\n' });
    expect(project.run('hydrate', '--environment', 'production', '--to', 'other')).toMatchObject({ status: 2, stderr: expect.stringContaining('MESH0401') });
    project.edit('config/production.yaml', '5 #', '6 #');
    expect(project.run('hydrate', '--environment', 'production')).toMatchObject({ status: 3, stdout: expect.stringContaining('MESH0835') });
    expect(project.run('hydrate', '--environment', 'production', '--to', 'config')).toMatchObject({ status: 3, stdout: expect.stringContaining('MESH0835') });
  });
});

test('a route to a retired subset is refused by synth, also one of a raw object', () => {
  project.edit('config/production.yaml', 'routed', 'retired');
  project.edit('main.js', 'fleet.synth();', `new ApiObject(new Chart(fleet.environments[2], 'raw', { namespace: 'shop' }), 'Raw', { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService',
  metadata: { name: 'raw' }, spec: { hosts: ['raw.example'], http: [{ route: [{ destination: { host: 'cart', subset: 'canary' } }] }] } });\nfleet.synth();`);
  expect(project.run('synth')).toMatchObject({ status: 1, stdout: expect.stringContaining('MESH1008') });
});
