import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { EnvironmentValues, Fleet } from '../../src';
import { MeshError } from '../../src/kernel/fail';

const HERE = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'values-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(HERE);
  delete process.env.CDK8S_ISTIO_CONFIG;
  rmSync(folder, { recursive: true });
});

function values(text: string): EnvironmentValues {
  mkdirSync('config', { recursive: true });
  writeFileSync('config/staging.yaml', text);
  return EnvironmentValues.load('staging');
}

function errorOf(act: () => unknown): { code: string; where?: string; what: string; fix: string } {
  try {
    act();
  } catch (error) {
    if (MeshError.isMeshError(error)) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was refused');
}

test('each reader gives its type, from nested keys and from sections', () => {
  const staging = values([
    '# what people promote', 'cart:', '  canaryPercent: 0', '  image: registry.example/cart:1.20 # {"$imagepolicy": "flux-system:cart"}',
    'replicas: 3', 'enabled: false', 'timeout: 1m30s', 'tag: 1.20', "quoted: '5'", 'hosts: [a.example, 1.0]', 'none: []', '',
  ].join('\n'));
  expect(staging.percent('cart.canaryPercent')).toBe(0);
  expect(staging.section('cart').percent('canaryPercent')).toBe(0);
  expect(staging.section('cart').text('image')).toBe('registry.example/cart:1.20');
  expect(staging.number('replicas', { atLeast: 3, atMost: 3, whole: true })).toBe(3);
  expect(staging.flag('enabled')).toBe(false);
  expect(staging.duration('timeout').toMilliseconds()).toBe(90_000);
  expect(staging.text('tag')).toBe('1.20');
  expect(staging.text('quoted', { oneOf: ['5'] })).toBe('5');
  expect(staging.list('hosts')).toEqual(['a.example', '1.0']);
  expect(staging.list('none')).toEqual([]);
});

describe('what is missing or mistyped is refused at its line, with what was probably meant', () => {
  const TEXT = 'cart:\n  canaryPercent: 120\n  weight: "5"\non: yes\nempty:\nlist: [a, {b: c}]\ntimeout: 3\nlevel: hihg\ngaps: [a, ~]\nholes: [""]\n';
  test.each<[string, (staging: EnvironmentValues) => unknown, number, string, string]>([
    ['a misspelt key', s => s.percent('cart.canaryPercnt'), 2, 'The value "cart.canaryPercnt" is missing.', 'Did you mean "cart.canaryPercnt" where the file says "cart.canaryPercent"?'],
    ['a key of a map that is there', s => s.section('cart').text('x.y'), 1, 'The value "cart.x.y" is missing.', 'Add cart.x.y to the file.'],
    ['a key of nothing', s => s.text('a.b.c'), 1, 'The value "a.b.c" is missing.', 'Add a.b.c to the file.'],
    ['over the range', s => s.percent('cart.canaryPercent'), 2, 'is 120 and must be at least 0 and at most 100.', 'at most 100'],
    ['a number in quotes', s => s.number('cart.weight'), 3, 'is the text "5" and must be a number.', 'Write 5, without quotes.'],
    ['a word that readers take for true', s => s.flag('on'), 4, 'must be true or false.', 'Write true.'],
    ['a text where a truth value should be', s => s.flag('level'), 8, 'is the text "hihg" and must be true or false.', 'without quotes'],
    ['a misspelt map', s => s.section('crat'), 1, 'The value "crat" is missing.', 'where the file says "cart"'],
    ['no value', s => s.text('empty'), 5, '"empty" has no value and must be a text.', 'Write a text after "empty:".'],
    ['a list with a map', s => s.list('list'), 6, 'Item 2 of the value "list" is no text.', 'one text per item'],
    ['a list with an empty item', s => s.list('gaps'), 9, 'Item 2 of the value "gaps" is no text.', 'one text per item'],
    ['a list with an empty text', s => s.list('holes'), 10, 'Item 1 of the value "holes" is no text.', 'one text per item'],
    ['a text instead of a list', s => s.list('level'), 8, 'is the text "hihg" and must be a list.', 'Write [hihg].'],
    ['a duration without unit', s => s.duration('timeout'), 7, 'is 3 and must be a duration.', 'Write 3s for seconds, or 3ms.'],
    ['a text out of a closed set', s => s.text('level', { oneOf: ['high', 'low'] }), 8, 'is "hihg".', 'Did you mean "high"?'],
    ['a map where a value should be', s => s.text('cart'), 1, 'is a map and must be a value.', 'cart.canaryPercent'],
    ['a value where a map should be', s => s.section('timeout'), 7, 'is 3 and must be a map.', 'indented'],
    ['a fraction where a whole number should be', s => s.section('cart').number('weight', { whole: true }), 3, 'must be a number', 'Write 5'],
  ])('%s', (_, read, line, what, fix) => {
    const error = errorOf(() => read(values(TEXT)));
    expect(error).toMatchObject({ code: 'MESH0502', where: `config/staging.yaml:${line}` });
    expect(error.what).toContain(what);
    expect(error.fix).toContain(fix);
  });

  test.each<[string, string, string]>([
    ['no YAML', 'a: [\n', 'The file is no YAML'],
    ['a key twice', 'a: 1\na: 2\n', 'The key "a" is there twice'],
    ['a list at the top', '- a\n', 'no map of values'],
    ['two documents', 'a: 1\n---\nb: 2\n', '2 YAML documents'],
    ['a key with a point', 'a.b: 1\n', 'is no name of a value'],
    ['a key that would write lines of its own into a log', '"a\\n::add-mask::b": 1\n', 'is no name of a value'],
    ['an alias, which an edit would change elsewhere', 'a: &x 1\nb: *x\n', 'an anchor or an alias'],
    ['a merge key', 'a: {b: 1}\nc:\n  <<: {d: 1}\n', 'is no name of a value'],
  ])('a file with %s', (_, text, what) => {
    expect(errorOf(() => values(text))).toMatchObject({ code: 'MESH0502', what: expect.stringContaining(what) });
  });

  test('a file that is not there, and a folder outside of the repository', () => {
    expect(errorOf(() => EnvironmentValues.load('nowhere'))).toMatchObject({ code: 'MESH0502', what: 'The values file config/nowhere.yaml cannot be read: it does not exist.' });
    expect(errorOf(() => EnvironmentValues.load('staging', { folder: '../config' }))).toMatchObject({ code: 'MESH0502' });
    expect(errorOf(() => EnvironmentValues.load('Staging'))).toMatchObject({ code: 'MESH0407' });
  });
});

test('CDK8S_ISTIO_CONFIG lays files over those of the tree, one by one, and messages keep the names of the tree', () => {
  values('percent: 5\n');
  writeFileSync('config/production.yaml', 'percent: 1\n');
  mkdirSync('other/config', { recursive: true });
  writeFileSync('other/config/production.yaml', 'percent: 200\n');
  process.env.CDK8S_ISTIO_CONFIG = join(folder, 'other');
  expect(EnvironmentValues.load('staging').percent('percent')).toBe(5);
  expect(errorOf(() => EnvironmentValues.load('production').percent('percent'))).toMatchObject({ where: 'config/production.yaml:1' });
});

describe('in a fleet', () => {
  function findingsWith(read: (staging: EnvironmentValues) => void) {
    const staging = values('canaryPercent: 5\nunused: 1\n');
    const fleet = new Fleet();
    const chart = new Chart(fleet.addEnvironment('staging', { values: staging }), 'shop', { namespace: 'shop' });
    new ApiObject(chart, 'Config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } });
    read(staging);
    return fleet.examine().findings;
  }

  test('a value that nothing reads is a warning at its line, with the key that was probably meant', () => {
    expect(findingsWith(staging => staging.has('unusd') || staging.percent('canaryPercent'))).toMatchObject([
      { code: 'MESH0833', severity: 'warning', file: 'config/staging.yaml', line: 2, environments: ['staging'], message: 'Nothing reads the value "unused".' },
    ]);
  });

  test('values that are all read say nothing', () => {
    expect(findingsWith(staging => [staging.percent('canaryPercent'), staging.has('unused')])).toEqual([]);
  });

  test('the values of another environment are refused', () => {
    const staging = values('a: 1\n');
    expect(errorOf(() => new Fleet().addEnvironment('production', { values: staging }))).toMatchObject({ code: 'MESH0001', fix: 'Give EnvironmentValues.load("production").' });
  });
});
