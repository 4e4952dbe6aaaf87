import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { backup, DestinationRule, MeshService, RuntimeFields } from '../../../src';
import { MESH_CONTEXT } from '../../../src/networking/mesh-context';
import { crdFaults } from '../crd-faults';

const { MeshBackup, SecretsBackup } = backup;
const faults = crdFaults('velero');

let app: App;
let shop: Chart;
let velero: Chart;

beforeEach(() => {
  app = new App();
  shop = new Chart(app, 'shop', { namespace: 'shop', labels: { team: 'shop' } });
  velero = new Chart(app, 'velero');
});

/** An object of a kind, of which only the kind matters. */
function emit(apiVersion: string, kind: string): void {
  new ApiObject(shop, `${kind} of ${apiVersion}`, { apiVersion, kind, metadata: { name: kind.toLowerCase() } });
}

/** The Schedules, which must be what their CRD says. */
function schedules(): any[] {
  const objects = velero.node.findAll().filter(each => ApiObject.isApiObject(each)).map(each => (each as ApiObject).toJson());
  objects.forEach(object => expect(faults(object)).toEqual([]));
  return objects;
}

describe('of the mesh', () => {
  test('every kind that the program emits, in all namespaces, without volumes', () => {
    new MeshBackup(velero, 'Mesh');
    const cart = new MeshService(shop, 'Cart', { name: 'cart', ports: [{ number: 80 }] });
    new DestinationRule(shop, 'Rule', { service: cart });
    emit('gateway.networking.k8s.io/v1', 'Gateway');
    emit('networking.istio.io/v1', 'Gateway');
    emit('security.istio.io/v1', 'AuthorizationPolicy');
    emit('networking.istio.io/v1', 'ServiceEntry');
    emit('networking.istio.io/v1', 'WorkloadEntry');
    emit('telemetry.istio.io/v1', 'Telemetry');
    emit('v1', 'ConfigMap');
    emit('monitoring.coreos.com/v1', 'PrometheusRule');
    expect(schedules()).toEqual([{
      apiVersion: 'velero.io/v1',
      kind: 'Schedule',
      metadata: { name: 'mesh', namespace: 'velero' },
      spec: {
        schedule: '0 */6 * * *',
        skipImmediately: false,
        useOwnerReferencesInBackup: false,
        template: {
          includedNamespaces: ['*'],
          includedResources: [
            'authorizationpolicies.security.istio.io',
            'destinationrules.networking.istio.io',
            'gateways.gateway.networking.k8s.io',
            'gateways.networking.istio.io',
            'serviceentries.networking.istio.io',
            'telemetries.telemetry.istio.io',
            'workloadentries.networking.istio.io',
          ],
          snapshotVolumes: false,
          ttl: '720h0m0s',
        },
      },
    }]);
  });

  test('more resources, and all options', () => {
    emit('networking.istio.io/v1', 'VirtualService');
    new MeshBackup(velero, 'Mesh', {
      name: 'mesh-production',
      namespace: 'backup',
      schedule: 'CRON_TZ=Europe/Rome @daily',
      ttl: Duration.minutes(90),
      storageLocation: 'eu-west',
      useOwnerReferencesInBackup: true,
      resources: ['certificates.cert-manager.io', 'secrets'],
      selector: { team: 'shop' },
    });
    expect(schedules()).toEqual([expect.objectContaining({
      metadata: { name: 'mesh-production', namespace: 'backup' },
      spec: {
        schedule: 'CRON_TZ=Europe/Rome @daily',
        skipImmediately: false,
        useOwnerReferencesInBackup: true,
        template: {
          includedNamespaces: ['*'],
          includedResources: ['certificates.cert-manager.io', 'secrets', 'virtualservices.networking.istio.io'],
          labelSelector: { matchLabels: { team: 'shop' } },
          snapshotVolumes: false,
          storageLocation: 'eu-west',
          ttl: '1h30m0s',
        },
      },
    })]);
  });

  test.each<[string, boolean, object, string, string]>([
    ['nothing to keep', false, {}, 'MESH0001', 'a backup of nothing'],
    ['labels that no object has', true, { selector: { team: 'shop', tier: 'web' } }, 'MESH0001', 'no object of the mesh has the labels {"team":"shop","tier":"web"}'],
    ['a schedule that is none', true, { schedule: 'every six hours' }, 'MESH0820', 'it has 3 fields'],
    ['an empty schedule', true, { schedule: '' }, 'MESH0820', 'it has 0 fields'],
    ['a backup kept for no time', true, { ttl: Duration.seconds(0) }, 'MESH0004', 'a duration of 0 s'],
    ['a kind instead of a resource', true, { resources: ['Certificate'] }, 'MESH0003', '"Certificate" is no resource'],
    ['a location that is no name', true, { storageLocation: 's3://backups' }, 'MESH0003', 'storageLocation'],
  ])('%s is refused', (_, withMesh, props, code, says) => {
    if (withMesh) {
      emit('networking.istio.io/v1', 'VirtualService');
    }
    expect(() => {
      new MeshBackup(velero, 'Mesh', props);
      schedules();
    }).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }));
  });
});

describe('of secrets', () => {
  test('the keys of Sealed Secrets, retired ones too, and the Secrets beside istiod', () => {
    new SecretsBackup(velero, 'Keys');
    expect(schedules().map(({ metadata: { name }, spec: { template } }) => [name, template])).toEqual([
      ['keys-sealing-keys', {
        includedNamespaces: ['kube-system'],
        includedResources: ['secrets'],
        labelSelector: { matchExpressions: [{ key: 'sealedsecrets.bitnami.com/sealed-secrets-key', operator: 'Exists' }] },
        snapshotVolumes: false,
        ttl: '720h0m0s',
      }],
      ['keys-mesh-ca', { includedNamespaces: ['istio-system'], includedResources: ['secrets'], snapshotVolumes: false, ttl: '720h0m0s' }],
    ]);
  });

  test.each([
    ['only the keys, elsewhere', { meshCa: false, sealingNamespace: 'sealed-secrets' }, [['keys-sealing-keys', 'sealed-secrets']]],
    ['only the CA, elsewhere', { sealingKeys: false, istiodNamespace: 'istio' }, [['keys-mesh-ca', 'istio']]],
  ])('%s', (_, props, expected) => {
    new SecretsBackup(velero, 'Keys', props);
    expect(schedules().map(({ metadata: { name }, spec: { template } }) => [name, template.includedNamespaces[0]])).toEqual(expected);
  });

  test('istiod is in the root namespace of the mesh', () => {
    const environment = new App();
    environment.node.setContext(MESH_CONTEXT.rootNamespace, 'istio-config');
    velero = new Chart(environment, 'velero');
    new SecretsBackup(velero, 'Keys', { sealingKeys: false });
    expect(schedules()[0].spec.template.includedNamespaces).toEqual(['istio-config']);
  });

  test.each([
    ['neither', { sealingKeys: false, meshCa: false }, 'neither sealingKeys nor meshCa'],
    ['a namespace of keys that are not kept', { sealingKeys: false, sealingNamespace: 'a' }, 'sealingNamespace without sealingKeys'],
    ['a namespace of a CA that is not kept', { meshCa: false, istiodNamespace: 'a' }, 'istiodNamespace without meshCa'],
  ])('%s is refused', (_, props, says) => {
    expect(() => new SecretsBackup(velero, 'Keys', props)).toThrow(expect.objectContaining({ code: 'MESH0002', message: expect.stringContaining(says) }));
  });
});

test('a field that Velero sets back is left alone by delivery engines', () => {
  new SecretsBackup(velero, 'Waiting', { meshCa: false, skipImmediately: true });
  new SecretsBackup(velero, 'AtOnce', { meshCa: false });
  const fields = velero.node.findAll().filter(each => ApiObject.isApiObject(each)).map(each => RuntimeFields.of(each).fields);
  expect(fields).toEqual([[{ writer: 'Velero', pointer: '/spec/skipImmediately' }], []]);
});
