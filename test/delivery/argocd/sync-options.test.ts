import { argocd } from '../../../src/delivery';
import { joinedSyncOptions } from '../../../src/delivery/argocd/sync-options';
import { emitted } from '../emitted';
import { folder, NAMESPACE, REPOSITORY, RULE } from './fixtures';

const project = argocd.Project.named('mesh');
const deliver = (syncOptions: string[], folders = [folder('production')]) =>
  emitted(argocd.Applications.perEnvironment({ repository: REPOSITORY, project, syncOptions }), folders)[0].spec.syncPolicy.syncOptions;

test('an option of the same name replaces ours, others are added', () => {
  expect(deliver(['FailOnSharedResource=false', 'Validate=false']))
    .toEqual(['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=false', 'Validate=false']);
});

test.each(['PruneLast=true', 'CreateNamespace=true', 'ApplyOutOfSyncOnly=false', 'Validate', 'Validate = false', ''])('the option %p is refused', option => {
  expect(() => deliver([option])).toThrow(expect.objectContaining({ code: 'MESH0001' }));
});

test.each([['ServerSideAply=true', 'ServerSideApply=true'], ['validate=false', 'Validate=false']])('a slip, %p, is refused with %p', (option, meant) => {
  expect(() => argocd.Applications.perEnvironment({ repository: REPOSITORY, project, syncOptions: [option] }))
    .toThrow(expect.objectContaining({ code: 'MESH0001', fix: expect.stringContaining(meant) }));
});

test('RespectIgnoreDifferences is refused where a folder holds a VirtualService, with its name', () => {
  expect(() => deliver(['RespectIgnoreDifferences=true'])).toThrow(expect.objectContaining({
    code: 'MESH0801', message: expect.stringContaining('VirtualService shop/cart'),
  }));
});

test('RespectIgnoreDifferences is the business of others where no folder holds a VirtualService', () => {
  expect(deliver(['RespectIgnoreDifferences=true'], [folder('production', { objects: [NAMESPACE, RULE] })])).toContain('RespectIgnoreDifferences=true');
});

test('exactly the fields that somebody else writes are ignored, by jq path where there is one', () => {
  const [application] = emitted(argocd.Applications.perEnvironment({ repository: REPOSITORY, project }), [folder('production')]);
  expect(application.spec.ignoreDifferences).toEqual([{
    group: 'networking.istio.io',
    kind: 'VirtualService',
    name: 'cart-weights',
    namespace: 'shop',
    jqPathExpressions: ['.spec.http[]?.route[]?.weight'],
    jsonPointers: ['/metadata/annotations/example.com~1note'],
  }]);
});

test('nothing is ignored in an environment where Git owns everything', () => {
  const [application] = emitted(argocd.Applications.perEnvironment({ repository: REPOSITORY, project }), [folder('staging', { objects: [NAMESPACE, RULE] })]);
  expect(application.spec).not.toHaveProperty('ignoreDifferences');
});

test.each([
  [undefined, 'PruneLast=true'],
  ['', 'PruneLast=true'],
  ['Validate=false', 'Validate=false,PruneLast=true'],
  [' Validate=false , Force=true,', 'Validate=false,Force=true,PruneLast=true'],
  ['Validate=false, PruneLast=false', undefined],
])('the own options %j of an object that others need become %j', (own, joined) => {
  expect(joinedSyncOptions(own, ['PruneLast=true'])).toBe(joined);
});
