import { Chart, Duration, Testing } from 'cdk8s';
import fc from 'fast-check';
import { HttpAction, IdempotentBudgetOptions, MeshService, RequestBudget, RetryOn, TrafficSplit, VirtualService } from '../../src/networking';

const seconds = Duration.seconds;
const millis = Duration.millis;

test('one try has no retries and takes the whole time', () => {
  const budget = RequestBudget.once({ total: seconds(2) });
  expect(budget.retries).toEqual({ attempts: 0 });
  expect([budget.tries, budget.timeout.toMilliseconds(), budget.longestTry.toMilliseconds(), budget.amplification]).toEqual([1, 2000, 2000, 1]);
});

test('what the service has not seen is retried without a time per try', () => {
  const { retries, longestTry } = RequestBudget.retryUnsent({ total: seconds(2), tries: 4 });
  expect(retries).toEqual({ attempts: 3, retryOn: [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM, RetryOn.RESET_BEFORE_REQUEST] });
  expect(longestTry.toMilliseconds()).toBe(2000);
});

// Pauses: Envoy waits at most 1, 3, 7 and then 10 times the base before a retry.
test.each<[string, IdempotentBudgetOptions, number]>([
  ['two tries', { total: seconds(3), tries: 2 }, 1487],
  ['three tries by default', { total: seconds(3) }, 966],
  ['four tries', { total: seconds(3), tries: 4 }, 681],
  ['six tries, whose last pauses no longer grow', { total: seconds(3), tries: 6 }, 370],
  ['a longer pause', { total: seconds(3), tries: 2, backoff: seconds(1) }, 1000],
  ['a time per try that fits exactly', { total: millis(125), tries: 2, perTryTimeout: millis(50) }, 50],
  ['the least of all', { total: millis(27), tries: 2 }, 1],
])('the time of a try is what pauses and tries leave: %s', (_, options, perTry) => {
  const { retries } = RequestBudget.retryIdempotent(options);
  expect(retries.perTryTimeout!.toMilliseconds()).toBe(perTry);
  expect(retries.attempts).toBe((options.tries ?? 3) - 1);
});

test('whatever is not refused fits: all tries and the longest pauses take no longer than the total, and a millisecond more per try would', () => {
  const numbers = [fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 2, max: 10 }), fc.integer({ min: 1, max: 1000 })] as const;
  fc.assert(fc.property(...numbers, (total, tries, backoff) => {
    const pauses = Array.from({ length: tries - 1 }, (_, i) => Math.min(2 ** (i + 1) - 1, 10) * backoff).reduce((sum, pause) => sum + pause, 0);
    const make = () => RequestBudget.retryIdempotent({ total: millis(total), tries, backoff: millis(backoff) });
    if (total - pauses < tries) {
      expect(make).toThrow(expect.objectContaining({ code: 'MESH0016' }));
      return;
    }
    const each = make().longestTry.toMilliseconds();
    expect(tries * each + pauses).toBeLessThanOrEqual(total);
    expect(tries * (each + 1) + pauses).toBeGreaterThan(total);
  }));
});

test.each([
  ['more than fits', { total: seconds(2), tries: 2, perTryTimeout: seconds(1) }, '2 tries of 1000 ms and pauses of up to 25 ms need 2025 ms, and the total is 2000 ms', 'give each try at most 987 ms, or give a total of at least 2025 ms'],
  ['pauses alone are too long', { total: millis(20), tries: 2 }, '2 tries of 1 ms and pauses of up to 25 ms need 27 ms, and the total is 20 ms', 'give a total of at least 27 ms, or fewer tries'],
])('tries that do not fit are refused with the sum: %s', (_, options, what, fix) => {
  expect(() => RequestBudget.retryIdempotent(options)).toThrow(expect.objectContaining({ code: 'MESH0016', what, fix: expect.stringContaining(fix) }));
});

test.each([
  [0, 'RequestBudget.once'], [1, 'RequestBudget.once'], [2.5, 'from 2 to 10'], [11, 'from 2 to 10'],
])('%d tries are refused', (tries, fix) => {
  for (const make of [RequestBudget.retryUnsent, RequestBudget.retryIdempotent]) {
    expect(() => make({ total: seconds(9), tries })).toThrow(expect.objectContaining({ code: 'MESH0001', fix: expect.stringContaining(fix) }));
  }
});

test.each([
  ['zero', millis(0)], ['a fraction', millis(0.5)],
])('a total of %s is refused', (_, total) => {
  expect(() => RequestBudget.once({ total })).toThrow(expect.objectContaining({ code: 'MESH0004' }));
});

describe('budgets inside of each other', () => {
  const outer = RequestBudget.retryIdempotent({ total: seconds(10), tries: 3 });

  test('an inner budget may use one try of the outer one up', () => {
    expect(RequestBudget.once({ total: outer.longestTry, within: outer }).amplification).toBe(3);
  });

  test('one millisecond more is refused', () => {
    expect(() => RequestBudget.once({ total: millis(outer.longestTry.toMilliseconds() + 1), within: outer }))
      .toThrow(expect.objectContaining({ code: 'MESH0016', what: 'a request of 3301 ms within a try of 3300 ms' }));
  });

  test('ten requests of one are possible, and no more', () => {
    const five = RequestBudget.retryUnsent({ total: seconds(10), tries: 5 });
    expect(RequestBudget.retryUnsent({ total: seconds(1), tries: 2, within: five }).amplification).toBe(10);
    expect(() => RequestBudget.retryUnsent({ total: seconds(1), tries: 3, within: five })).toThrow(expect.objectContaining({
      what: '5 × 3 tries make 15 requests of one', fix: 'retry at one hop only: 2 tries here at most, or RequestBudget.once(…) here',
    }));
  });

  test('where two tries would be too many, a single one is proposed', () => {
    const six = RequestBudget.retryUnsent({ total: seconds(10), tries: 6 });
    expect(() => RequestBudget.retryUnsent({ total: seconds(1), tries: 2, within: six }))
      .toThrow(expect.objectContaining({ fix: 'retry at one hop only: RequestBudget.once(…) here' }));
  });
});

test('a budget serves any route', () => {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
  const { timeout, retries } = RequestBudget.retryIdempotent({ total: seconds(1), tries: 2 });
  const routes = new VirtualService(chart, 'Routes', { hosts: [cart.host] });
  routes.addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(cart)), timeout, retries });
  expect(routes.toJson().spec.http[0]).toMatchObject({
    timeout: '1s', retries: { attempts: 1, perTryTimeout: '0.487s', retryOn: 'connect-failure,refused-stream,reset,gateway-error' },
  });
});
