import { readFileSync } from 'node:fs';
import { App, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { CODES } from '../../src/kernel/codes';
import { IstioObject, IstioObjectProps } from '../../src/networking/istio-object';

class Sample extends IstioObject {
  constructor(scope: Construct, id: string, private readonly spec: object = {}, props: IstioObjectProps = {}) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' }, props);
  }

  /** @internal */
  public _spec(): object {
    return this.spec;
  }
}

describe('names', () => {
  test.each([
    ['CartRoutes', 'cart-routes'],
    ['cart', 'cart'],
  ])('%s is named %s', (id, name) => {
    expect(new Sample(Testing.chart(), id).name).toBe(name);
  });

  test('the ids below the chart are joined, and Resource says nothing', () => {
    const scope = new Construct(new Construct(Testing.chart(), 'Shop'), 'Cart');
    expect(new Sample(scope, 'Routes').name).toBe('shop-cart-routes');
    expect(new Sample(scope, 'Resource').name).toBe('shop-cart');
  });

  test('the chart is not part of the name, so a chart can be split without renaming anything', () => {
    const app = new App();
    expect(new Sample(new Chart(app, 'one'), 'Routes').name).toBe(new Sample(new Chart(app, 'two'), 'Routes').name);
  });
});

describe('rendering', () => {
  test('empty and zero values survive', () => {
    const chart = Testing.chart();
    new Sample(chart, 'A', { rules: [{}], weight: 0, empty: {}, list: [], text: '', off: false });
    expect(Testing.synth(chart)[0].spec).toEqual({ rules: [{}], weight: 0, empty: {}, list: [], text: '', off: false });
  });

  test('labels of the chart and of the object are joined', () => {
    const chart = new Chart(Testing.app(), 'c', { namespace: 'shop', labels: { team: 'shop' } });
    new Sample(chart, 'A', {}, { labels: { app: 'cart' }, annotations: { note: Lazy.any({ produce: () => 'late' }) } });
    expect(Testing.synth(chart)[0].metadata).toEqual({
      name: 'a', namespace: 'shop', labels: { team: 'shop', app: 'cart' }, annotations: { note: 'late' },
    });
  });
});

describe('JSON patches', () => {
  function patched(...patches: JsonPatch[]): any {
    const chart = Testing.chart();
    new Sample(chart, 'A', { http: [{ timeout: '1s' }] }).addJsonPatch(...patches);
    return Testing.synth(chart)[0].spec;
  }

  test('act on what is written, fields included that no prop knows', () => {
    expect(patched(JsonPatch.add('/spec/brandNewField', { a: 1 }), JsonPatch.replace('/spec/http/0/timeout', '2s')))
      .toEqual({ brandNewField: { a: 1 }, http: [{ timeout: '2s' }] });
  });

  test('can append to a list and remove from it', () => {
    expect(patched(JsonPatch.add('/spec/http/-', { name: 'b' }), JsonPatch.remove('/spec/http/0'))).toEqual({ http: [{ name: 'b' }] });
  });

  test('can insert into a list, and move and copy to a place that is new', () => {
    expect(patched(JsonPatch.add('/spec/http/0', { name: 'a' }), JsonPatch.add('/spec/http/2', { name: 'c' }), JsonPatch.copy('/spec/http/2', '/spec/copied'), JsonPatch.move('/spec/http', '/spec/moved')))
      .toEqual({ moved: [{ name: 'a' }, { timeout: '1s' }, { name: 'c' }], copied: { name: 'c' } });
  });

  test('what is no patch is refused where it is added', () => {
    expect(() => patched({} as JsonPatch)).toThrow(CODES.INVALID_ARGUMENT);
    expect(() => patched(null as unknown as JsonPatch)).toThrow(CODES.INVALID_ARGUMENT);
  });

  test.each([
    ['replace', JsonPatch.replace('/spec/none', 1)],
    ['remove', JsonPatch.remove('/spec/http/3')],
    ['add below nothing', JsonPatch.add('/spec/none/deeper', 1)],
    ['add behind the end of a list', JsonPatch.add('/spec/http/7', { name: 'b' })],
    ['move from nowhere', JsonPatch.move('/spec/none', '/spec/http')],
    ['copy from nowhere', JsonPatch.copy('/spec/none', '/spec/other')],
    ['a test that fails', JsonPatch.test('/spec/http/0/timeout', '2s')],
  ])('%s of a path that does not exist is an error', (_, patch) => {
    expect(() => patched(patch)).toThrow(CODES.PATCH_WITHOUT_TARGET);
  });
});

test('the place where the user wrote it is remembered: the line that calls the constructor', () => {
  const location = new Sample(Testing.chart(), 'A')._source.location!;
  const written = readFileSync(__filename, 'utf8').split('\n').findIndex(line => line.includes('const location = new Sample')) + 1;
  expect(location).toMatchObject({ file: __filename, line: written });
});
