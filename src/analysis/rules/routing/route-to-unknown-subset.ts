import { CODES } from '../../../kernel/codes';
import { nearestName } from '../../../kernel/nearest';
import { isWildcard } from '../../../model/hosts';
import { MeshModel } from '../../../model/mesh';
import { isNearMiss } from '../../../model/near-miss';
import { MeshHost } from '../../../model/services';
import { DestinationRule } from '../../../model/subsets';
import { DestinationReference, VirtualService } from '../../../model/virtual-services';
import { Declaration, Miss, reportMisses } from '../../root-cause';
import { defineRule, Problem, Report } from '../../rule';
import { didYouMean, quotedList } from '../../words';

/** A route or mirror names a subset that no DestinationRule of its host declares. */
export const routeToUnknownSubset = defineRule({
  code: CODES.ROUTE_TO_UNKNOWN_SUBSET,
  name: 'route-to-unknown-subset',
  severity: 'error',
  reads: ['VirtualService', 'DestinationRule', 'Service', 'ServiceEntry'],
  equals: ['IST0101', 'KIA1107'],
  summary: 'A route or mirror names a subset that no DestinationRule of its host declares.',
  why: 'Envoy gets a route to a cluster that does not exist: every request that takes it is answered with 503.',
  fix: 'Correct the name, or declare the subset in the DestinationRule of the host.',
  cannotTell: 'the host is deployed by others and no DestinationRule for it is at hand, '
    + 'or the subset is declared by a DestinationRule that clients of this namespace do not follow, '
    + 'or a gateway follows it that runs elsewhere.',
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
metadata: { name: cart, namespace: shop }
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
        - { destination: { host: cart, subset: canry }, weight: 10 } # the rule declares stable and canary
`,
    good: `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [api.payments.example]
  ports: [{ name: http, number: 80, protocol: HTTP }]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec:
  host: cart.shop.svc.cluster.local
  subsets:
    - { name: stable, labels: { version: v1 } }
    - { name: canary, labels: { version: v2 } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: "*.payments.example"
  subsets:
    - { name: eu, labels: { region: eu } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - match: [{ uri: { prefix: /pay } }]
      route:
        - destination: { host: api.payments.example, subset: eu }
    - route:
        - { destination: { host: cart, subset: stable }, weight: 90 }
        - { destination: { host: cart, subset: canary }, weight: 10 }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const misses: Miss[] = [];
    for (const virtualService of mesh.virtualServices) {
      for (const destination of virtualService.destinations) {
        if (destination.subset === undefined) {
          continue;
        }
        const question = ask(mesh, virtualService, destination, destination.subset);
        if (question.answer === 'cannot tell') {
          report.undecided(virtualService.manifest, [...destination.path, 'subset'], question.because);
        } else if (question.answer === 'no') {
          misses.push({
            manifest: virtualService.manifest,
            path: [...destination.path, 'subset'],
            wanted: question.key,
            nearest: question.nearest,
            problem: question.problem,
          });
        }
      }
    }
    reportMisses(report, misses, () => askedSubsets(mesh), miss => declarationOf(mesh, miss));
  },
});

type Answer =
  | { answer: 'yes' }
  | { answer: 'no'; key: string; nearest?: string; problem: Problem }
  | { answer: 'cannot tell'; because: string }
  | { answer: 'no question' };

function ask(mesh: MeshModel, virtualService: VirtualService, destination: DestinationReference, subset: string): Answer {
  const found = destination.resolve(mesh.hostRegistry);
  const written = destination.host;
  if (found.answer === 'no') {
    return { answer: 'no question' };
  }
  const target = found.answer === 'yes' ? found.value : undefined;
  const host = target && !isWildcard(target.host) ? target.host : mesh.hostRegistry.complete(written, virtualService.namespace);
  const rules = mesh.destinationRuleRegistry.covering(host);
  const declaring = mesh.destinationRuleRegistry.declaring(host, subset);
  if (declaring) {
    return rules.length === 1 && isFollowedAtHome(declaring, virtualService, target)
      ? { answer: 'yes' }
      : reach(mesh, virtualService, host, subset, target, declaring);
  }
  if (mesh.destinationRuleRegistry.meantFor(host).some(rule => declares(rule, subset))) {
    return { answer: 'no question' };
  }
  const names = [...new Set(rules.flatMap(rule => rule.subsets.map(({ name }) => name)))];
  const nearest = nearestName(subset, names);
  if (!isDecisive(mesh, target, rules, host, virtualService) && !(nearest !== undefined && isNearMiss(subset, nearest))) {
    return { answer: 'cannot tell', because: `a DestinationRule for "${host}" that others deploy may declare subset "${subset}"` };
  }
  return {
    answer: 'no',
    key: keyOf(host, subset),
    nearest: nearest === undefined ? undefined : keyOf(host, nearest),
    problem: {
      message: `Subset "${subset}" of host "${written}" does not exist: ${whatIsDeclared(host, rules, names)}.`,
      fix: didYouMean(nearest, nearest === undefined ? `Declare subset "${subset}" in a DestinationRule for "${host}", or correct the name` : undefined),
      found: subset,
      nearest,
    },
  };
}

/** The plain case: the only rule of the host lives with the VirtualService, or with the service and everybody sees it. */
function isFollowedAtHome(rule: DestinationRule, { namespace, visibility }: VirtualService, target: MeshHost | undefined): boolean {
  return visibility.isPublic && (rule.namespace === namespace || (rule.visibility.isPublic && rule.namespace === target?.namespace));
}

/** The subset is declared: do those who follow this VirtualService follow the rule that declares it? */
function reach(
  mesh: MeshModel, virtualService: VirtualService, host: string, subset: string, target: MeshHost | undefined, declaring: DestinationRule,
): Answer {
  const { isOnMesh, gateways, visibility, namespace } = virtualService;
  const closed = isOnMesh && gateways.length < 2 && !visibility.isPublic;
  const home = target?.namespace ?? mesh.hostRegistry.namespaceOf(host);
  const clients = closed ? visibility.namespaces : [...new Set([namespace, home ?? namespace])];
  const reaches = clients.some(client => mesh.destinationRuleRegistry.followedSubsets(client, host, home).has(subset));
  return reaches ? { answer: 'yes' } : {
    answer: 'cannot tell',
    because: `subset "${subset}" is declared by DestinationRule ${declaring.namespace}/${declaring.name}, `
      + `which clients in ${quotedList(clients)} do not follow; whether others do depends on who calls`,
  };
}

/**
 * True when a subset that is not at hand does not exist: the service is ours, or the rule that decides is. The rules beside the
 * VirtualService decide for sidecars there; a gateway runs elsewhere and follows others.
 */
function isDecisive(
  { hostRegistry, surroundings }: MeshModel, target: MeshHost | undefined, rules: readonly DestinationRule[], host: string, owner: VirtualService,
): boolean {
  const followsNeighbours = (owner.isOnMesh && !owner.isDelegate) || hostRegistry.namespaceOf(host) === owner.namespace;
  return (target !== undefined && target.kind !== 'generated' && !target.manifest.origin.declared)
    || rules.some(rule => rule.namespace === owner.namespace
      ? followsNeighbours && (rule.host === host || surroundings.isOwn(rule.namespace))
      : rule.host === host);
}

function whatIsDeclared(host: string, rules: readonly DestinationRule[], names: readonly string[]): string {
  if (rules.length === 0) {
    return `no DestinationRule is for "${host}"`;
  }
  const who = rules.length === 1 ? `DestinationRule ${rules[0].namespace}/${rules[0].name} declares` : `${rules.length} DestinationRules declare`;
  return names.length === 0 ? `${who} no subsets` : `${who} ${quotedList(names)}`;
}

/** Every subset that a route names, with its full host. */
function* askedSubsets({ virtualServices, hostRegistry }: MeshModel): Iterable<string> {
  for (const { namespace, destinations } of virtualServices) {
    for (const { host, subset } of destinations) {
      if (subset !== undefined) {
        yield keyOf(hostRegistry.complete(host, namespace), subset);
      }
    }
  }
}

/** The subset that is called otherwise than the routes think. */
function declarationOf(mesh: MeshModel, { wanted, nearest }: Miss): Declaration | undefined {
  const [host, meant] = wanted.split(SEPARATOR);
  const written = nearest?.split(SEPARATOR)[1];
  for (const rule of mesh.destinationRuleRegistry.covering(host)) {
    const subset = rule.subsets.find(({ name }) => name === written);
    if (subset && written !== undefined) {
      return { manifest: rule.manifest, path: ['spec', 'subsets', subset.index, 'name'], what: `Subset "${written}"`, written, meant };
    }
  }
  return undefined;
}

function declares(rule: DestinationRule, subset: string): boolean {
  return rule.subsets.some(({ name }) => name === subset);
}

function keyOf(host: string, subset: string): string {
  return host + SEPARATOR + subset;
}

const SEPARATOR = '|';
