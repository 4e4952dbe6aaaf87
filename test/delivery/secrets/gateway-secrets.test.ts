import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { CIPHERTEXT, OTHER_CIPHERTEXT } from './ciphertexts';
import { Gateway, IGateway, MeshService, secrets, Server, ServerCertificates, ServerTls } from '../../../src';
import { crdFaults } from '../crd-faults';

const {
  GatewayCaSecret, GatewayTlsSecret, RefreshPolicy, SealingScope, SecretCreationPolicy, SecretDeletionPolicy, SecretSource, SecretStoreKind,
} = secrets;

const SEALED = SecretSource.sealed({ encryptedData: { 'tls.crt': CIPHERTEXT, 'tls.key': OTHER_CIPHERTEXT } });
const STORED = SecretSource.external({ store: { name: 'vault' }, dataFrom: [{ key: 'istio/shop-tls' }] });
const faults = crdFaults('sealed-secrets', 'external-secrets');

let app: App;
let edge: Chart;
let shop: Chart;

beforeEach(() => {
  app = new App();
  edge = new Chart(app, 'edge', { namespace: 'istio-ingress' });
  shop = new Chart(app, 'shop', { namespace: 'shop' });
});

/** Declares the workload of the gateway. */
function workload(chart: Chart = edge, id: string = 'Ingress', selector: { [key: string]: string } = { istio: 'ingressgateway' }): void {
  new MeshService(chart, id, { name: 'ingressgateway', ports: [{ name: 'https', number: 443 }], selector });
}

function gateway(...tls: ServerTls[]): Gateway {
  const servers = tls.map((each, i) => Server.https([`host${i}.example.com`], each, { portName: `https-${i}` }));
  return new Gateway(shop, 'Public', { servers });
}

/** The objects that make Secrets, which must be what their CRDs say. */
function made(): any[] {
  const objects = app.node.findAll().filter((each): each is ApiObject => ApiObject.isApiObject(each)).map(each => each.toJson())
    .filter(({ kind }) => kind === 'SealedSecret' || kind === 'ExternalSecret');
  for (const object of objects) {
    expect(faults(object)).toEqual([]);
  }
  return objects;
}

describe('where the Secret lies and what it is called', () => {
  test('it has the name by which the gateway asks, and the namespace of the workload, not of the Gateway', () => {
    workload();
    const { secretName } = new GatewayTlsSecret(shop, 'Tls', { gateway: gateway(ServerTls.simple('shop-tls')), source: SEALED });
    expect(secretName).toBe('shop-tls');
    expect(made()).toEqual([{
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: { name: 'shop-tls', namespace: 'istio-ingress' },
      spec: {
        encryptedData: { 'tls.crt': CIPHERTEXT, 'tls.key': OTHER_CIPHERTEXT },
        template: { metadata: { name: 'shop-tls', namespace: 'istio-ingress' }, type: 'kubernetes.io/tls' },
      },
    }]);
  });

  test('the workload may be declared after it, and with more labels than the gateway selects', () => {
    new GatewayTlsSecret(shop, 'Tls', { gateway: gateway(ServerTls.simple('shop-tls')), source: SEALED });
    workload(edge, 'Ingress', { istio: 'ingressgateway', app: 'istio-ingress' });
    expect(made()[0].metadata.namespace).toBe('istio-ingress');
  });

  test('the servers may be added after it, when the certificate is named', () => {
    workload();
    const certificate = ServerCertificates.secret('shop-tls');
    const later = gateway();
    new GatewayTlsSecret(shop, 'Tls', { gateway: later, certificate, source: SEALED });
    later.addServer(Server.https(['shop.example.com'], ServerTls.simpleWith(certificate)));
    expect(made()[0].metadata.name).toBe('shop-tls');
  });

  test('of several certificates one is named', () => {
    workload();
    new GatewayTlsSecret(shop, 'Tls', {
      gateway: gateway(ServerTls.simple('shop-tls'), ServerTls.simple('api-tls')), certificate: ServerCertificates.secret('api-tls'), source: SEALED,
    });
    expect(made()[0].metadata.name).toBe('api-tls');
  });

  test('one certificate of several servers is one', () => {
    workload();
    const { secretName } = new GatewayTlsSecret(shop, 'Tls', { gateway: gateway(ServerTls.simple('shop-tls'), ServerTls.simple('shop-tls')), source: SEALED });
    expect(secretName).toBe('shop-tls');
  });

  test('the gateway of others needs name and namespace', () => {
    const foreign = Gateway.fromName(shop, 'Foreign', 'istio-ingress/public');
    new GatewayTlsSecret(shop, 'Tls', { gateway: foreign, certificate: ServerCertificates.secret('shop-tls'), namespace: 'istio-ingress', source: SEALED });
    expect(made()[0].metadata).toEqual({ name: 'shop-tls', namespace: 'istio-ingress' });
  });

  test.each<[string, (secret: (gateway: IGateway, more?: object) => void) => void, string]>([
    ['no certificate', secret => secret(gateway(ServerTls.istioMutual())), 'it is not known which certificates shop/public asks for'],
    ['two certificates', secret => secret(gateway(ServerTls.simple('a'), ServerTls.simple('b'))), 'shop/public asks for several certificates: a, b'],
    ['a pair of certificates', secret => secret(gateway(ServerTls.simpleWith(ServerCertificates.secrets('rsa', 'ecdsa')))), 'several certificates: rsa, ecdsa'],
    ['certificates from files', secret => secret(gateway(ServerTls.simple('a')), {
      certificate: ServerCertificates.files({ serverCertificate: '/a', privateKey: '/b' }),
    }), 'the certificate is no Secret'],
    ['a certificate nobody asks for', secret => secret(gateway(ServerTls.simple('shop-tls')), { certificate: ServerCertificates.secret('shp-tls') }), 'did you mean shop-tls?'],
    ['an unknown workload', secret => secret(gateway(ServerTls.simple('shop-tls'))), 'it is not known where the workload of shop/public runs'],
    ['an unknown workload of others', secret => secret(Gateway.fromName(shop, 'Foreign', 'a/b'), { certificate: ServerCertificates.secret('a') }), 'where the workload of a/b runs'],
    ['two workloads', secret => {
      workload();
      workload(shop, 'Second');
      secret(gateway(ServerTls.simple('shop-tls')));
    }, 'runs in several namespaces: istio-ingress, shop'],
    ['the namespace of the Gateway', secret => {
      workload();
      secret(gateway(ServerTls.simple('shop-tls')), { namespace: 'shop' });
    }, 'is for the namespace shop, and the workload of shop/public runs in istio-ingress'],
  ])('%s is refused', (_, program, says) => {
    expect(() => {
      program((of, more) => new GatewayTlsSecret(shop, 'Tls', { gateway: of, source: SEALED, ...more }));
      made();
    }).toThrow(expect.objectContaining({ code: 'MESH0818', message: expect.stringContaining(says) }));
  });
});

describe('the CA for clients', () => {
  const source = SecretSource.sealed({ encryptedData: { 'ca.crt': CIPHERTEXT } });

  test.each([
    ['that of the certificate and -cacert', ServerTls.mutual('shop-tls'), 'shop-tls-cacert'],
    ['the one that the server names', ServerTls.mutual('shop-tls', { caCertCredentialName: 'partners-ca' }), 'partners-ca'],
  ])('its name is %s', (_, tls, name) => {
    workload();
    expect(new GatewayCaSecret(shop, 'Ca', { gateway: gateway(tls), source }).secretName).toBe(name);
    expect(made()[0].spec.template).toEqual({ metadata: { name, namespace: 'istio-ingress' }, type: 'Opaque' });
  });

  test('a server certificate is none', () => {
    expect(() => new GatewayCaSecret(shop, 'Ca', { gateway: gateway(ServerTls.mutual('shop-tls')), source: SEALED }))
      .toThrow('the key ca.crt is missing');
  });
});

describe('sealed', () => {
  const tls = (encryptedData: any, scope?: any) => {
    workload();
    return new GatewayTlsSecret(shop, 'Tls', { gateway: gateway(ServerTls.simple('shop-tls')), source: SecretSource.sealed({ encryptedData, scope }) });
  };

  test.each([
    [SealingScope.STRICT, undefined],
    [SealingScope.NAMESPACE_WIDE, { 'sealedsecrets.bitnami.com/namespace-wide': 'true' }],
    [SealingScope.CLUSTER_WIDE, { 'sealedsecrets.bitnami.com/cluster-wide': 'true' }],
  ])('the scope %s is said on the object and on its template', (scope, annotations) => {
    tls({ 'tls.crt': CIPHERTEXT, 'tls.key': OTHER_CIPHERTEXT }, scope);
    const [{ metadata, spec }] = made();
    expect([metadata.annotations, spec.template.metadata.annotations]).toEqual([annotations, annotations]);
  });

  test('line ends in the ciphertext are dropped', () => {
    tls({ 'tls.crt': `${CIPHERTEXT.slice(0, 64)}\n${CIPHERTEXT.slice(64)}\n`, 'tls.key': OTHER_CIPHERTEXT });
    expect(made()[0].spec.encryptedData['tls.crt']).toBe(CIPHERTEXT);
  });

  test.each([
    ['a key that istiod does not read', { 'tls.crt': CIPHERTEXT, 'tls.key': OTHER_CIPHERTEXT, 'tls.pem': CIPHERTEXT }, 'MESH0001', 'the key "tls.pem"'],
    ['a certificate without key', { 'tls.crt': CIPHERTEXT }, 'MESH0001', 'the key tls.key is missing'],
    ['one ciphertext twice', { 'tls.crt': CIPHERTEXT, 'tls.key': CIPHERTEXT }, 'MESH0008', 'tls.crt and tls.key have the same ciphertext'],
  ])('%s is refused', (_, encryptedData, code, says) => {
    expect(() => tls(encryptedData)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }));
  });

  test('a scope that is none is refused', () => {
    expect(() => tls({ 'tls.crt': CIPHERTEXT, 'tls.key': OTHER_CIPHERTEXT }, 'cluster')).toThrow(expect.objectContaining({ code: 'MESH0001' }));
  });
});

describe('external', () => {
  const tls = (options: Partial<secrets.ExternalOptions>) => {
    workload();
    return new GatewayTlsSecret(shop, 'Tls', {
      gateway: gateway(ServerTls.simple('shop-tls')), source: SecretSource.external({ store: { name: 'vault' }, ...options }),
    });
  };
  const data = { 'tls.crt': { key: 'shop', property: 'crt' }, 'tls.key': { key: 'shop', property: 'key', version: '3' } };

  test('places by key; fetched every hour, owned, kept when the store loses them', () => {
    tls({ data });
    expect(made()).toEqual([{
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'shop-tls', namespace: 'istio-ingress' },
      spec: {
        refreshPolicy: 'Periodic',
        refreshInterval: '1h0m0s',
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        target: { name: 'shop-tls', creationPolicy: 'Owner', deletionPolicy: 'Retain', template: { engineVersion: 'v2', type: 'kubernetes.io/tls' } },
        data: [
          { secretKey: 'tls.crt', remoteRef: { key: 'shop', property: 'crt' } },
          { secretKey: 'tls.key', remoteRef: { key: 'shop', property: 'key', version: '3' } },
        ],
      },
    }]);
  });

  test('everything of one place, from a store of the namespace, once', () => {
    tls({
      store: { name: 'vault', kind: SecretStoreKind.SECRET_STORE },
      dataFrom: [{ key: 'shop' }],
      refreshPolicy: RefreshPolicy.CREATED_ONCE,
      creationPolicy: SecretCreationPolicy.ORPHAN,
    });
    expect(made()[0].spec).toEqual({
      refreshPolicy: 'CreatedOnce',
      secretStoreRef: { kind: 'SecretStore', name: 'vault' },
      target: { name: 'shop-tls', creationPolicy: 'Orphan', deletionPolicy: 'Retain', template: { engineVersion: 'v2', type: 'kubernetes.io/tls' } },
      dataFrom: [{ extract: { key: 'shop' } }],
    });
  });

  test.each<[string, Partial<secrets.ExternalOptions>, string, string]>([
    ['no places', {}, 'MESH0001', 'the key tls.crt is missing'],
    ['a certificate without key', { data: { 'tls.crt': data['tls.crt'] } }, 'MESH0001', 'the key tls.key is missing'],
    ['a key that istiod does not read', { data: { ...data, 'shop.pem': { key: 'shop' } } }, 'MESH0001', 'the key "shop.pem"'],
    ['an empty place', { data: { ...data, 'tls.crt': { key: '' } } }, 'MESH0001', 'an empty text'],
    ['a store without name', { store: { name: '' }, data }, 'MESH0003', 'name of the store'],
    ['a deletion by somebody who is not the owner', { data, creationPolicy: SecretCreationPolicy.MERGE, deletionPolicy: SecretDeletionPolicy.DELETE }, 'MESH0002', 'by its owner only'],
    ['an interval that is ignored', { data, refreshPolicy: RefreshPolicy.ON_CHANGE, refreshInterval: Duration.hours(1) }, 'MESH0002', 'refreshInterval with refreshPolicy OnChange'],
    ['an interval of nothing', { data, refreshInterval: Duration.seconds(0) }, 'MESH0004', 'a duration of 0 s'],
    ['half a second', { data, refreshInterval: Duration.millis(1500) }, 'MESH0004', 'a duration of 1.5 s'],
  ])('%s is refused', (_, options, code, says) => {
    expect(() => tls(options)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }));
  });
});

test('the gateway of another environment is refused', () => {
  const other = new Chart(new App(), 'shop', { namespace: 'shop' });
  expect(() => new GatewayTlsSecret(other, 'Tls', { gateway: gateway(ServerTls.simple('shop-tls')), source: STORED }))
    .toThrow(expect.objectContaining({ code: 'MESH0001', message: expect.stringContaining('belongs to another environment') }));
});

test('a name that is none is refused', () => {
  expect(() => new GatewayTlsSecret(shop, 'Tls', { gateway: gateway(ServerTls.simple('Shop TLS')), source: STORED })).toThrow(expect.objectContaining({ code: 'MESH0003' }));
});
