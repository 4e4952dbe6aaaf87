import { VIRTUAL_SERVICE } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { listOf, mapOf } from '../reading';
import { Json, PolicyRuleDefinition } from '../rule-definition';

const HEADER = 'x-envoy-ratelimited';

/** Envoy puts the header on what its rate limit refused. Rate limits themselves are no field of a VirtualService. */
export const RATE_LIMIT_BY_HEADER: PolicyRuleDefinition = {
  rule: PolicyRule.RATE_LIMIT_BY_HEADER,
  subject: VIRTUAL_SERVICE,
  severity: 'warn',
  words: `the route sets ${HEADER}, which limits nothing: Envoy tells by it what its rate limit refused`,
  fix: 'Leave the header out; limit requests with LocalRateLimit or GlobalRateLimit.',

  check: object => listOf(mapOf(object.spec).http)
    .map((route, index): [Json, number] => [route, index])
    .filter(([route]) => [mapOf(route), ...listOf(mapOf(route).route)].some(setsHeader))
    .map(([, index]) => `spec.http[${index}]`),

  rego: () => `rate_limit_by_header contains sprintf("spec.http[%d]", [i]) if {
	some i, route in input.spec.http
	some carrier in array.concat([route], object.get(route, "route", []))
	some side in ["request", "response"]
	some verb in ["set", "add"]
	some header, _ in carrier.headers[side][verb]
	lower(header) == "${HEADER}"
}`,

  admission: () => ({
    variables: {
      routes: 'has(object.spec) && has(object.spec.http) ? object.spec.http : []',
      faults: `variables.routes.filter(route, ${setsHeaderInCel('route')} || (has(route.route) && route.route.exists(target, ${setsHeaderInCel('target')})))`,
    },
    allowed: 'size(variables.faults) == 0',
    places: 'variables.faults.map(route, "spec.http[" + string(variables.routes.indexOf(route)) + "]").join(", ")',
  }),

  cases: [
    {
      title: 'the header added to requests',
      spec: { hosts: ['cart'], http: [{ headers: { request: { add: { 'x-envoy-ratelimited': 'true' } } }, route: [{ destination: { host: 'cart' } }] }] },
      faults: ['spec.http[0]'],
    },
    {
      title: 'the header set on responses of one destination, in capitals',
      spec: { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart' }, headers: { response: { set: { 'X-Envoy-RateLimited': '1' } } } }] }] },
      faults: ['spec.http[0]'],
    },
    {
      title: 'the header removed',
      spec: { hosts: ['cart'], http: [{ headers: { response: { remove: ['x-envoy-ratelimited'] } }, route: [{ destination: { host: 'cart' } }] }] },
      faults: [],
    },
    {
      title: 'another header',
      spec: { hosts: ['cart'], http: [{ headers: { request: { set: { 'x-team': 'shop' } } }, route: [{ destination: { host: 'cart' } }] }] },
      faults: [],
    },
    { title: 'no headers', spec: { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart' } }] }] }, faults: [] },
  ],
};

function setsHeader(carrier: Json): boolean {
  const headers = mapOf(mapOf(carrier).headers);
  return ['request', 'response'].some(side => ['set', 'add'].some(verb =>
    Object.keys(mapOf(mapOf(headers[side])[verb])).some(header => header.toLowerCase() === HEADER)));
}

function setsHeaderInCel(carrier: string): string {
  const clauses = ['request', 'response'].flatMap(side => ['set', 'add'].map(verb => `has(${carrier}.headers.${side}) && has(${carrier}.headers.${side}.${verb})`
    + ` && ${carrier}.headers.${side}.${verb}.exists(header, header.lowerAscii() == "${HEADER}")`));
  return `(has(${carrier}.headers) && (${clauses.map(clause => `(${clause})`).join(' || ')}))`;
}
