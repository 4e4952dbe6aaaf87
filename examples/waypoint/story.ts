import {
  AuthorizationPolicy, AuthorizationProvider, DataPlane, EgressHost, EgressListener, HttpMethod, JwtKeys, MeshNamespace, MeshService, MutualTlsMode,
  PolicyTarget, RequestAuthentication, Sidecar, TargetReference, Waypoint, WaypointTraffic,
} from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local:8080';
const DATABASE = 'database.ledger.svc.cluster.local:5432';
const API = 'api.reports.svc.cluster.local:8080';

/** Every row, because the lab's Envoys are sidecars and gateways. */
const HBONE = 'the ambient mesh speaks HBONE between ztunnels and waypoints, and the lab has neither';

const cart = { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart' };
const frontend = { name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' }, serviceAccount: 'frontend' };

export const STORY: PatternStory = {
  pattern: 'Waypoint',
  chapter: 'ambient',
  title: 'Waypoint of the ambient mesh',
  when: `For services of the ambient mesh whose rules or routes speak of HTTP: methods, paths, headers, tokens. The namespace says it once,
\`DataPlane.ambient({ waypoint })\`, and every policy about a service goes to the waypoint; \`connections\` add the policy by which workloads
refuse what passes the waypoint by. Where it is enough to say who may connect, use \`DataPlane.ambient()\` alone: ztunnel enforces that.

ztunnel ignores what it cannot read, and a waypoint is passed by without a word when a label is wrong. Each of these openings is an error here.`,
  mistakes: [
    {
      mistake: 'A rule on methods where there is no waypoint',
      consequence: 'ztunnel drops the rule: nobody gets in.',
      refusedBy: 'MESH1214',
      fix: 'Enrol the service in a waypoint',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient() });
        new MeshService(chart, 'Cart', cart).connections.allowFrom(new MeshService(chart, 'Frontend', frontend), { to: [{ methods: [HttpMethod.GET] }] });
      },
    },
    {
      mistake: 'A DENY rule on methods at ztunnel',
      consequence: 'ztunnel is left with nothing to compare: everybody may delete.',
      refusedBy: 'MESH1214',
      fix: 'targetRefs',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient() });
        AuthorizationPolicy.deny(chart, 'NoDeletes', { rules: [{ to: [{ methods: [HttpMethod.DELETE] }] }] });
      },
    },
    {
      mistake: 'Trust domains at ztunnel',
      consequence: 'The condition is forgotten: callers of every trust domain match what else the rule says.',
      refusedBy: 'MESH1215',
      fix: 'principals',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient() });
        AuthorizationPolicy.allow(chart, 'Ours', { rules: [{ from: [{ namespaces: ['shop'], trustDomains: ['acme.example'] }] }] });
      },
    },
    {
      mistake: 'An external authorizer at ztunnel',
      consequence: 'Nobody asks it: everybody gets in.',
      refusedBy: 'MESH1215',
      fix: 'waypoint',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient() });
        AuthorizationPolicy.custom(chart, 'Ask', { provider: AuthorizationProvider.fromName('opa'), rules: [{ everyRequest: true }] });
      },
    },
    {
      mistake: 'A policy for a service that has no waypoint',
      consequence: 'Nobody enforces it: everybody gets in.',
      refusedBy: 'MESH1216',
      fix: 'istio.io/use-waypoint',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient() });
        AuthorizationPolicy.deny(chart, 'NoDeletes', {
          target: PolicyTarget.references(TargetReference.service(new MeshService(chart, 'Cart', cart))), rules: [{ to: [{ methods: [HttpMethod.DELETE] }] }],
        });
      },
    },
    {
      mistake: 'A waypoint that does not exist',
      consequence: 'Requests go past it, and with it past every rule.',
      refusedBy: 'MESH1212',
      fix: 'emit the waypoint',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint: Waypoint.fromName(chart, 'Waypoint', 'shop/waypoint') }) });
      },
    },
    {
      mistake: 'A waypoint by its bare name',
      consequence: 'A slip in it is seen by nobody, and requests go past the waypoint.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error a waypoint is a handle
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint: 'waypoint' }) });
      },
    },
    {
      mistake: 'A service in a waypoint for workloads only',
      consequence: 'Requests to the service go past it.',
      refusedBy: 'MESH0028',
      fix: 'WaypointTraffic.ALL',
      program: chart => {
        new MeshService(chart, 'Cart', { ...cart, waypoint: new Waypoint(chart, 'Waypoint', { traffic: WaypointTraffic.WORKLOAD }) });
      },
    },
    {
      mistake: 'A waypoint of another namespace that does not admit this one',
      consequence: 'Requests go past it.',
      refusedBy: 'MESH0028',
      fix: "WaypointAdmission.namespaces('shop')",
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint: new Waypoint(chart, 'Waypoint', { namespace: 'platform' }) }) });
      },
    },
    {
      mistake: 'Denial by default with a waypoint of another namespace',
      consequence: 'The denial reaches the workloads only, which see the waypoint as the caller of everything: it would have to be let in, and everybody with it.',
      refusedBy: 'MESH0002',
      fix: 'denyByDefault: true',
      program: chart => {
        const waypoint = Waypoint.fromName(chart, 'Waypoint', 'platform/shared');
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint }), denyByDefault: true });
      },
    },
    {
      mistake: 'A waypoint for all traffic whose rules are about services only',
      consequence: 'Requests to the address of a pod pass it unchecked, and the workload trusts whatever comes from it.',
      refusedBy: 'MESH0029',
      fix: 'WaypointTraffic.SERVICE',
      program: chart => {
        const waypoint = new Waypoint(chart, 'Waypoint', { traffic: WaypointTraffic.ALL });
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint }) });
        new MeshService(chart, 'Cart', cart).connections.allowFrom(new MeshService(chart, 'Frontend', frontend));
      },
    },
    {
      mistake: 'A denial of a port of the workload, at the waypoint of its service',
      consequence: 'Requests come to the waypoint with the port of the Service: the rule matches none, and everybody gets in.',
      refusedBy: 'MESH0030',
      fix: 'use 8080',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint: new Waypoint(chart, 'Waypoint') }) });
        const service = new MeshService(chart, 'Cart', { ...cart, ports: [{ name: 'http', number: 8080, targetPort: 9090 }] });
        AuthorizationPolicy.deny(chart, 'Closed', { target: PolicyTarget.service(service), rules: [{ to: [{ ports: [9090] }] }] });
      },
    },
    {
      mistake: 'A denial of callers by the labels of workloads behind a waypoint',
      consequence: 'The workloads see the waypoint as their caller: whoever passes it gets in.',
      refusedBy: 'MESH1218',
      fix: 'targetRefs',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint: new Waypoint(chart, 'Waypoint') }) });
        AuthorizationPolicy.deny(chart, 'NoBatch', { target: PolicyTarget.labels({ app: 'cart' }), rules: [{ from: [{ namespaces: ['batch'] }] }] });
        new MeshService(chart, 'Cart', cart);
      },
    },
    {
      mistake: 'Tokens checked by the labels of workloads',
      consequence: 'Nobody checks them: a forged token passes.',
      refusedBy: 'MESH1217',
      fix: 'targetRefs',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint: new Waypoint(chart, 'Waypoint') }) });
        new MeshService(chart, 'Cart', cart);
        new RequestAuthentication(chart, 'Login', {
          target: PolicyTarget.labels({ app: 'cart' }),
          jwtRules: [{ issuer: 'https://login.example.com', keys: JwtKeys.uri('https://login.example.com/jwks') }],
        });
      },
    },
    {
      mistake: 'Labels of sidecars beside those of the ambient mesh',
      consequence: 'Some workloads get a sidecar and others none, and rules hold for half of them.',
      refusedBy: 'MESH0002',
      fix: 'dataPlane',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient(), labels: { 'istio-injection': 'enabled' } });
      },
    },
    {
      mistake: 'Mutual TLS disabled in the ambient mesh',
      consequence: 'It has no meaning there: plain text is accepted beside mutual TLS, and nothing says so.',
      refusedBy: 'MESH0002',
      fix: 'PERMISSIVE',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient(), mutualTls: MutualTlsMode.DISABLE });
      },
    },
    {
      mistake: 'A Sidecar in the ambient mesh',
      consequence: 'Nobody reads it: the scope stays wide.',
      refusedBy: 'MESH1219',
      fix: 'Remove it',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient() });
        new Sidecar(chart, 'Scope', { egress: [EgressListener.allPorts([EgressHost.sameNamespace()])] });
      },
    },
  ],
  traffic: [
    {
      request: 'the frontend reads the cart, through the waypoint',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/cart',
      fate: { to: { [CART]: 100 } },
      beyondTheLab: HBONE,
    },
    {
      request: 'the frontend deletes the cart: the waypoint reads the method',
      from: 'shop/frontend',
      method: 'DELETE',
      url: 'http://cart.shop:8080/cart',
      fate: { status: 403 },
      beyondTheLab: HBONE,
    },
    {
      request: 'another service reads the cart', from: 'ledger/database', url: 'http://cart.shop:8080/cart', fate: { status: 403 }, beyondTheLab: HBONE,
    },
    {
      request: 'the cart calls the frontend, which allows nobody', from: 'shop/cart', url: 'http://frontend.shop:8080/', fate: { status: 403 }, beyondTheLab: HBONE,
    },
    {
      request: 'the frontend calls a pod of the cart by its address, past the waypoint',
      from: 'shop/frontend',
      url: 'http://10.0.0.7:8080/cart',
      fate: { closed: true },
      beyondTheLab: HBONE,
    },
    {
      request: 'the cart connects to the database, which has no waypoint',
      from: 'shop/cart',
      url: 'tcp://database.ledger:5432',
      fate: { to: { [DATABASE]: 100 } },
      beyondTheLab: HBONE,
    },
    {
      request: 'the frontend connects to the database: ztunnel knows who calls',
      from: 'shop/frontend',
      url: 'tcp://database.ledger:5432',
      fate: { closed: true },
      beyondTheLab: HBONE,
    },
    {
      request: 'the frontend reads a report, through the waypoint of the platform team',
      from: 'shop/frontend',
      url: 'http://api.reports:8080/',
      fate: { to: { [API]: 100 } },
      beyondTheLab: HBONE,
    },
    {
      request: 'the frontend changes a report', from: 'shop/frontend', method: 'POST', url: 'http://api.reports:8080/', fate: { status: 403 }, beyondTheLab: HBONE,
    },
  ],
};
