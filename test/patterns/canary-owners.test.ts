import { Chart, Duration, Testing } from 'cdk8s';
import { CODES } from '../../src/kernel/codes';
import { DestinationRule } from '../../src/networking/destination-rule';
import { Gateway } from '../../src/networking/gateway';
import { MeshService } from '../../src/networking/mesh-service';
import { StringMatch } from '../../src/networking/string-match';
import { ITrafficOwner, TrafficOwner } from '../../src/networking/traffic-owner';
import { VirtualService } from '../../src/networking/virtual-service';
import { WeightedRelease } from '../../src/networking/weighted-release';
import { WeightsClaim } from '../../src/networking/weights-claim';
import { CanaryRelease, CanaryReleaseProps } from '../../src/patterns/canary-release';

const HOST = 'cart.shop.svc.cluster.local';
const VERSIONS = { stable: { labels: { version: 'v1' } }, canary: { labels: { version: 'v2' } } };
const TESTERS = [{ headers: { 'x-canary': StringMatch.exact('true') } }];

function setup() {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const gateway = Gateway.fromName(chart, 'Public', 'istio-ingress/public');
  const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
  const release = (props: Partial<CanaryReleaseProps>) => new CanaryRelease(chart, 'Release', {
    service, hosts: ['shop.example.com'], gateways: [gateway], ...props,
  });
  return { chart, service, release };
}

/** Identities of what is emitted. */
function emitted(chart: Chart): string[] {
  return Testing.synth(chart).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`).sort();
}

function specOf(chart: Chart, kind: string, name: string): any {
  return Testing.synth(chart).find(object => object.kind === kind && object.metadata.name === name).spec;
}

/** An owner of somebody else, who remembers what it is told. */
class Recorder implements ITrafficOwner {
  public readonly ownerName = 'Recorder';
  public readonly releases: WeightedRelease[] = [];

  constructor(private readonly claim: WeightsClaim) {}

  public claimOn() {
    return this.claim;
  }

  public adopt(release: WeightedRelease) {
    this.releases.push(release);
  }
}

describe('what is emitted depends on the owner', () => {
  test.each<[owner: string, props: Partial<CanaryReleaseProps>, objects: string[]]>([
    ['Git', { ...VERSIONS, canaryPercent: 10, owner: TrafficOwner.git() }, [
      'DestinationRule shop/cart', 'VirtualService shop/cart', 'VirtualService shop/cart-gateway',
    ]],
    ['Argo Rollouts', { owner: TrafficOwner.argoRollouts() }, [
      'DestinationRule shop/cart', 'VirtualService shop/cart', 'VirtualService shop/cart-gateway', 'VirtualService shop/cart-weights',
    ]],
    ['Flagger', { owner: TrafficOwner.flagger() }, ['VirtualService shop/cart-gateway', 'VirtualService shop/cart-mesh']],
    ['Argo Rollouts, without gateways', { owner: TrafficOwner.argoRollouts(), hosts: undefined, gateways: undefined }, [
      'DestinationRule shop/cart', 'VirtualService shop/cart', 'VirtualService shop/cart-weights',
    ]],
  ])('%s', (_, props, objects) => {
    const { chart, release } = setup();
    release(props);
    expect(emitted(chart)).toEqual(objects);
  });

  test('without owner, Git owns the weights', () => {
    const { release } = setup();
    expect(release({ ...VERSIONS, canaryPercent: 10 }).owner.ownerName).toBe('Git');
  });
});

describe('Argo Rollouts', () => {
  test('gets a VirtualService with one route, all to the stable version', () => {
    const { chart, release } = setup();
    release({ owner: TrafficOwner.argoRollouts(), timeout: Duration.seconds(3) });
    expect(specOf(chart, 'VirtualService', 'cart-weights')).toEqual({
      http: [{
        name: 'weights',
        route: [
          { destination: { host: HOST, port: { number: 8080 }, subset: 'stable' }, weight: 100 },
          { destination: { host: HOST, port: { number: 8080 }, subset: 'canary' }, weight: 0 },
        ],
      }],
    });
  });

  test.each(['cart', 'cart-gateway'])('finds no weight in %s, which keeps testers, timeout and retries and delegates the rest without a match', name => {
    const { chart, release } = setup();
    release({ owner: TrafficOwner.argoRollouts(), timeout: Duration.seconds(3), retries: { attempts: 1 }, alwaysCanary: TESTERS });
    expect(specOf(chart, 'VirtualService', name).http).toEqual([
      {
        name: 'always-canary',
        match: [{ headers: { 'x-canary': { exact: 'true' } } }],
        route: [{ destination: { host: HOST, port: { number: 8080 }, subset: 'canary' } }],
        timeout: '3s',
        retries: { attempts: 1 },
      },
      { name: 'split', delegate: { name: 'cart-weights', namespace: 'shop' }, timeout: '3s', retries: { attempts: 1 } },
    ]);
  });

  test('gets a rule with two subsets that select what the service selects', () => {
    const { chart, release } = setup();
    release({ owner: TrafficOwner.argoRollouts() });
    expect(specOf(chart, 'DestinationRule', 'cart')).toEqual({
      host: HOST, subsets: [{ name: 'stable', labels: { app: 'cart' } }, { name: 'canary', labels: { app: 'cart' } }],
    });
  });

  test('a third subset and a second route make the program invalid', () => {
    const { chart, release } = setup();
    const { rule, weights, node } = release({ owner: TrafficOwner.argoRollouts() });
    expect(node.validate()).toEqual([]);
    rule!.addSubset('third', { labels: { version: 'v3' } });
    expect(node.validate()).toEqual([expect.stringContaining('DestinationRule cart')]);
    expect(weights).toMatchObject({ delegateName: 'cart-weights', delegateNamespace: 'shop' });
    expect(() => Testing.synth(chart)).toThrow('Argo Rollouts removes every subset');
  });

  test('the port of a service with several is in the delegate', () => {
    const { chart } = setup();
    const service = new MeshService(chart, 'Web', {
      name: 'web', ports: [{ name: 'http', number: 80 }, { name: 'admin', number: 81 }], selector: { app: 'web' },
    });
    new CanaryRelease(chart, 'WebRelease', { service, port: 'admin', owner: TrafficOwner.argoRollouts() });
    expect(specOf(chart, 'VirtualService', 'web-weights').http[0].route.map((each: any) => each.destination.port)).toEqual([{ number: 81 }, { number: 81 }]);
  });
});

describe('Flagger', () => {
  test('is delegated to by the name of the service, in the namespace of the service', () => {
    const { chart, release } = setup();
    release({ owner: TrafficOwner.flagger(), timeout: Duration.seconds(3) });
    const split = { name: 'split', delegate: { name: 'cart', namespace: 'shop' }, timeout: '3s' };
    expect(specOf(chart, 'VirtualService', 'cart-mesh')).toEqual({ hosts: [HOST], http: [split] });
    expect(specOf(chart, 'VirtualService', 'cart-gateway')).toEqual({
      hosts: ['shop.example.com'], gateways: ['istio-ingress/public'], http: [split],
    });
  });

  test.each([
    ['VirtualService', 'cart'], ['DestinationRule', 'cart-primary'], ['DestinationRule', 'cart-canary'],
  ])('is not overwritten: a %s %s beside it is refused, whichever comes first', (kind, name) => {
    for (const first of [true, false]) {
      const { chart, release } = setup();
      const mine = () => kind === 'VirtualService'
        ? new VirtualService(chart, 'Mine', { name, hosts: ['a.example.com'] })
        : new DestinationRule(chart, 'Mine', { name, host: 'a.example.com' });
      if (first) { mine(); }
      release({ owner: TrafficOwner.flagger() });
      if (!first) { mine(); }
      expect(chart.node.root.node.validate()).toEqual([
        `${kind} shop/${name} is emitted by shop/Mine, and Flagger writes it at run time for shop/Release: the two would overwrite each other. `
        + 'Remove shop/Mine, or give it another name.',
      ]);
    }
  });

  test('leaves objects of its names in other namespaces alone', () => {
    const { chart, release } = setup();
    release({ owner: TrafficOwner.flagger() });
    new DestinationRule(chart, 'Mine', { name: 'cart-canary', namespace: 'other', host: 'a.example.com' });
    expect(chart.node.root.node.validate()).toEqual([]);
  });

  test('two releases of one app are checked in one walk, each for its own names', () => {
    const { chart, release } = setup();
    release({ owner: TrafficOwner.flagger() });
    const web = new MeshService(chart, 'Web', { name: 'web', ports: [{ name: 'http', number: 80 }] });
    new CanaryRelease(chart, 'WebRelease', { service: web, owner: TrafficOwner.flagger() });
    new DestinationRule(chart, 'Mine', { name: 'web-primary', host: 'a.example.com' });
    expect(chart.node.root.node.validate()).toEqual([expect.stringContaining('for shop/WebRelease')]);
  });
});

describe('both versions are destinations, whoever makes them', () => {
  test.each<[owner: string, props: Partial<CanaryReleaseProps>, destinations: object[]]>([
    ['Git', { ...VERSIONS, canaryPercent: 10 }, [{ host: HOST, port: 8080, subset: 'stable' }, { host: HOST, port: 8080, subset: 'canary' }]],
    ['Argo Rollouts', { owner: TrafficOwner.argoRollouts(), port: 'http' }, [
      { host: HOST, port: 8080, subset: 'stable' }, { host: HOST, port: 8080, subset: 'canary' },
    ]],
    ['Flagger', { owner: TrafficOwner.flagger() }, [
      { host: 'cart-primary.shop.svc.cluster.local', port: 8080 }, { host: 'cart-canary.shop.svc.cluster.local', port: 8080 },
    ]],
    ['Flagger, at a port by name', { owner: TrafficOwner.flagger(), port: 'http' }, [
      { host: 'cart-primary.shop.svc.cluster.local', port: 8080 }, { host: 'cart-canary.shop.svc.cluster.local', port: 8080 },
    ]],
  ])('%s', (_, props, destinations) => {
    const { stable, canary } = setup().release(props);
    expect([stable, canary].map(each => ({ ...each.toDestinationConfig() }))).toEqual(destinations);
  });

  test('also where only the host of the service is known', () => {
    const { chart } = setup();
    const service = MeshService.fromHost(chart, 'Web', 'web.shop.svc.cluster.local');
    const { stable } = new CanaryRelease(chart, 'WebRelease', { service, owner: TrafficOwner.flagger() });
    expect(stable.toDestinationConfig()).toEqual({ host: 'web-primary.shop.svc.cluster.local' });
  });
});

describe('what an owner is told', () => {
  test('names routes, rule and subsets where the weights are in the routes', () => {
    const owner = new Recorder(WeightsClaim.inRoutes());
    const { service, release } = setup();
    const { meshRoutes, gatewayRoutes, rule } = release({ ...VERSIONS, canaryPercent: 0, owner });
    expect(owner.releases).toEqual([expect.objectContaining({ routeName: 'split', delegate: undefined })]);
    const told = owner.releases[0];
    const { roots: [mesh, edge], rule: toldRule, stableSubset, canarySubset } = told;
    expect([told.service === service, mesh === meshRoutes, edge === gatewayRoutes, toldRule === rule]).toEqual([true, true, true, true]);
    expect([stableSubset?.name, canarySubset?.name]).toEqual(['stable', 'canary']);
  });

  test('names the delegate where the weights are in one', () => {
    const owner = new Recorder(WeightsClaim.inDelegate());
    const { release } = setup();
    const { weights } = release({ owner, hosts: undefined, gateways: undefined, port: 'http' });
    expect(owner.releases.map(({ delegate, routeName, roots, port }) => [delegate === weights, routeName, roots.length, port])).toEqual([[true, 'weights', 1, 'http']]);
  });

  test('hands over the traffic policy where the owner writes the rules', () => {
    const owner = new Recorder(WeightsClaim.writtenByOwner({ delegateName: 'cart-routes', stableService: 'cart-old', canaryService: 'cart-new' }));
    const trafficPolicy = { outlierDetection: { consecutive5xxErrors: 5 } };
    const { chart, release } = setup();
    release({ owner, trafficPolicy });
    expect(owner.releases).toEqual([expect.objectContaining({ trafficPolicy, rule: undefined, stableSubset: undefined, routeName: undefined })]);
    expect(emitted(chart)).toEqual(['VirtualService shop/cart', 'VirtualService shop/cart-gateway']);
    expect(specOf(chart, 'VirtualService', 'cart').http).toEqual([{ name: 'split', delegate: { name: 'cart-routes', namespace: 'shop' } }]);
  });
});

describe('what does not fit the owner is refused', () => {
  test.each<[mistake: string, props: Partial<CanaryReleaseProps>, code: string, words: string]>([
    ['Git without a share', VERSIONS, CODES.TRAFFIC_OWNER, 'does not say canaryPercent'],
    ['Git without anything', {}, CODES.TRAFFIC_OWNER, 'does not say stable, canary, canaryPercent'],
    ['Argo Rollouts with a share of zero', { owner: TrafficOwner.argoRollouts(), canaryPercent: 0 }, CODES.TRAFFIC_OWNER, 'leave canaryPercent out'],
    ['Argo Rollouts with labels', { owner: TrafficOwner.argoRollouts(), stable: VERSIONS.stable }, CODES.TRAFFIC_OWNER, 'leave stable out'],
    ['Flagger with labels', { owner: TrafficOwner.flagger(), canary: VERSIONS.canary }, CODES.TRAFFIC_OWNER, 'leave canary out'],
    ['Flagger with testers', { owner: TrafficOwner.flagger(), alwaysCanary: TESTERS }, CODES.TRAFFIC_OWNER, 'analysis.match'],
    ['Flagger with a traffic policy', { owner: TrafficOwner.flagger(), trafficPolicy: {} }, CODES.TRAFFIC_OWNER, 'service.trafficPolicy'],
    ['equal labels', { stable: VERSIONS.stable, canary: VERSIONS.stable, canaryPercent: 1 }, CODES.ARGUMENTS_CONFLICT, 'have the same labels'],
    ['labels within the other\'s', {
      stable: { labels: { version: 'v1', track: 'stable' } }, canary: { labels: { version: 'v1' } }, canaryPercent: 1,
    }, CODES.ARGUMENTS_CONFLICT, 'the pods of stable carry the labels of canary too'],
    ['no labels', {
      stable: { labels: {} }, canary: VERSIONS.canary, canaryPercent: 1,
    }, CODES.ARGUMENTS_CONFLICT, 'the pods of canary carry the labels of stable too'],
  ])('%s', (_, props, code, words) => {
    const { release } = setup();
    expect(() => release(props)).toThrow(code);
    expect(() => setup().release(props)).toThrow(words);
  });

  test('a service outside of the cluster cannot be released by an engine', () => {
    const { chart } = setup();
    const service = MeshService.fromHost(chart, 'Foreign', 'api.example.com');
    expect(() => new CanaryRelease(chart, 'A', { service, owner: TrafficOwner.flagger() })).toThrow(CODES.TRAFFIC_OWNER);
    expect(() => new CanaryRelease(chart, 'B', { service, owner: TrafficOwner.argoRollouts() })).toThrow(CODES.UNKNOWN_WORKLOAD);
  });
});
