import { App, Chart } from 'cdk8s';
import { IstioObject } from '../../src/networking/istio-object';
import { checkObject } from '../../src/schema/check';
import { factAt, schemaPaths } from '../../src/schema/facts';
import { isExcepted, KITCHEN_SINKS } from '../support/kitchen-sinks';

/** The objects of one kind that its kitchen sink renders. */
function rendered(kind: string): any[] {
  const chart = new Chart(new App(), 'kitchen-sink');
  KITCHEN_SINKS[kind].kitchenSink(chart);
  return chart.node.findAll().filter(each => each instanceof IstioObject && each.kind === kind).map(each => (each as IstioObject).toJson());
}

/** Every place of a document below `spec`, in the words of `schemaPaths`, and `place=value` of every text. */
function places(kind: string, documents: readonly any[]): Set<string> {
  const found = new Set<string>();
  const walk = (value: any, path: string, fieldPath: (string | number)[]) => {
    if (path !== '') {
      found.add(path);
    }
    if (Array.isArray(value)) {
      value.forEach((entry, i) => walk(entry, `${path}[]`, [...fieldPath, i]));
    } else if (value !== null && typeof value === 'object') {
      const map = factAt('1.31', kind, fieldPath)?.values !== undefined;
      for (const [key, child] of Object.entries(value)) {
        walk(child, map ? `${path}{}` : path === '' ? key : `${path}.${key}`, [...fieldPath, key]);
      }
    } else if (typeof value === 'string') {
      found.add(`${path}=${value}`);
    }
  };
  documents.forEach(document => walk(document.spec, '', ['spec']));
  return found;
}

/** Every place of the schema, and `place=VALUE` of its closed sets. */
function wanted(kind: string): string[] {
  return schemaPaths('1.31', kind).flatMap(path => {
    const steps = path.split('.').flatMap(step => {
      const name = step.replace(/(?:\[\]|\{\})+$/, '');
      return [name, ...[...step.slice(name.length).matchAll(/\[\]|\{\}/g)].map(([mark]) => mark === '[]' ? 0 : 'key')];
    });
    return [path, ...(factAt('1.31', kind, ['spec', ...steps])?.enum ?? []).map(value => `${path}=${value}`)];
  });
}

describe.each(Object.keys(KITCHEN_SINKS))('%s', kind => {
  const { EXCEPTIONS } = KITCHEN_SINKS[kind];
  const exceptions = Object.keys(EXCEPTIONS);

  test('reaches every place and every value of the schema that is not excepted', () => {
    const reached = places(kind, rendered(kind));
    const missing = wanted(kind).filter(place => !reached.has(place) && !exceptions.some(exception => isExcepted(place, exception)));
    expect(missing).toEqual([]);
  });

  test('has only exceptions that are needed, each with a reason', () => {
    const reached = places(kind, rendered(kind));
    const unreached = wanted(kind).filter(place => !reached.has(place));
    expect(exceptions.filter(exception => !unreached.some(place => isExcepted(place, exception)))).toEqual([]);
    expect(exceptions.filter(exception => EXCEPTIONS[exception] === '')).toEqual([]);
  });

  test('writes nothing in its kitchen sink that the CRD of 1.31 refuses', () => {
    const objects = rendered(kind);
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.flatMap(object => checkObject(object, '1.31').map(violation => ({ object: object.metadata.name, violation })))).toEqual([]);
  });
});

test('the schema is walked to its values', () => {
  expect(wanted('AuthorizationPolicy')).toEqual(expect.arrayContaining(['action=DENY', 'rules[].from[].source.principals', 'selector.matchLabels']));
  expect(wanted('PeerAuthentication')).toContain('portLevelMtls{}.mode=STRICT');
});
