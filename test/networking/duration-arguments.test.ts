import { Duration } from 'cdk8s';
import { argocd, flux } from '../../src';
import { Alert } from '../../src/delivery/observability';
import { FlaggerMetric } from '../../src/delivery/progressive';
import { milliseconds } from '../../src/networking/field-checks';

test('a duration in milliseconds, with parts of one', () => {
  expect([Duration.seconds(2), Duration.millis(0)].map(duration => milliseconds(duration, 'timeout'))).toEqual([2000, 0]);
});

test.each<[given: unknown, shown: string]>([[30, '30'], ['5m', '"5m"'], [null, 'null'], [{}, '{}'], [undefined, 'nothing']])(
  'what is no duration, %j, is refused, and says where', (given, shown) => {
    expect(() => milliseconds(given as any, 'timeout of x')).toThrow(expect.objectContaining({
      code: 'MESH0004', what: `${shown} is no duration`, where: 'timeout of x', fix: expect.stringContaining('Duration.seconds('),
    }));
  });

test.each<[title: string, make: (duration: any) => unknown]>([
  ['interval of Flux', interval => flux.Kustomizations.perEnvironment({ repository: { url: 'https://git.example.com/a' }, interval })],
  ['window of Argo CD', duration => argocd.SyncWindow.deny({ schedule: '0 16 * * fri', duration })],
  ['latency of a release', max => FlaggerMetric.requestDuration({ max })],
  ['threshold of an alert', threshold => Alert.slowConvergence({ threshold })],
])('a number in place of the %s has no unit, hence is refused', (_, make) => {
  expect(() => make(30)).toThrow(expect.objectContaining({ code: 'MESH0004', what: '30 is no duration' }));
});
