import { CODES } from '../../../kernel/codes';
import { FieldPath } from '../../../kernel/field-path';
import { gatewayWorkloads, GatewayView } from '../../../model/gateways';
import { MeshModel } from '../../../model/mesh';
import { isNearMiss } from '../../../model/near-miss';
import { listOf, mapOf, textOf } from '../../../model/reading';
import { secretMadeBy } from '../../../model/references';
import { defineRule, Report } from '../../rule';
import { didYouMean, quotedList } from '../../words';

/** A gateway asks for a certificate that is made in another namespace than its workload's, or under a name one letter away. */
export const certificateOutOfReach = defineRule({
  code: CODES.CERTIFICATE_OUT_OF_REACH,
  name: 'certificate-out-of-reach',
  severity: 'error',
  reads: [
    'Gateway', 'Secret', 'SealedSecret', 'ExternalSecret', 'Certificate', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet',
  ],
  equals: ['IST0101'],
  summary: 'A Gateway asks for a certificate that is made where the proxies of its workload do not look.',
  why: 'A proxy reads the Secrets of its own namespace, wherever the Gateway lies. Without the certificate it closes every connection to the hosts '
    + 'of the server.',
  fix: 'Make the Secret in the namespace of the gateway workload, under the name that the Gateway says.',
  cannotTell: 'the workload of the gateway is not at hand, or no object makes a Secret of that name or one like it: others may.',
  examples: {
    bad: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example.com], tls: { mode: SIMPLE, credentialName: shop-tls } } # not in istio-ingress
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: shop-tls, namespace: shop }
spec:
  secretStoreRef: { kind: ClusterSecretStore, name: vault }
  dataFrom: [{ extract: { key: shop-tls } }]
---
apiVersion: v1
kind: Pod
metadata: { name: ingressgateway, namespace: istio-ingress, labels: { istio: ingressgateway } }
spec: { containers: [{ name: istio-proxy, image: auto }] }
`,
    good: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example.com], tls: { mode: SIMPLE, credentialName: shop-tls } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: shop-tls, namespace: istio-ingress }
spec:
  secretStoreRef: { kind: ClusterSecretStore, name: vault }
  dataFrom: [{ extract: { key: shop-tls } }]
---
apiVersion: v1
kind: Pod
metadata: { name: ingressgateway, namespace: istio-ingress, labels: { istio: ingressgateway } }
spec: { containers: [{ name: istio-proxy, image: auto }] }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const made = madeSecrets(mesh);
    for (const gateway of made.size === 0 ? [] : mesh.gateways) {
      const namespaces = new Set([...gatewayWorkloads([gateway], mesh.workloads)].map(({ namespace }) => namespace));
      for (const { name, path } of namespaces.size === 0 ? [] : credentialsOf(gateway)) {
        [...namespaces].sort().forEach(namespace => checkCredential(gateway, name, path, namespace, made, report));
      }
    }
  },
});

/** Names of the Secrets that the objects at hand make, by namespace. */
function madeSecrets(mesh: MeshModel): ReadonlyMap<string, ReadonlySet<string>> {
  const made = new Map<string, Set<string>>();
  for (const manifest of mesh.manifests) {
    const [namespace, name] = secretMadeBy(manifest)?.split('/') ?? [];
    if (name) {
      made.set(namespace, (made.get(namespace) ?? new Set()).add(name));
    }
  }
  return made;
}

/** The Secrets that the servers of a Gateway of Istio name. */
function credentialsOf({ manifest }: GatewayView): { name: string; path: FieldPath }[] {
  return listOf(mapOf(manifest.object.spec)?.servers).flatMap((server, i) => {
    const tls = mapOf(mapOf(server)?.tls);
    const single = textOf(tls?.credentialName);
    return [
      ...single === undefined ? [] : [{ name: single, path: ['spec', 'servers', i, 'tls', 'credentialName'] }],
      ...listOf(tls?.credentialNames).flatMap((name, j) => typeof name === 'string' ? [{ name, path: ['spec', 'servers', i, 'tls', 'credentialNames', j] }] : []),
    ];
  });
}

function checkCredential(
  { manifest }: GatewayView, name: string, path: FieldPath, namespace: string, made: ReadonlyMap<string, ReadonlySet<string>>, report: Report,
): void {
  const there = made.get(namespace);
  if (there?.has(name)) {
    return;
  }
  const elsewhere = [...made].filter(([, names]) => names.has(name)).map(([other]) => other).sort();
  const nearest = [...there ?? []].filter(each => isNearMiss(name, each)).sort()[0];
  if (elsewhere.length > 0) {
    report.problem(manifest, path, {
      message: `The Secret "${name}" is made in ${quotedList(elsewhere)}, and the workload of the Gateway runs in "${namespace}".`,
      fix: `Make it in the namespace ${namespace}.`,
      found: name,
    });
  } else if (nearest !== undefined) {
    report.problem(manifest, path, {
      message: `Nothing makes the Secret "${name}" in "${namespace}", and "${nearest}" is made there.`,
      fix: didYouMean(nearest),
      found: name,
      nearest,
    });
  }
}
