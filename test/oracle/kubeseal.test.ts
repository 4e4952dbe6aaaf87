/** kubeseal seals a certificate made on the spot, our construct takes what it wrote, and kubeseal opens what our construct emits. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { parse, stringify } from 'yaml';
import { runTool } from './command';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { Gateway, MeshService, secrets, Server, ServerTls } from '../../src';

const REASON = skipReason('kubeseal') ?? opensslReason();
const { GatewayTlsSecret, SealingScope, SecretSource } = secrets;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-kubeseal-'));
  if (REASON === undefined) {
    certificate('sealing', 'rsa:4096');
    certificate('shop', 'rsa:2048');
  }
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** A key and its certificate for itself: `<name>.key` and `<name>.crt`. */
function certificate(name: string, key: string): void {
  execFileSync('openssl', ['req', '-x509', '-newkey', key, '-nodes', '-days', '1', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.crt`], { cwd: folder, stdio: 'ignore' });
}

function opensslReason(): string | undefined {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'openssl is missing';
  }
}

function textOf(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** Runs kubeseal on a document; no cluster and no kubeconfig is needed. */
function kubeseal(document: object, ...options: string[]): any {
  const { status, stdout, stderr } = runTool('kubeseal', options, { cwd: folder, input: stringify(document) });
  expect([status, stderr]).toEqual([0, '']);
  return parse(stdout);
}

/** What kubeseal makes of the certificate, as a Secret of a place. */
function seal(scope: string, name: string, namespace: string): any {
  const data = Object.fromEntries([['tls.crt', 'shop.crt'], ['tls.key', 'shop.key']].map(([key, file]) => [key, Buffer.from(textOf(file)).toString('base64')]));
  const secret = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name, namespace }, data };
  return kubeseal(secret, '--cert', 'sealing.crt', '--format', 'yaml', '--scope', scope);
}

/** The SealedSecret of our construct for the same place. */
function emitted(encryptedData: { [key: string]: string }, scope: secrets.SealingScope): any {
  const chart = new Chart(new App(), 'edge', { namespace: 'istio-ingress' });
  new MeshService(chart, 'Ingress', { name: 'ingress', ports: [{ number: 443 }], selector: { istio: 'ingressgateway' } });
  const gateway = new Gateway(chart, 'Public', { servers: [Server.https(['shop.example.com'], ServerTls.simple('shop-tls'))] });
  const secret = new GatewayTlsSecret(chart, 'Tls', { gateway, source: SecretSource.sealed({ encryptedData, scope }) });
  return (secret.node.defaultChild as ApiObject).toJson();
}

describe.each(Object.values(SealingScope))('in the scope %s', scope => {
  itUnless(REASON, 'what our construct emits is what kubeseal writes', () => {
    const sealed = seal(scope, 'shop-tls', 'istio-ingress');
    expect(emitted(sealed.spec.encryptedData, scope)).toEqual(sealed);
  });

  itUnless(REASON, 'it is opened again, and is the certificate', () => {
    const object = emitted(seal(scope, 'shop-tls', 'istio-ingress').spec.encryptedData, scope);
    const secret = kubeseal(object, '--recovery-unseal', '--recovery-private-key', 'sealing.key', '--format', 'yaml');
    expect({ type: secret.type, name: secret.metadata.name, namespace: secret.metadata.namespace })
      .toEqual({ type: 'kubernetes.io/tls', name: 'shop-tls', namespace: 'istio-ingress' });
    expect(Buffer.from(secret.data['tls.key'], 'base64').toString()).toBe(textOf('shop.key'));
    expect(Buffer.from(secret.data['tls.crt'], 'base64').toString()).toBe(textOf('shop.crt'));
  });
});

itUnless(REASON, 'in the strict scope the ciphertext of another name is not opened', () => {
  const object = emitted(seal('strict', 'other-tls', 'istio-ingress').spec.encryptedData, SealingScope.STRICT);
  const { status, stderr } = runTool('kubeseal', ['--recovery-unseal', '--recovery-private-key', 'sealing.key'], { cwd: folder, input: stringify(object) });
  expect([status, stderr]).toEqual([1, expect.stringContaining('no key could decrypt secret')]);
});
