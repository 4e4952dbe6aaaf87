import { CODES } from '../../../kernel/codes';
import { FieldPath } from '../../../kernel/field-path';
import { hostsOverlap } from '../../../model/hosts';
import { Manifest } from '../../../model/manifest';
import { MeshModel } from '../../../model/mesh';
import { isNearMiss } from '../../../model/near-miss';
import { Labels, labelsOf, listOf, mapOf, textsOf } from '../../../model/reading';
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
    const servedByWorkload = new Map<string, string[]>();
    for (const { manifest, served } of mesh.gateways) {
      const selector = manifest.object.apiVersion.startsWith('networking.istio.io/') ? labelsOf(mapOf(manifest.object.spec)?.selector) : undefined;
      if (selector && Object.keys(selector).length > 0) {
        append(servedByWorkload, keyOf(selector), served.map(({ host }) => host));
      }
    }
    for (const { manifest, labels } of mesh.selecting) {
      const served = manifest.object.kind === 'AuthorizationPolicy' ? servedByWorkload.get(keyOf(labels)) : undefined;
      if (served) {
        checkHosts(manifest, served, report);
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
  const host = value.toLowerCase().replace(/:(\*|\d+)$/, '');
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

/** The labels as one text. */
function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).map(([key, value]) => `${key}=${value}`).sort());
}

function append(map: Map<string, string[]>, key: string, values: readonly string[]): void {
  const there = map.get(key);
  if (there) {
    there.push(...values);
  } else {
    map.set(key, [...values]);
  }
}
