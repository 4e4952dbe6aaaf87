import { Chart, Testing } from 'cdk8s';
import { DestinationRule } from '../../src';

function rule(): DestinationRule {
  return new DestinationRule(new Chart(Testing.app(), 'shop', { namespace: 'shop' }), 'Rule', { host: 'cart.shop.svc.cluster.local', annotations: { team: 'cart' } });
}

test('a retired subset stays in the rule, and the rule says so beside its other annotations', () => {
  const cart = rule();
  cart.addSubset('stable', { labels: { version: 'v1' } });
  cart.retireSubset('old', { labels: { version: 'v0' } });
  cart.retireSubset('canary', { labels: { version: 'v2' } });
  expect(cart.toJson()).toMatchObject({
    metadata: { annotations: { 'team': 'cart', 'cdk8s-istio/retired-subsets': 'canary,old' } },
    spec: { subsets: [{ name: 'stable' }, { name: 'old', labels: { version: 'v0' } }, { name: 'canary', labels: { version: 'v2' } }] },
  });
});

test('a rule without retired subsets has no such annotation', () => {
  expect(rule().toJson().metadata.annotations).toEqual({ team: 'cart' });
});

test('no route gets a retired subset, and no name is there twice', () => {
  const cart = rule();
  cart.retireSubset('canary', { labels: { version: 'v2' } });
  expect(() => cart.subset('canary')).toThrow(/MESH0840.*"canary" is retired/);
  expect(() => cart.addSubset('canary', { labels: { version: 'v2' } })).toThrow(/MESH0008/);
});
