import { CODES } from '../../../kernel/codes';
import { FieldPath } from '../../../kernel/field-path';
import { hostsBySelector, selectorKey } from '../../../model/gateways';
import { hostOfAuthority, hostsOverlap } from '../../../model/hosts';
import { Manifest } from '../../../model/manifest';
import { MeshModel } from '../../../model/mesh';
import { isNearMiss } from '../../../model/near-miss';
import { listOf, mapOf, textsOf } from '../../../model/reading';
import { defineRule, Report } from '../../rule';
import { didYouMean } from '../../words';

/** A policy at a gateway names a host that no server of the gateway serves. */
export const policyHostNotServed = defineRule({
  code: CODES.POLICY_HOST_NOT_SERVED,
  name: 'policy-host-not-served',
  severity: 'error',
  reads: ['AuthorizationPolicy', 'Gateway'],
  equals: [],
  summary: 'An AuthorizationPolicy for the workload of a gateway names a host one letter away from one that the gateway serves.',
  why: 'Requests to the host that was meant do not match the rule: a DENY lets them through, an ALLOW refuses them.',
  fix: 'Correct the host, so that the rule matches the requests it is meant for.',
  cannotTell: 'the host is like none that the Gateways at hand serve: others may attach Gateways to the same workload.',
  examples: {
    bad: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: istio-ingress }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: admin }, hosts: [admin.example.com] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: office-only, namespace: istio-ingress }
spec:
  selector: { matchLabels: { istio: ingressgateway } }
  action: DENY
  rules:
    - from: [{ source: { notRemoteIpBlocks: [192.0.2.0/24] } }]
      to: [{ operation: { hosts: ["admim.example.com:*"] } }] # the host is admin.example.com
---
apiVersion: v1
kind: Pod
metadata: { name: ingressgateway, namespace: istio-ingress, labels: { istio: ingressgateway } }
spec: { containers: [{ name: istio-proxy, image: auto }] }
`,
    good: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: istio-ingress }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: admin }, hosts: [admin.example.com] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: office-only, namespace: istio-ingress }
spec:
  selector: { matchLabels: { istio: ingressgateway } }
  action: DENY
  rules:
    - from: [{ source: { notRemoteIpBlocks: [192.0.2.0/24] } }]
      to: [{ operation: { hosts: ["admin.example.com", "admin.example.com:*"] } }]
---
apiVersion: v1
kind: Pod
metadata: { name: ingressgateway, namespace: istio-ingress, labels: { istio: ingressgateway } }
spec: { containers: [{ name: istio-proxy, image: auto }] }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const served = hostsBySelector(mesh.gateways);
    for (const { manifest, labels } of mesh.selecting) {
      const hosts = manifest.object.kind === 'AuthorizationPolicy' ? served.get(selectorKey(labels)) : undefined;
      if (hosts) {
        checkHosts(manifest, hosts, report);
      }
    }
  },
});

function checkHosts(manifest: Manifest, served: readonly string[], report: Report): void {
  for (const [i, rule] of listOf(mapOf(manifest.object.spec)?.rules).entries()) {
    for (const [j, to] of listOf(mapOf(rule)?.to).entries()) {
      const operation = mapOf(mapOf(to)?.operation);
      for (const field of ['hosts', 'notHosts'] as const) {
        textsOf(operation?.[field]).forEach((value, k) => {
          checkHost(value, ['spec', 'rules', i, 'to', j, 'operation', field, k], manifest, served, report);
        });
      }
    }
  }
}

function checkHost(value: string, path: FieldPath, manifest: Manifest, served: readonly string[], report: Report): void {
  const host = hostOfAuthority(value);
  const meant = served.filter(each => isNearMiss(host, each.toLowerCase())).sort()[0];
  if (meant === undefined || host.includes('*') || served.some(each => hostsOverlap(each.toLowerCase(), host))) {
    return;
  }
  const nearest = value.endsWith(host) ? meant : `${meant}${value.slice(host.length)}`;
  report.problem(manifest, path, {
    message: `Host "${value}" is served by no Gateway of the selected workload, and "${meant}" is.`,
    fix: didYouMean(nearest),
    found: value,
    nearest,
  });
}
