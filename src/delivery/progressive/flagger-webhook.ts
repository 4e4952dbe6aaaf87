import { Duration } from 'cdk8s';
import { httpAddress } from './http-address';
import { wholeSeconds } from './whole-seconds';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { defined, wholeNumber } from '../../networking/field-checks';

/** When Flagger calls a webhook, and what its answer decides. */
export enum FlaggerWebhookType {
  /** Before the new version is started: waits until the answer is 200. */
  CONFIRM_ROLLOUT = 'confirm-rollout',
  /** Before the new version gets traffic: a failure counts as a failed check. */
  PRE_ROLLOUT = 'pre-rollout',
  /** At each check, before the metrics: a failure counts as a failed check. */
  ROLLOUT = 'rollout',
  /** Before each step upwards: waits until the answer is 200. */
  CONFIRM_TRAFFIC_INCREASE = 'confirm-traffic-increase',
  /** Before the new version becomes the stable one: waits until the answer is 200. */
  CONFIRM_PROMOTION = 'confirm-promotion',
  /** When the release has ended, either way: the answer decides nothing. */
  POST_ROLLOUT = 'post-rollout',
  /** At each check: an answer of 200 takes the release back. */
  ROLLBACK = 'rollback',
  /** At each event, with Flagger's own JSON: the answer decides nothing. */
  EVENT = 'event',
}

/** A call that Flagger makes during a release. Flagger field `analysis.webhooks[]`. */
export interface FlaggerWebhook {
  /** When it is called, and what its answer decides. */
  readonly type: FlaggerWebhookType;
  /** Its name in events; unique in the release (MESH0008). */
  readonly name: string;
  /** Where to post to: `http://` or `https://`, without credentials (MESH0001), and no address of a chat, which does not read Flagger's JSON (MESH0812). */
  readonly url: string;
  /**
   * How long to wait for the answer, whole seconds (MESH0004).
   * @default Duration.seconds(10)
   */
  readonly timeout?: Duration;
  /**
   * What the receiver is told besides name, namespace and phase.
   * @default - nothing
   */
  readonly metadata?: { [key: string]: string };
  /**
   * How often a call is tried again, 0–10.
   * @default 0
   */
  readonly retries?: number;
  /**
   * Keeps quiet about this webhook in alerts.
   * @default false
   */
  readonly muteAlert?: boolean;
}

/** Requests that Flagger's load tester sends to the new version at each check, so that there is something to measure. */
export interface FlaggerLoadTest {
  /** Address of the load tester: `http://flagger-loadtester.flagger-system`. */
  readonly testerUrl: string;
  /**
   * Path that is asked for, from `/`, without blanks and quotes (MESH0001).
   * @default '/'
   */
  readonly path?: string;
  /**
   * Requests per second and connection, 1–10000.
   * @default 10
   */
  readonly requestsPerSecond?: number;
  /**
   * Connections at once, 1–1000.
   * @default 2
   */
  readonly concurrency?: number;
  /**
   * How long one call goes on, whole seconds (MESH0004).
   * @default - one interval of the analysis
   */
  readonly duration?: Duration;
}

/** Chats whose webhooks read a format of their own. */
const CHATS = /^https?:\/\/(?:[^/]*\.)?(?:hooks\.slack\.com|discord(?:app)?\.com|webhook\.office\.com|logic\.azure\.com|chat\.googleapis\.com)(?:[:/]|$)/i;

/**
 * Checks and renders the webhooks of a release.
 * @internal
 */
export function renderWebhooks(webhooks: readonly FlaggerWebhook[], where: string): object[] {
  return webhooks.map((webhook, i) => {
    const at = `${where}[${i}]`;
    if (webhooks.findIndex(({ name }) => name === webhook.name) !== i) {
      fail({ code: CODES.DUPLICATE_MEMBER, what: `two webhooks are called ${webhook.name}`, where: at, why: 'events would not tell them apart', fix: 'give each its own name' });
    }
    if (CHATS.test(webhook.url)) {
      fail({
        code: CODES.RELEASE_STEPS,
        what: 'a webhook to the address of a chat (not shown, it is a secret)',
        where: `${at}.url`,
        why: 'Flagger posts JSON of its own there, which the chat refuses',
        fix: 'make a FlaggerAlertProvider and name it in alerts',
      });
    }
    return renderWebhook(webhook, at);
  });
}

function renderWebhook({ type, name, url, timeout, metadata, retries, muteAlert }: FlaggerWebhook, where: string): object {
  if (!name) {
    fail({ code: CODES.INVALID_NAME, what: 'a webhook without name', where, fix: "name it: 'acceptance-test'" });
  }
  return defined({
    type,
    name,
    url: httpAddress(url, `${where}.url`),
    timeout: timeout && wholeSeconds(timeout, `${where}.timeout`),
    retries: wholeNumber(retries, 0, 10, `${where}.retries`),
    muteAlert,
    metadata,
  });
}

/**
 * The webhook of a load test. The canary's own Service is asked, at the port of the Service and with its namespace: the tester lives elsewhere.
 * @internal
 */
export function loadTestWebhook(test: FlaggerLoadTest, canaryHost: string, interval: Duration, where: string): object {
  const path = test.path ?? '/';
  if (!/^\/[^\s"'`$\\;&|<>]*$/.test(path)) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(path)} is no path`, where: `${where}.path`, why: 'it becomes part of a command line', fix: "write it from the /, without blanks and quotes: '/cart'" });
  }
  const length = wholeSeconds(test.duration ?? interval, `${where}.duration`);
  const rate = wholeNumber(test.requestsPerSecond ?? 10, 1, 10_000, `${where}.requestsPerSecond`);
  const connections = wholeNumber(test.concurrency ?? 2, 1, 1000, `${where}.concurrency`);
  return {
    type: FlaggerWebhookType.ROLLOUT,
    name: 'load-test',
    url: httpAddress(test.testerUrl, `${where}.testerUrl`),
    timeout: '15s',
    metadata: { cmd: `hey -z ${length} -q ${rate} -c ${connections} http://${canaryHost}${path}` },
  };
}
