import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';
import { certificateOutOfReach } from '../../src/analysis/rules/security/certificate-out-of-reach';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: ingress, namespace: istio-ingress, labels: { istio: ingressgateway } }\nspec: { containers: [{ name: a, image: a }] }';

function gateway(tls: string): string {
  return 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: public, namespace: shop }\nspec:\n  selector: { istio: ingressgateway }\n'
    + `  servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [a.example.com], tls: ${tls} }]`;
}

function secret(name: string, namespace: string, rest: string = 'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec: { encryptedData: {} }'): string {
  return `${rest}\nmetadata: { name: ${name}, namespace: ${namespace} }`;
}

const SHOP_TLS = '{ mode: SIMPLE, credentialName: shop-tls }';
const said = (...documents: string[]): string[] =>
  examine(manifestsOf(documents.join('\n---\n')), { minor: '1.30', rules: [certificateOutOfReach], checkObjects: false }).findings.map(({ message }) => message);

test.each<[string, string[]]>([
  ['the certificate lies beside the proxies', [gateway(SHOP_TLS), POD, secret('shop-tls', 'istio-ingress')]],
  ['it lies there and elsewhere', [gateway(SHOP_TLS), POD, secret('shop-tls', 'istio-ingress'), secret('shop-tls', 'shop')]],
  ['nobody makes it: others may', [gateway(SHOP_TLS), POD, secret('other', 'istio-ingress')]],
  ['the workload is not at hand', [gateway(SHOP_TLS), secret('shop-tls', 'shop')]],
  ['an ExternalSecret makes it under another name than its own', [gateway(SHOP_TLS), POD,
    secret('fetched', 'istio-ingress', 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nspec: { target: { name: shop-tls } }')]],
  ['cert-manager makes it', [gateway(SHOP_TLS), POD,
    secret('shop', 'istio-ingress', 'apiVersion: cert-manager.io/v1\nkind: Certificate\nspec: { secretName: shop-tls }')]],
  ['the server needs none', [gateway('{ mode: ISTIO_MUTUAL }'), POD, secret('shop-tls', 'shop')]],
])('nothing is said where %s', (_, documents) => {
  expect(said(...documents)).toEqual([]);
});

test.each<[string, string[], string]>([
  ['it lies beside the Gateway', [gateway(SHOP_TLS), POD, secret('shop-tls', 'shop')],
    'The Secret "shop-tls" is made in "shop", and the workload of the Gateway runs in "istio-ingress".'],
  ['one of two lies elsewhere', [gateway('{ mode: SIMPLE, credentialNames: [rsa, ecdsa] }'), POD, secret('rsa', 'istio-ingress'), secret('ecdsa', 'shop')],
    'The Secret "ecdsa" is made in "shop", and the workload of the Gateway runs in "istio-ingress".'],
  ['its name has a slip', [gateway('{ mode: SIMPLE, credentialName: shp-tls }'), POD, secret('shop-tls', 'istio-ingress')],
    'Nothing makes the Secret "shp-tls" in "istio-ingress", and "shop-tls" is made there.'],
])('it is found where %s', (_, documents, message) => {
  expect(said(...documents)).toEqual([message]);
});
