import { CODES } from '../../../kernel/codes';
import { MeshModel } from '../../../model/mesh';
import { retiredSubsetsOf } from '../../../model/retired-subsets';
import { defineRule, Report } from '../../rule';

/** A route or mirror names a subset that its DestinationRule keeps for one more release only. */
export const routeToRetiredSubset = defineRule({
  code: CODES.ROUTE_TO_RETIRED_SUBSET,
  name: 'route-to-retired-subset',
  severity: 'error',
  reads: ['VirtualService', 'DestinationRule', 'Service', 'ServiceEntry'],
  equals: [],
  summary: 'A route or mirror names a subset that its DestinationRule has retired (annotation cdk8s-istio/retired-subsets).',
  why: 'The subset goes with the next release, and every request that takes the route would be answered with 503.',
  fix: 'Route to another subset, or take the name out of the annotation (addSubset instead of retireSubset).',
  cannotTell: 'never: a rule that is not at hand retires nothing.',
  examples: {
    bad: `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop, annotations: { cdk8s-istio/retired-subsets: canary } }
spec:
  host: cart
  subsets:
    - { name: stable, labels: { version: v1 } }
    - { name: canary, labels: { version: v2 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - route:
        - { destination: { host: cart, subset: stable }, weight: 90 }
        - { destination: { host: cart, subset: canary }, weight: 10 } # canary is retired
`,
    good: `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop, annotations: { cdk8s-istio/retired-subsets: canary } }
spec:
  host: cart
  subsets:
    - { name: stable, labels: { version: v1 } }
    - { name: canary, labels: { version: v2 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - route:
        - { destination: { host: cart, subset: stable } }
`,
  },

  check({ virtualServices, hostRegistry, destinationRuleRegistry }: MeshModel, report: Report): void {
    for (const { manifest, namespace, destinations } of virtualServices) {
      for (const { host, subset, path } of destinations) {
        const rule = subset === undefined ? undefined : destinationRuleRegistry.declaring(hostRegistry.complete(host, namespace), subset);
        if (rule && subset !== undefined && retiredSubsetsOf(rule).includes(subset)) {
          report.problem(manifest, [...path, 'subset'], {
            message: `Subset "${subset}" of host "${host}" is retired by DestinationRule ${rule.namespace}/${rule.name}.`,
            fix: 'Route to another subset, or make it a subset again: addSubset instead of retireSubset.',
            found: subset,
          });
        }
      }
    }
  },
});
