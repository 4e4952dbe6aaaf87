import { shownValue } from '../../src/cli/change-text';
import { Promotion } from '../../src/cli/promote';
import { promotionBody, promotionTitle } from '../../src/cli/promotion-body';
import { ObjectChange } from '../../src/diff/object-diff';

const BASE: Promotion = {
  schemaVersion: 1,
  verdict: 'dry-run',
  from: 'staging',
  to: 'production',
  values: [],
  stays: [],
  notes: [],
  refusals: [],
  derived: [],
  diffs: [],
  base: 'a'.repeat(40),
  accepted: [],
  exitCode: 0,
};

function changeOf(objects: ObjectChange[]): Promotion['change'] {
  return { environment: 'production', objects, breaks: [], ordered: [], retired: [] };
}

function object(name: string, fields: ObjectChange['fields'] = [], kind = 'VirtualService', group = 'networking.istio.io'): ObjectChange {
  return { object: { group, kind, namespace: 'shop', name }, change: fields.length > 0 ? 'changed' : 'removed', fields };
}

test('thousands of values, objects and fields stay under the limit of the forge, with how many are left out', () => {
  const long = 'ü<'.repeat(300);
  const body = promotionBody({
    ...BASE,
    values: Array.from({ length: 3_000 }, (_, i) => ({ key: `key${i}.${long}`, before: long, after: long })),
    stays: Array.from({ length: 3_000 }, (_, i) => ({ key: `stay${i}`, because: long })),
    change: changeOf(Array.from({ length: 3_000 }, (_, i) => object(`o${i}`, Array.from({ length: 50 }, (__, j) => ({ field: `spec.f${j}`, before: long, after: long }))))),
    diffs: Array.from({ length: 100 }, (_, i) => ({ path: `dist/${i}.yaml`, diff: `+${long}\n`.repeat(100) })),
  });
  expect(Buffer.byteLength(body)).toBeLessThan(65_536);
  expect(body).toMatch(/and \d+ more objects/);
  expect(body).toMatch(/and \d+ more \| \| \|/);
  expect(body.trimEnd().split('\n').pop()).toMatch(/^Promoted-Base: a{40}$/);
});

test.each<[string, Partial<Promotion>, string]>([
  ['nothing changes', {}, 'none: no object changes'],
  ['routes change', { change: changeOf([object('cart', [{ field: 'spec.http[0].route[0].weight', before: 1, after: 2 }])]) }, 'routine: objects change, none is removed, no policy changes'],
  ['something is removed', { change: changeOf([object('cart')]) }, 'review: objects are removed'],
  ['a policy changes', { change: changeOf([object('allow', [{ field: 'spec.action', before: 'DENY', after: 'ALLOW' }], 'AuthorizationPolicy', 'security.istio.io')]) }, 'review: policies change'],
  ['a break is accepted', { accepted: [{ what: 'break', because: 'nobody calls it' }] }, 'high: live routes lose what they need, accepted because <code>nobody calls it</code>'],
])('the risk when %s', (_, facts, risk) => {
  expect(promotionBody({ ...BASE, ...facts })).toContain(`**Risk:** ${risk}\n`);
});

test('a removed line that looks like the end of a message does not hide the trailers', () => {
  const body = promotionBody({ ...BASE, diffs: [{ path: 'a.yaml', diff: '@@ -1,1 +0,0 @@\n--- x\n---\n' }] });
  expect(body).not.toMatch(/^---(?:\s|$)/m);
});

test.each(['[skip ci]', '[ci skip]', '[CI-SKIP]', '[no ci]', '[skip actions]', '[actions skip]'])('a value %s does not keep the checks from running', words => {
  const body = promotionBody({ ...BASE, values: [{ key: 'note', before: words, after: words }], diffs: [{ path: 'a.yaml', diff: `@@ -1,1 +1,1 @@\n-note: x\n+note: ${words}\n` }] });
  expect(body).toContain('+note: ');
  expect(body).not.toContain(words);
});

test('the title is one line of plain text', () => {
  expect(promotionTitle({ ...BASE, values: ['a\nb', 'c`d', 'e', 'f'].map(key => ({ key })) })).toBe('Promote staging to production: a?b, c?d, e and 1 more');
});

test('values of Secrets are not shown', () => {
  expect(shownValue(object('tls', [], 'Secret', ''), 'hunter2')).toBe('(not shown)');
  expect(shownValue(object('tls', [], 'SealedSecret', 'bitnami.com'), 'AgB')).toBe('"AgB"');
});
