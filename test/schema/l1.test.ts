import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import { ClientTlsMode, DestinationRule, VirtualService, WasmPlugin } from '../../imports/istio';
import { checkObject } from '../../src/schema/check';

describe('L1', () => {
  it('writes the fields as Istio spells them', () => {
    const chart = Testing.chart();
    new DestinationRule(chart, 'Cart', {
      metadata: { name: 'cart' },
      spec: { host: 'cart', trafficPolicy: { tls: { mode: ClientTlsMode.ISTIO_MUTUAL }, outlierDetection: { consecutive5XxErrors: 5 } } },
    });
    const [object] = Testing.synth(chart);
    expect(object).toEqual({
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'cart' },
      spec: { host: 'cart', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' }, outlierDetection: { consecutive5xxErrors: 5 } } },
    });
    expect(checkObject(object, '1.31')).toEqual([]);
  });

  it('keeps JSON patches on fields that the types do not know', () => {
    const chart = Testing.chart();
    const service = new VirtualService(chart, 'Cart', { spec: { hosts: ['cart'], http: [{ mirrorPercent: 5 }] } });
    service.addJsonPatch(JsonPatch.add('/spec/brandNewField', { a: 1 }), JsonPatch.add('/spec/http/0/mirror_percent', 7));
    expect(ApiObject.of(service).toJson().spec).toEqual({ hosts: ['cart'], http: [{ mirrorPercent: 5, mirror_percent: 7 }], brandNewField: { a: 1 } });
  });

  it('keeps zero, false, empty lists and empty maps, and writes no spec where none is given', () => {
    const chart = Testing.chart();
    const service = new VirtualService(chart, 'Cart', { spec: { hosts: [], http: [{ retries: { attempts: 0 }, route: [{ destination: { host: 'a' }, weight: 0 }] }] } });
    expect(service.toJson().spec).toEqual({ hosts: [], http: [{ retries: { attempts: 0 }, route: [{ destination: { host: 'a' }, weight: 0 }] }] });
    expect(new VirtualService(chart, 'Empty').toJson()).not.toHaveProperty('spec');
    expect(new VirtualService(chart, 'All', { spec: {} }).toJson()).toHaveProperty('spec');
  });

  it('gives plain manifests without a construct, with free-form fields as they are', () => {
    expect(WasmPlugin.manifest({ metadata: { name: 'a' }, spec: { url: 'oci://a/b', pluginConfig: { any: [1] } } })).toEqual({
      apiVersion: 'extensions.istio.io/v1alpha1', kind: 'WasmPlugin', metadata: { name: 'a' }, spec: { url: 'oci://a/b', pluginConfig: { any: [1] } },
    });
  });
});
