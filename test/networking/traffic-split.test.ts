import * as fc from 'fast-check';
import { CODES } from '../../src/kernel/codes';
import { Destination } from '../../src/networking/destination';
import { TrafficSplit } from '../../src/networking/traffic-split';

const a = Destination.host('a.shop.svc.cluster.local');
const b = Destination.host('b.shop.svc.cluster.local', { subset: 'v2', port: 80 });

test('a split to one destination has no weight', () => {
  expect(TrafficSplit.to(b)._render()).toEqual([{ destination: { host: 'b.shop.svc.cluster.local', subset: 'v2', port: { number: 80 } } }]);
});

test('a canary of 0 and of 100 percent keeps both destinations', () => {
  expect(TrafficSplit.canary(a, b, 0)._render()).toMatchObject([{ weight: 100 }, { weight: 0 }]);
  expect(TrafficSplit.canary(a, b, 100)._render()).toMatchObject([{ weight: 0 }, { weight: 100 }]);
});

test('the weights of a canary always total 100', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 100 }), percent => {
    const weights = (TrafficSplit.canary(a, b, percent)._render() as { weight: number }[]).map(share => share.weight);
    expect(weights).toEqual([100 - percent, percent]);
  }));
});

test.each([[-1], [101], [12.5], [NaN]])('a canary of %d percent is refused', percent => {
  expect(() => TrafficSplit.canary(a, b, percent)).toThrow(CODES.INVALID_SPLIT);
});

test('percentages must total 100, and the error says what is missing', () => {
  const shares = (x: number, y: number) => [{ destination: a, weight: x }, { destination: b, weight: y }];
  expect(() => TrafficSplit.percentages(shares(90, 5))).toThrow(/90 \+ 5 total 95, not 100[^]*missing 5/);
  expect(() => TrafficSplit.percentages(shares(90, 15))).toThrow(/take 5 off/);
  expect(TrafficSplit.percentages(shares(90, 10))._render()).toMatchObject([{ weight: 90 }, { weight: 10 }]);
});

test('relative weights need no total, but one above zero', () => {
  const twoToOne = TrafficSplit.relative([{ destination: a, weight: 2 }, { destination: b, weight: 1 }]);
  expect(twoToOne._render()).toMatchObject([{ weight: 2 }, { weight: 1 }]);
  expect(() => TrafficSplit.relative([{ destination: a, weight: 0 }, { destination: b, weight: 0 }])).toThrow(CODES.INVALID_SPLIT);
  expect(() => TrafficSplit.relative([])).toThrow(CODES.INVALID_SPLIT);
});

test('headers of a destination are rendered beside its weight', () => {
  expect(TrafficSplit.percentages([{ destination: a, weight: 100, headers: { request: { set: { 'x-version': 'a' } } } }])._render())
    .toEqual([{ destination: { host: 'a.shop.svc.cluster.local' }, weight: 100, headers: { request: { set: { 'x-version': 'a' } } } }]);
});

test.each([['', {}], ['*', {}], ['a', { port: 0 }], ['a', { port: 65536 }], ['a', { port: 1.5 }]])('the destination %j %j is refused', (host, options) => {
  expect(() => Destination.host(host, options)).toThrow(/MESH000[13]/);
});
