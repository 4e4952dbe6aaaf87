import { ApiObject, Chart } from 'cdk8s';
import { Fleet } from '../../src';

/** A fleet whose environments emit ConfigMaps of the given names, into clusters of the given names. */
function findingsOf(environments: { name: string; clusters: string[]; objects: string[] }[]) {
  const fleet = new Fleet();
  for (const { name, clusters, objects } of environments) {
    const chart = new Chart(fleet.addEnvironment(name, { clusters }), 'shop', { namespace: 'shop' });
    objects.forEach(object => new ApiObject(chart, object, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: object } }));
  }
  return fleet.examine().findings.map(({ code, message, environments: of, file }) => ({ code, message, of, isPlaced: file !== undefined }));
}

test('two environments that put one object into one cluster are an error at the later one', () => {
  expect(findingsOf([
    { name: 'development', clusters: ['shared'], objects: ['own', 'limits'] },
    { name: 'staging', clusters: ['shared'], objects: ['limits', 'settings'] },
  ])).toEqual([{
    code: 'MESH0201',
    message: 'The environments development and staging both put ConfigMap shop/limits into the cluster shared.',
    of: ['development', 'staging'],
    isPlaced: true,
  }]);
});

test('many objects and clusters of two environments are said once', () => {
  expect(findingsOf([
    { name: 'development', clusters: ['east', 'west'], objects: ['a', 'b', 'c'] },
    { name: 'staging', clusters: ['west', 'east', 'north'], objects: ['a', 'b', 'c'] },
  ]).map(({ message }) => message)).toEqual([
    'The environments development and staging both put ConfigMap shop/a and 2 more into the cluster east and west.',
  ]);
});

test.each<[title: string, first: string[], second: string[], objects: string[]]>([
  ['of other names', ['shared'], ['shared'], ['b']],
  ['in other clusters', ['east'], ['west'], ['a']],
  ['in clusters that are not named', [], [], ['a']],
])('objects %s are no error', (_, first, second, objects) => {
  expect(findingsOf([{ name: 'development', clusters: first, objects: ['a'] }, { name: 'staging', clusters: second, objects }])).toEqual([]);
});
