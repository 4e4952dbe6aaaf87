import { ConsistentHash, Findings, Fleet, HttpRewrite } from '../../src';
import { MeshError } from '../../src/kernel/fail';

test.each<[string, () => unknown, string, RegExp]>([
  ['an output root that is a number', () => new Fleet({ outdir: 5 as any }), 'MESH0001', /`outdir` is 5.*no folder/],
  ['an empty output root', () => new Fleet({ outdir: '' }), 'MESH0001', /`outdir` is ""/],
  ['a threshold that is none', () => new Fleet({ threshold: 'loud' as any }), 'MESH0001', /`threshold` is "loud"/],
  ['an adoption that is a text', () => new Fleet({ adopt: 'yes' as any }), 'MESH0001', /`adopt` is "yes"/],
  ['props that are a text', () => new Fleet('dist' as any), 'MESH0001', /new Fleet\("dist"\)/],
  ['an engine that is empty', () => new Fleet().deliver({} as any), 'MESH0001', /fleet\.deliver\(\) is given what is no delivery engine/],
  ['an engine that is nothing', () => new Fleet().deliver(undefined as any), 'MESH0001', /is no delivery engine/],
  ['an engine without deliver()', () => new Fleet().deliver({ engine: 'a', annotationsFor: () => ({}) } as any), 'MESH0001', /is no delivery engine/],
  ['an engine with a path that is none', () => new Fleet().deliver({ engine: 'a', annotationsFor: () => ({}), deliver: () => undefined, outputPath: 5 as any }), 'MESH0001', /`outputPath` of the delivery engine a is 5/],
  ['findings of a fleet', () => Findings.of(new Fleet() as any), 'MESH0001', /no construct/],
  ['a hash of a header with a space', () => ConsistentHash.httpHeader('a b'), 'MESH0003', /"a b" is no name of a header/],
  ['a hash of a header with a colon', () => ConsistentHash.httpHeader('x-user:'), 'MESH0003', /no name of a header/],
  ['a hash of no header', () => ConsistentHash.httpHeader(''), 'MESH0003', /"" is no name of a header/],
  ['an authority with a line end', () => HttpRewrite.authority('x\ny'), 'MESH0001', /"x\\ny" is no authority/],
  ['an authority with a space, beside a path', () => HttpRewrite.uri('/a', { authority: 'x y' }), 'MESH0001', /"x y" is no authority/],
])('%s is refused', (_, run, code, what) => {
  let error: MeshError | undefined;
  try {
    run();
  } catch (thrown) {
    error = thrown as MeshError;
  }
  expect([error?.code, error?.what]).toEqual([code, expect.stringMatching(what)]);
  expect(error?.fix).toMatch(/^[a-z].{5,}/);
});

test.each([
  () => new Fleet({ outdir: 'x', threshold: 'info' as any, adopt: false }),
  () => ConsistentHash.httpHeader('x-user'),
  () => HttpRewrite.authority('reviews.example.com:8080'),
])('%s is taken', run => {
  expect(run).not.toThrow();
});
