import { CODES } from '../../../kernel/codes';
import { MeshModel } from '../../../model/mesh';
import { defineRule, Report } from '../../rule';

/** A PeerAuthentication with a selector in the root namespace. */
export const ignoredPeerAuthentication = defineRule({
  code: CODES.IGNORED_PEER_AUTHENTICATION,
  name: 'ignored-peer-authentication',
  severity: 'error',
  reads: ['PeerAuthentication'],
  equals: [],
  summary: 'A PeerAuthentication with a selector is in the root namespace, where Istio ignores it.',
  why: 'A mode that should be strict is not: plain text goes on being taken. Unlike policies of other kinds, one of the root namespace '
    + 'does not reach the selected workloads of other namespaces.',
  fix: 'Put it into the namespace of the workloads. For the whole mesh leave the selector out.',
  cannotTell: 'never: the root namespace of the mesh is given.',
  examples: {
    bad: `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: cart, namespace: istio-system } # the root namespace
spec:
  selector: { matchLabels: { app: cart } }
  mtls: { mode: STRICT }
---
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: cart, image: cart }] }
`,
    good: `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  mtls: { mode: STRICT }
---
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: cart, image: cart }] }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    for (const { manifest, namespace, path } of mesh.selecting) {
      if (manifest.object.kind === 'PeerAuthentication' && namespace === mesh.rootNamespace) {
        report.problem(manifest, path, {
          message: `PeerAuthentication "${manifest.object.metadata.name}" selects workloads from the root namespace "${namespace}", and Istio ignores it.`,
          fix: 'Put it into the namespace of the workloads.',
        });
      }
    }
  },
});
