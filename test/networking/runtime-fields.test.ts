import { ApiObject, App, Chart } from 'cdk8s';
import { RuntimeFields } from '../../src';

function object(): ApiObject {
  return new ApiObject(new Chart(new App(), 'shop'), 'Cart', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart' } });
}

test('fields are told in the order in which they were added, and nothing else that people note at the construct', () => {
  const cart = object();
  cart.node.addMetadata('note', 'mine');
  RuntimeFields.of(cart).add({ writer: 'a', pointer: '/spec/replicas' }).add({ writer: 'b', pointer: '/metadata/annotations/example.com~1note' });
  expect(RuntimeFields.of(cart).fields).toEqual([
    { writer: 'a', pointer: '/spec/replicas' }, { writer: 'b', pointer: '/metadata/annotations/example.com~1note' },
  ]);
});

test.each(['', '/', 'spec/replicas', '/spec//replicas', '/spec/', '/spec/a~2', '/spec/a~'])('the pointer %j is refused', pointer => {
  expect(() => RuntimeFields.of(object()).add({ writer: 'a', pointer })).toThrow(expect.objectContaining({ code: 'MESH0001', where: 'shop/Cart' }));
});
