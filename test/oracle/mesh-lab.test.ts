/** The traffic table of every pattern, sent through Istio's own translation in a real Envoy; and that the lab can fail. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { TrafficRow } from '../../examples/pattern-story';
import { PATTERN_EXAMPLES } from '../support/stories';
import { differences } from './mesh-lab/compare';
import { meshOf } from './mesh-lab/example';
import { labSkipReason, MeshLab, Observed } from './mesh-lab/lab';
import { itUnless } from './skippable';

const MINUTES = 60_000;
const reason = labSkipReason();
let lab: MeshLab;

beforeAll(async () => {
  if (!reason) {
    lab = await MeshLab.start();
  }
}, MINUTES);

afterAll(async () => {
  await lab?.stop();
});

const ALL_ROWS = PATTERN_EXAMPLES.flatMap(({ story }) => story.traffic);
const BEYOND = ALL_ROWS.filter(({ beyondTheLab }) => beyondTheLab !== undefined);

// One skip with the reason instead of hundreds.
const examples = reason ? [] : PATTERN_EXAMPLES;
if (reason) {
  itUnless(reason, 'the traffic tables of all examples are sent', () => undefined);
}

for (const example of examples) {
  describe(`examples/${example.name}`, () => {
    const rows = example.story.traffic.filter(({ beyondTheLab }) => beyondTheLab === undefined);
    let observations: Promise<Observed[]> | undefined;
    rows.forEach((row, index) => it(row.request, async () => {
      // All rows of a mesh at once: the translation is the dear part.
      observations ??= lab.send(meshOf(example), rows);
      const observed = (await observations)[index];
      const found = differences(row, observed);
      expect(found.length === 0 ? [] : [...found, ...observed.hops]).toEqual([]);
    }, 5 * MINUTES));
  });
}

describe('rows that the lab cannot send', () => {
  it('say why', () => {
    expect(BEYOND.filter(({ beyondTheLab }) => beyondTheLab!.trim().length < 20)).toEqual([]);
    console.info(`mesh-lab: ${ALL_ROWS.length - BEYOND.length} of ${ALL_ROWS.length} rows are sent, ${BEYOND.length} are beyond the lab`);
  });
});

const gofmt = spawnSync('gofmt', ['-l', join(__dirname, 'mesh-lab')], { encoding: 'utf8' });
itUnless(gofmt.error && `gofmt cannot run: ${gofmt.error.message}`, 'the Go sources are formatted', () => {
  expect({ unformatted: gofmt.stdout, problems: gofmt.stderr }).toEqual({ unformatted: '', problems: '' });
});

describe('the lab can fail', () => {
  const example = PATTERN_EXAMPLES.find(({ name }) => name === 'http-service')!;
  const inMesh: Omit<TrafficRow, 'fate'> = { request: 'a request', from: 'shop/frontend', url: 'http://cart.shop:8080/' };
  const atGateway: Omit<TrafficRow, 'fate'> = {
    request: 'a request', gateway: 'istio-ingress/ingressgateway', url: 'https://shop.example.com/cart',
  };
  const CART = 'cart.shop.svc.cluster.local:8080';
  const wrong: [title: string, row: TrafficRow, difference: RegExp][] = [
    ['another destination', { ...inMesh, fate: { to: { 'other.shop.svc.cluster.local:8080': 100 } } }, /^to: expected .*other.*, observed .*cart/],
    ['another subset', { ...inMesh, fate: { to: { [`${CART} canary`]: 100 } } }, /^to: /],
    ['another share', { ...inMesh, fate: { to: { [CART]: 90 } } }, /^to: expected .*90.*, observed .*100/],
    ['a destination where none is reached', { ...atGateway, url: 'https://shop.example.com/', fate: { to: { [CART]: 100 }, status: 404 } }, /^to: .*observed \{\}/],
    ['no destination where one is reached', { ...inMesh, fate: { to: {} } }, /^to: expected \{\}/],
    ['another status', { ...inMesh, fate: { status: 403 } }, /^status: expected 403, observed 200/],
    ['success, which is what a row with a destination says', { ...inMesh, headers: { host: 'cart.shop' }, service: { status: 500 }, fate: { to: { [CART]: 100 }, status: 200 } }, /^status: expected 200, observed 500/],
    ['other statuses', { ...inMesh, times: 3, fate: { statuses: { 200: 2, 429: 1 } } }, /^statuses: .*observed 3 × 200/],
    ['a closed connection', { ...inMesh, fate: { closed: true } }, /^closed: /],
    ['more attempts', { ...inMesh, fate: { attempts: 2 } }, /^attempts: expected 2, observed \[1\]/],
    ['a longer time', { ...inMesh, fate: { secondsAtLeast: 2 } }, /^seconds: expected at least 2/],
    ['plain text', { ...inMesh, fate: { transport: 'plaintext' } }, /^transport: expected plaintext, observed istio-mutual/],
    ['a gateway on the way', { ...inMesh, fate: { via: ['istio-ingress/ingressgateway'] } }, /^via: /],
    ['no gateway on the way', { ...atGateway, fate: { via: [] } }, /^via: /],
    ['a copy', { ...inMesh, fate: { mirrored: { [CART]: 100 } } }, /^mirrored: /],
    ['another path', { ...inMesh, fate: { sees: { path: '/other' } } }, /^sees path: expected \/other, observed \/$/],
    ['another host', { ...inMesh, fate: { sees: { host: 'cart' } } }, /^sees host: expected cart, observed cart\.shop:8080/],
    ['a header that is not there', { ...inMesh, fate: { sees: { headers: { 'x-user': 'ann' } } } }, /^sees header x-user: expected ann, observed null/],
    ['no header where one is', { ...inMesh, headers: { 'x-user': 'ann' }, fate: { sees: { headers: { 'x-user': null } } } }, /^sees header x-user: expected null, observed ann/],
    ['an answer header that is not there', { ...inMesh, fate: { answer: { location: '/' } } }, /^answer header location: /],
    ['a caller that does not exist', { ...inMesh, from: 'shop/nobody', fate: { status: 200 } }, /no workload is called shop\/nobody; there are .*shop\/cart/],
    ['a gateway that is none', { ...atGateway, gateway: 'shop/cart', fate: { status: 200 } }, /no gateway is called shop\/cart/],
  ];
  if (reason) {
    itUnless(reason, 'rows differ that expect something else', () => undefined);
    return;
  }
  for (const [title, row, difference] of wrong) {
    it(`a row differs that expects ${title}`, async () => {
      const [observed] = await lab.send(meshOf(example), [row]);
      expect(differences(row, observed)).toEqual([expect.stringMatching(difference)]);
    }, MINUTES);
  }

  it('a mesh that cannot be read is an error with its reason', async () => {
    await expect(lab.send({ documents: ['kind: ['] }, [])).rejects.toThrow(/a document cannot be read/);
  }, MINUTES);
});
