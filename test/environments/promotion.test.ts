import { orderFault, selectValues } from '../../src/environments/promotion';
import { FleetMember } from '../../src/environments/synth-report-file';
import { ValuesFile } from '../../src/environments/values-file';

const SOURCE = 'a: 2\nsame: 1\nm:\n  b: x\n  c: y\nunread: 1\nlist: [1, {d: 2}]\n';
const TARGET = 'a: 1\nsame: 1\nm:\n  b: w\nown: 5\nquoted: "1"\n';
const READ = ['a', 'same', 'm.b', 'm.c', 'list'];

function member(name: string, after: string[] = [], values: Partial<FleetMember['values']> = {}): FleetMember {
  return {
    name,
    after,
    clusters: [],
    rootNamespace: 'istio-system',
    clusterDomain: 'cluster.local',
    frozen: [],
    values: { file: `config/${name}.yaml`, read: [], unread: [], asked: [], pinned: [], ...values },
  };
}

function select(only: string[], pinned: string[] = []) {
  const selection = selectValues(
    ValuesFile.parse(SOURCE, 'config/staging.yaml'), ValuesFile.parse(TARGET, 'config/production.yaml'),
    member('staging', [], { read: READ }), member('production', ['staging'], { pinned }), only,
  );
  return {
    moves: selection.values.map(({ key }) => key),
    stays: selection.stays.map(({ key, because }) => `${key}: ${because}`),
    refused: selection.refused.map(({ key }) => key),
    unknown: selection.unknown,
  };
}

const ALWAYS = ['unread: the program does not read it for staging', 'list: it is a list of more than texts and numbers', 'own: only production has it', 'quoted: only production has it'];

test.each<[string, string[], string[], ReturnType<typeof select>]>([
  ['everything that differs and is read', [], [], { moves: ['a', 'm.b', 'm.c'], stays: ALWAYS, refused: [], unknown: [] }],
  ['one key', ['a'], [], { moves: ['a'], stays: [], refused: [], unknown: [] }],
  ['all below a key', ['m'], [], { moves: ['m.b', 'm.c'], stays: [], refused: [], unknown: [] }],
  ['a key that is the same', ['same'], [], { moves: [], stays: [], refused: [], unknown: [] }],
  ['a pinned key stays', [], ['m.b'], { moves: ['a', 'm.c'], stays: ['m.b: it is pinned in production', ...ALWAYS], refused: [], unknown: [] }],
  ['a pinned map stays with all below it', [], ['m'], { moves: ['a'], stays: ['m.b: it is pinned in production (m)', 'm.c: it is pinned in production (m)', ...ALWAYS], refused: [], unknown: [] }],
  ['a pinned key that is asked for is refused', ['m.b'], ['m'], { moves: [], stays: [], refused: ['m.b'], unknown: [] }],
  ['a key that is not read is refused when it is asked for', ['unread'], [], { moves: [], stays: [], refused: ['unread'], unknown: [] }],
  ['a key of the target alone goes when it is asked for', ['own'], [], { moves: ['own'], stays: [], refused: [], unknown: [] }],
  ['a key that nobody has', ['m.x', 'ownn'], [], { moves: [], stays: [], refused: [], unknown: [{ key: 'm.x', nearest: 'm.b' }, { key: 'ownn', nearest: 'own' }] }],
])('%s', (_, only, pinned, expected) => {
  expect(select(only, pinned)).toEqual(expected);
});

const FLEET = [member('development'), member('staging', ['development']), member('production', ['staging']), member('island')];

test.each<[string, string, string | undefined]>([
  ['staging', 'production', undefined],
  ['development', 'production', 'production comes after staging, not after development.'],
  ['production', 'development', 'production comes after development: changes go the other way.'],
  ['staging', 'staging', 'staging cannot be promoted to itself.'],
  ['production', 'island', 'island comes after no environment.'],
])('%s to %s', (from, to, what) => {
  const called = (name: string) => FLEET.find(each => each.name === name)!;
  expect(orderFault(called(from), called(to), FLEET)?.what).toBe(what);
});
