import { ApiObject, ApiObjectMetadata, App, Chart, IResolver, Lazy } from 'cdk8s';
import { renderMetadata } from '../../src/networking/object-metadata';

/** An object below an app, with these resolvers. */
function objectWith(metadata: ApiObjectMetadata, resolvers: IResolver[] = []): ApiObject {
  const chart = new Chart(new App({ resolvers }), 'chart', { namespace: 'shop', labels: { team: 'web' } });
  return new ApiObject(chart, 'object', { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata });
}

const SHOUTING: IResolver = {
  resolve: context => {
    if (context.value === 'cart') {
      context.replaceValue('CART');
    }
  },
};

test.each<[string, ApiObject]>([
  ['a name alone', objectWith({ name: 'cart' })],
  ['labels and annotations', objectWith({ name: 'cart', labels: { b: '2', a: '1' }, annotations: { 'example.com/note': '' } })],
  ['a namespace of its own', objectWith({ name: 'cart', namespace: 'bank' })],
  ['empty maps', objectWith({ name: 'cart', labels: {}, annotations: {} })],
  ['finalizers', objectWith({ name: 'cart', finalizers: ['example.com/wait'] })],
  ['owners', objectWith({ name: 'cart', ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'b' }] })],
  ['a further field', objectWith({ name: 'cart', generation: 3 })],
  ['a label that is not there', objectWith({ name: 'cart', labels: { app: undefined as unknown as string } })],
  ['a label that is computed late', objectWith({ name: 'cart', labels: { app: Lazy.any({ produce: () => 'late' }) as string } })],
  ['a resolver of the user', objectWith({ name: 'cart', labels: { app: 'cart' } }, [SHOUTING])],
])('metadata is what cdk8s makes of it: %s', (_, object) => {
  expect(renderMetadata(object)).toStrictEqual(object.metadata.toJson());
});

test('labels, annotations and fields that are added later count', () => {
  const object = objectWith({ name: 'cart' });
  object.metadata.addLabel('app', 'cart');
  object.metadata.addAnnotation('note', 'x');
  expect(renderMetadata(object)).toEqual({ name: 'cart', namespace: 'shop', labels: { app: 'cart', team: 'web' }, annotations: { note: 'x' } });
  object.metadata.add('generation', 4);
  expect(renderMetadata(object)).toMatchObject({ generation: 4 });
});

test('where cdk8s keeps metadata otherwise, cdk8s renders it', () => {
  const object = objectWith({ name: 'cart' });
  const unknown = Object.create(object, { metadata: { value: { name: 'cart', toJson: () => 'rendered by cdk8s' } } }) as ApiObject;
  expect(renderMetadata(unknown)).toBe('rendered by cdk8s');
});
