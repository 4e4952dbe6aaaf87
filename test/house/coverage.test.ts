import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { IstioObject } from '../../src/networking/istio-object';
import { checkObject } from '../../src/schema/check';
import { factAt, schemaPaths } from '../../src/schema/facts';
import * as envoyFilter from '../extensions/kitchen-sink/envoy-filter';
import * as trafficExtension from '../extensions/kitchen-sink/traffic-extension';
import * as wasmPlugin from '../extensions/kitchen-sink/wasm-plugin';
import * as destinationRule from '../networking/kitchen-sink/destination-rule';
import * as gateway from '../networking/kitchen-sink/gateway';
import * as proxyConfig from '../networking/kitchen-sink/proxy-config';
import * as serviceEntry from '../networking/kitchen-sink/service-entry';
import * as sidecar from '../networking/kitchen-sink/sidecar';
import * as virtualService from '../networking/kitchen-sink/virtual-service';
import * as workloadEntry from '../networking/kitchen-sink/workload-entry';
import * as workloadGroup from '../networking/kitchen-sink/workload-group';
import * as authorizationPolicy from '../security/kitchen-sink/authorization-policy';
import * as peerAuthentication from '../security/kitchen-sink/peer-authentication';
import * as requestAuthentication from '../security/kitchen-sink/request-authentication';
import * as telemetry from '../telemetry/kitchen-sink/telemetry';

/**
 * The kitchen sinks: what each renders together reaches every place and every value of its kind's schema, but for its `EXCEPTIONS`.
 * An exception is a place below `spec` or `place=VALUE`, with its reason; `**` at the start stands for any place that ends so.
 */
interface KitchenSink {
  readonly EXCEPTIONS: Record<string, string>;
  readonly kitchenSink: (scope: Construct) => unknown;
}

const KITCHEN_SINKS: Record<string, KitchenSink> = {
  VirtualService: virtualService,
  DestinationRule: destinationRule,
  Gateway: gateway,
  ServiceEntry: serviceEntry,
  Sidecar: sidecar,
  WorkloadEntry: workloadEntry,
  WorkloadGroup: workloadGroup,
  ProxyConfig: proxyConfig,
  AuthorizationPolicy: authorizationPolicy,
  PeerAuthentication: peerAuthentication,
  RequestAuthentication: requestAuthentication,
  Telemetry: telemetry,
  WasmPlugin: wasmPlugin,
  TrafficExtension: trafficExtension,
  EnvoyFilter: envoyFilter,
};

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

function excepted(place: string, exception: string): boolean {
  return exception.startsWith('**') ? place === exception.slice(2) || place.endsWith(`.${exception.slice(2)}`) : place === exception;
}

describe.each(Object.keys(KITCHEN_SINKS))('%s', kind => {
  const { EXCEPTIONS } = KITCHEN_SINKS[kind];
  const exceptions = Object.keys(EXCEPTIONS);

  test('reaches every place and every value of the schema that is not excepted', () => {
    const reached = places(kind, rendered(kind));
    const missing = wanted(kind).filter(place => !reached.has(place) && !exceptions.some(exception => excepted(place, exception)));
    expect(missing).toEqual([]);
  });

  test('has only exceptions that are needed, each with a reason', () => {
    const reached = places(kind, rendered(kind));
    const unreached = wanted(kind).filter(place => !reached.has(place));
    expect(exceptions.filter(exception => !unreached.some(place => excepted(place, exception)))).toEqual([]);
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
