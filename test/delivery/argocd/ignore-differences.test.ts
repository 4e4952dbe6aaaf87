import { object } from './fixtures';
import { RuntimeField } from '../../../src';
import { ignoredDifferences, IgnoredDifferences } from '../../../src/delivery/argocd/ignore-differences';

const field = (pointer: string, jqPath?: string): RuntimeField => ({ writer: 'somebody', pointer, ...jqPath === undefined ? {} : { jqPath } });

test.each<[string, RuntimeField[], Pick<IgnoredDifferences, 'jqPathExpressions' | 'jsonPointers'>[]]>([
  ['no field', [], []],
  ['one pointer', [field('/spec/replicas')], [{ jsonPointers: ['/spec/replicas'] }]],
  ['one jq path', [field('/spec/a', '.spec.a')], [{ jqPathExpressions: ['.spec.a'] }]],
  ['the same twice', [field('/spec/a', '.spec.a'), field('/spec/b'), field('/spec/c', '.spec.a'), field('/spec/b')],
    [{ jqPathExpressions: ['.spec.a'], jsonPointers: ['/spec/b'] }]],
])('an object with %s has one entry for them, or none', (_, runtimeFields, expected) => {
  const entries = ignoredDifferences([object('apps/v1', 'Deployment', 'cart', { namespace: 'shop', runtimeFields })]);
  expect(entries).toStrictEqual(expected.map(fields => ({ group: 'apps', kind: 'Deployment', name: 'cart', namespace: 'shop', ...fields })));
});

test('an object without group and namespace is named without them', () => {
  expect(ignoredDifferences([object('v1', 'Node', 'a', { runtimeFields: [field('/spec/b')] })])).toStrictEqual([{ kind: 'Node', name: 'a', jsonPointers: ['/spec/b'] }]);
});
