import { ApiObject, Testing } from 'cdk8s';
import { crdFaults, deployment, only, setup, warnWithoutCrds } from './setup';
import { progressive } from '../../../src/delivery';
import { CODES } from '../../../src/kernel/codes';
import { RuntimeFields } from '../../../src/networking/runtime-fields';
import { StringMatch } from '../../../src/networking/string-match';
import { TrafficOwner } from '../../../src/networking/traffic-owner';

const { FlaggerMetric, FlaggerStrategy, FlaggerTarget, FlaggerWaypointRelease } = progressive;
const prometheusAddress = 'http://prometheus.monitoring:9090';

warnWithoutCrds('flagger');

describe('a release at a waypoint', () => {
  test('is a Canary whose HTTPRoute hangs on the Service, judged by what the waypoint reports', () => {
    const { chart, cart } = setup();
    const workload = deployment(chart);
    new FlaggerWaypointRelease(chart, 'Release', { service: cart, target: FlaggerTarget.object(workload), prometheusAddress });
    const { spec } = only(chart, 'Canary');
    expect([spec.provider, spec.service]).toEqual(['gatewayapi:v1', {
      name: 'cart', port: 80, portName: 'http', targetPort: 8080, gatewayRefs: [{ group: '', kind: 'Service', name: 'cart', port: 80 }],
    }]);
    expect(spec.analysis.metrics).toEqual([
      { name: 'success-rate', interval: '1m', templateRef: { name: 'cart-success-rate' }, thresholdRange: { min: 99 } },
      { name: 'duration', interval: '1m', templateRef: { name: 'cart-duration' }, thresholdRange: { max: 500 } },
    ]);
    const templates = Testing.synth(chart).filter(({ kind }) => kind === 'MetricTemplate');
    expect(templates.map(({ metadata }) => metadata.name)).toEqual(['cart-success-rate', 'cart-duration']);
    templates.forEach((template) => expect(template.spec.query).toContain('reporter="waypoint"'));
    expect(RuntimeFields.of(workload).fields).toEqual([{ writer: 'Flagger', pointer: '/spec/replicas' }]);
    expect(Testing.synth(chart).some(({ kind }) => kind === 'VirtualService')).toBe(false);
    expect(crdFaults(chart, 'flagger')).toEqual([]);
  });

  test.each(['HTTPRoute cart', 'Service cart', 'Service cart-primary', 'Deployment cart-primary'])('makes a %s in Git an error', (title) => {
    const { chart, cart } = setup();
    new FlaggerWaypointRelease(chart, 'Release', { service: cart, prometheusAddress });
    const [kind, name] = title.split(' ');
    new ApiObject(chart, 'Mine', { apiVersion: 'v1', kind, metadata: { name } });
    expect(chart.node.root.node.validate()).toEqual([expect.stringContaining('Flagger writes it at run time')]);
  });

  const at = (props: Partial<progressive.FlaggerWaypointReleaseProps>) => () => {
    const { chart, cart } = setup();
    new FlaggerWaypointRelease(chart, 'Release', { service: cart, prometheusAddress, ...props });
  };
  test.each<[mistake: string, program: () => unknown, code: string, words: string]>([
    ['no Prometheus', at({ prometheusAddress: undefined }), CODES.RELEASE_METRIC, 'add prometheusAddress'],
    ['a match by caller, which would fit everybody', at({ strategy: FlaggerStrategy.abTest({ iterations: 1, match: [{ sourceLabels: { app: 'a' } }] }) }), CODES.RELEASE_STEPS, 'labels of the caller'],
    ['a match by prefix', at({ strategy: FlaggerStrategy.abTest({ iterations: 1, match: [{ headers: { a: StringMatch.prefix('b') } }] }) }), CODES.RELEASE_STEPS, 'by prefix'],
    ['a mirror of a part', at({ strategy: FlaggerStrategy.blueGreen({ iterations: 1, mirror: true, mirrorPercent: 5 }) }), CODES.RELEASE_STEPS, 'mirror everything'],
    ['a metric that does not parse', at({ metrics: [FlaggerMetric.query({ name: 'a', query: 'sum(', max: 1 })] }), CODES.RELEASE_METRIC, 'does not parse'],
    ['a second owner', () => {
      const { chart, cart, release } = setup();
      release(TrafficOwner.argoRollouts());
      new FlaggerWaypointRelease(chart, 'Second', { service: cart, prometheusAddress });
    }, CODES.TWO_WEIGHT_OWNERS, 'Argo Rollouts and Flagger'],
  ])('%s is refused', (_, program, code, words) => {
    expect(program).toThrow(code);
    expect(program).toThrow(words);
  });
});
