import { VIRTUAL_SERVICE } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { PolicyRuleDefinition } from '../rule-definition';
import { FORWARDING_ROUTES_IN_CEL, forwardingRoutes, PLACES_OF_ROUTES_IN_CEL } from './forwarding-routes';

/** Istio sets no timeout by itself, so that a route without one waits as long as its backend. */
export const ROUTE_WITHOUT_TIMEOUT: PolicyRuleDefinition = {
  rule: PolicyRule.ROUTE_WITHOUT_TIMEOUT,
  subject: VIRTUAL_SERVICE,
  severity: 'deny',
  words: 'the route has no timeout, so a stuck backend holds all of its callers',
  fix: 'Set `timeout`; for streams one that is longer than any of them.',

  check: object => forwardingRoutes(object).filter(([route]) => route.timeout === undefined).map(([, index]) => `spec.http[${index}]`),

  rego: () => `route_without_timeout contains sprintf("spec.http[%d]", [i]) if {
	some i in forwarding_routes
	not input.spec.http[i].timeout
}`,

  admission: () => ({
    variables: {
      routes: FORWARDING_ROUTES_IN_CEL,
      faults: 'variables.routes.filter(route, !has(route.timeout))',
    },
    allowed: 'size(variables.faults) == 0',
    places: PLACES_OF_ROUTES_IN_CEL,
  }),

  cases: [
    { title: 'a timeout', spec: { hosts: ['cart'], http: [{ timeout: '3s', route: [{ destination: { host: 'cart' } }] }] }, faults: [] },
    { title: 'no timeout', spec: { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart' } }] }] }, faults: ['spec.http[0]'] },
    {
      title: 'one route with and one without a timeout',
      spec: {
        hosts: ['cart'],
        http: [
          { match: [{ uri: { prefix: '/a' } }], timeout: '1s', route: [{ destination: { host: 'cart' } }] },
          { route: [{ destination: { host: 'cart' } }] },
        ],
      },
      faults: ['spec.http[1]'],
    },
    {
      title: 'two routes without a timeout',
      spec: {
        hosts: ['cart'],
        http: [
          { match: [{ uri: { prefix: '/a' } }], route: [{ destination: { host: 'cart' } }] },
          { route: [{ destination: { host: 'cart' } }] },
        ],
      },
      faults: ['spec.http[0]', 'spec.http[1]'],
    },
    { title: 'a timeout for streams', spec: { hosts: ['cart'], http: [{ timeout: '24h', route: [{ destination: { host: 'cart' } }] }] }, faults: [] },
    { title: 'a redirect', spec: { hosts: ['cart'], http: [{ redirect: { uri: '/shop' } }] }, faults: [] },
    { title: 'a direct response', spec: { hosts: ['cart'], http: [{ directResponse: { status: 503 } }] }, faults: [] },
    { title: 'a route that delegates', spec: { hosts: ['cart'], http: [{ delegate: { name: 'cart-weights' } }] }, faults: [] },
    { title: 'a delegate', spec: { http: [{ route: [{ destination: { host: 'cart' } }] }] }, faults: [] },
    {
      title: 'routes of TCP',
      spec: { hosts: ['ledger'], tcp: [{ route: [{ destination: { host: 'ledger' } }] }] },
      faults: [],
    },
    {
      title: 'an older version of the kind',
      object: { apiVersion: 'networking.istio.io/v1beta1' },
      spec: { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart' } }] }] },
      faults: ['spec.http[0]'],
    },
    {
      title: 'the same kind of another group',
      object: { apiVersion: 'networking.example.com/v1' },
      spec: { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart' } }] }] },
      faults: [],
      notStorable: 'the group is made up',
    },
  ],
};
