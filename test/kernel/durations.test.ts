import * as fc from 'fast-check';
import { parseGoDuration, parseProtobufDuration, protobufDuration } from '../../src/kernel/durations';

test.each([[0, '0s'], [1, '0.001s'], [500, '0.5s'], [1500, '1.5s'], [90_000, '90s'], [3_600_000, '3600s'], [0.000001, '0.000000001s']])('%p ms is written %s', (milliseconds, text) => {
  expect(protobufDuration(milliseconds)).toBe(text);
});

test.each([-1, NaN, Infinity, 1e18, 1e-9])('%p ms fails with MESH0004', milliseconds => {
  expect(() => protobufDuration(milliseconds)).toThrow(expect.objectContaining({ code: 'MESH0004' }));
});

test('what is written is read back, by both readers', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 9_000_000_000_000 }), milliseconds => {
    const text = protobufDuration(milliseconds);
    expect(Math.round(parseProtobufDuration(text)!)).toBe(milliseconds);
    expect(Math.round(parseGoDuration(text)!)).toBe(milliseconds);
  }));
});

test.each([
  ['1h30m', 5_400_000], ['1.5s', 1500], ['.5s', 500], ['1.s', 1000], ['-1ms', -1], ['+2s', 2000], ['0', 0], ['1us', 0.001], ['1µs', 0.001],
  ['5', undefined], ['', undefined], ['.s', undefined], ['1d', undefined], ['1 s', undefined], ['300000h', 1_080_000_000_000], ['9999999h', undefined],
])('Go reads %j as %p ms', (text, milliseconds) => {
  expect(parseGoDuration(text)).toBe(milliseconds);
});

test.each([['1s', 1000], ['0.5s', 500], ['-1s', -1000], ['1m', undefined], ['01s', undefined], ['1.s', undefined], ['0.0000000001s', undefined]])('protobuf reads %j as %p ms', (text, milliseconds) => {
  expect(parseProtobufDuration(text)).toBe(milliseconds);
});
