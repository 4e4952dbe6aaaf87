import { VIRTUAL_SERVICE } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { mapOf } from '../reading';
import { PolicyRuleDefinition } from '../rule-definition';
import { FORWARDING_ROUTES_IN_CEL, forwardingRoutes, PLACES_OF_ROUTES_IN_CEL } from './forwarding-routes';

/** Istio retries twice by itself, also what must not happen twice; a block without `attempts` turns retries off without saying so. */
export const ROUTE_WITHOUT_RETRIES: PolicyRuleDefinition = {
  rule: PolicyRule.ROUTE_WITHOUT_RETRIES,
  subject: VIRTUAL_SERVICE,
  severity: 'warn',
  words: 'the route does not say retries.attempts, so Istio decides how often a failed request is sent again',
  fix: 'Set `retries` with `attempts`; 0 turns them off, for what must not happen twice.',

  check: object => forwardingRoutes(object)
    .filter(([route]) => mapOf(route.retries).attempts === undefined)
    .map(([, index]) => `spec.http[${index}]`),

  rego: () => `route_without_retries contains sprintf("spec.http[%d]", [i]) if {
	some i in forwarding_routes
	object.get(input.spec.http[i], ["retries", "attempts"], "unsaid") == "unsaid"
}`,

  admission: () => ({
    variables: {
      routes: FORWARDING_ROUTES_IN_CEL,
      faults: 'variables.routes.filter(route, !has(route.retries) || !has(route.retries.attempts))',
    },
    allowed: 'size(variables.faults) == 0',
    places: PLACES_OF_ROUTES_IN_CEL,
  }),

  cases: [
    { title: 'retries', spec: { hosts: ['cart'], http: [{ retries: { attempts: 2 }, route: [{ destination: { host: 'cart' } }] }] }, faults: [] },
    { title: 'no retries', spec: { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart' } }] }] }, faults: ['spec.http[0]'] },
    { title: 'no attempts', spec: { hosts: ['cart'], http: [{ retries: { attempts: 0 }, route: [{ destination: { host: 'cart' } }] }] }, faults: [] },
    {
      title: 'a block that does not say attempts',
      spec: { hosts: ['cart'], http: [{ retries: { retryOn: '5xx' }, route: [{ destination: { host: 'cart' } }] }] },
      faults: ['spec.http[0]'],
    },
    {
      title: 'the second of two routes',
      spec: {
        hosts: ['cart'],
        http: [
          { match: [{ uri: { prefix: '/a' } }], retries: { attempts: 1 }, route: [{ destination: { host: 'cart' } }] },
          { route: [{ destination: { host: 'cart' } }] },
        ],
      },
      faults: ['spec.http[1]'],
    },
    { title: 'a redirect', spec: { hosts: ['cart'], http: [{ redirect: { uri: '/shop' } }] }, faults: [] },
    { title: 'a route that delegates', spec: { hosts: ['cart'], http: [{ delegate: { name: 'cart-weights' } }] }, faults: [] },
    { title: 'a delegate', spec: { http: [{ route: [{ destination: { host: 'cart' } }] }] }, faults: [] },
  ],
};
