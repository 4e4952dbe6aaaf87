import { CODES } from '../../../kernel/codes';
import { namespaceOf } from '../../../model/manifest';
import { MeshModel } from '../../../model/mesh';
import { NearMissIndex } from '../../../model/near-miss';
import { mapOf, textOf } from '../../../model/reading';
import { defineRule, Report } from '../../rule';
import { didYouMean } from '../../words';

/** A Namespace in which nothing runs, called almost as one in which something does. */
export const misspeltNamespace = defineRule({
  code: CODES.MISSPELT_NAMESPACE,
  name: 'misspelt-namespace',
  severity: 'error',
  reads: ['Namespace', 'Service', 'Deployment', 'StatefulSet', 'DaemonSet', 'Pod', 'VirtualService', 'DestinationRule', 'Gateway', 'ServiceEntry'],
  equals: [],
  summary: 'A Namespace holds no service, workload or route, and is one letter away from one in which the environment writes objects.',
  why: 'Its labels and policies (injection, mutual TLS, deny by default) protect an empty namespace; the one that was meant has none of them.',
  fix: 'Correct the name, or emit the Namespace of the one that was meant too.',
  cannotTell: 'never: namespaces of which this environment writes nothing are not looked at.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata: { name: shpo, labels: { istio-injection: enabled } } # the services are in shop
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
`,
    good: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const inhabited = new Set<string>();
    const written = new Set<string>();
    const named = new Set<string>();
    const manifests = mesh.manifests.filter(({ object }) => typeof mapOf(object)?.kind === 'string' && textOf(mapOf(object.metadata)?.name) !== undefined);
    const namespaces = manifests.filter(({ object }) => object.kind === 'Namespace' && object.apiVersion === 'v1');
    namespaces.forEach(({ object }) => named.add(object.metadata.name));
    for (const { object, origin } of manifests) {
      if (INHABITANTS.has(object.kind)) {
        inhabited.add(namespaceOf(object));
        if (!origin.declared) {
          written.add(namespaceOf(object));
        }
      }
    }
    const index = new NearMissIndex([...written].filter(namespace => !named.has(namespace)));
    for (const manifest of namespaces) {
      const { name } = manifest.object.metadata;
      const [meant] = inhabited.has(name) || manifest.origin.declared ? [] : index.find(name);
      if (meant !== undefined) {
        report.problem(manifest, ['metadata', 'name'], {
          message: `Namespace "${name}" holds nothing, and "${meant}", which does, has no Namespace.`,
          fix: didYouMean(meant),
          found: name,
          nearest: meant,
        });
      }
    }
  },
});

/** Kinds that show that a namespace is in use. */
const INHABITANTS = new Set(['Service', 'Deployment', 'StatefulSet', 'DaemonSet', 'Pod', 'VirtualService', 'DestinationRule', 'Gateway', 'ServiceEntry']);
