import { ApiObject, App, Chart } from 'cdk8s';
import { EmittedObject, IDelivery } from '../../src/delivery';
import { decorate } from '../../src/environments/decorate';
import { renderTree } from '../../src/environments/render';

/** A Service, and a VirtualService that needs it. */
function tree() {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  new ApiObject(chart, 'Service', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart' }, spec: { ports: [{ name: 'http', port: 80 }] } });
  new ApiObject(chart, 'Routes', {
    apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'cart' }, spec: { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart' } }] }] },
  });
  return renderTree(chart.node.root, undefined);
}

/** An engine that adds to Services what it makes of their annotations, and nothing to others. */
function engine(add: (annotations: { readonly [key: string]: string }) => { [key: string]: string }): IDelivery {
  return {
    engine: 'some', deliver: () => undefined, annotationsFor: ({ kind, annotations }: EmittedObject) => kind === 'Service' ? add(annotations ?? {}) : {},
  };
}

test('an object that no engine adds to stays the very same, and gets no empty annotations', () => {
  const rendered = tree();
  const { emitted, objects } = decorate(rendered, [], [engine(() => ({ a: '1' }))], {});
  const routes = rendered.emitted.findIndex(({ object }) => object.kind === 'VirtualService');
  expect(emitted[routes]).toBe(rendered.emitted[routes]);
  expect(objects[routes].annotations).toEqual({});
});

test('each engine sees what the ones before it added, and all of it is emitted', () => {
  const { emitted, objects } = decorate(tree(), [], [engine(() => ({ a: '1' })), engine(({ a }) => ({ b: `after ${a}` }))], {});
  const services = [emitted.find(({ object }) => object.kind === 'Service')!.object.metadata, objects.find(({ kind }) => kind === 'Service')!];
  expect(services.map(({ annotations }) => annotations)).toEqual([{ a: '1', b: 'after 1' }, { a: '1', b: 'after 1' }]);
});

test('what another object needs is called needed, and nothing else is', () => {
  const { objects } = decorate(tree(), [], [engine(() => ({}))], {});
  expect(objects.map(({ kind, needed, references }) => [kind, needed, references.map(({ name }) => name)])).toEqual([
    ['Service', true, []], ['VirtualService', undefined, ['cart']],
  ]);
});

test('without engines nothing is asked', () => {
  const rendered = tree();
  expect(decorate(rendered, [], [], {})).toEqual({ emitted: rendered.emitted, objects: [] });
});
