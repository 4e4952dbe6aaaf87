import { SessionAffinity, renderSessionAffinity } from './flagger-session';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { defined, requiredWholeNumber, wholeNumber } from '../../networking/field-checks';
import { HttpMatch, renderHttpMatch } from '../../networking/http-match';

/** Props of a release that gets more and more of the traffic. */
export interface FlaggerCanarySteps {
  /**
   * How much is added at each step, in percent, 1–100. Flagger field `analysis.stepWeight`. Not with `stepWeights` (MESH0002).
   * @default 10
   */
  readonly stepWeight?: number;
  /**
   * The shares of the canary one after the other, in percent, rising, each 1–100 (MESH0812). The last is the greatest. Flagger field `analysis.stepWeights`.
   * @default - steps of `stepWeight`
   */
  readonly stepWeights?: number[];
  /**
   * The greatest share of the canary, in percent, from `stepWeight` to 100; when it has held for one more check, the release is promoted. Not with
   * `stepWeights` (MESH0002), whose last one it is. Flagger field `analysis.maxWeight`.
   * @default 50
   */
  readonly maxWeight?: number;
  /**
   * How much goes back at each step when the stable version has become the new one, in percent, 1–100. Flagger field `analysis.stepWeightPromotion`.
   * @default - all at once
   */
  readonly stepWeightPromotion?: number;
  /**
   * Copies requests to the canary for one step before it answers any: only for requests that may be made twice. Not with `sessionAffinity`, whose
   * route would be mirrored instead (MESH0002). Flagger field `analysis.mirror`.
   * @default false
   */
  readonly mirror?: boolean;
  /**
   * Keeps a client with the version that answered it first, by a cookie. Flagger field `analysis.sessionAffinity`.
   * @default - each request is split anew
   */
  readonly sessionAffinity?: SessionAffinity;
}

/** Props of a release that only some requests see. */
export interface FlaggerAbTest {
  /** How many checks must be good before it is promoted, 1 or more. Flagger field `analysis.iterations`. */
  readonly iterations: number;
  /**
   * The requests that see the canary while it is checked, by headers, query parameters and labels of the caller; at least one (MESH0812), and
   * nothing else of a match, which Flagger does not know. Flagger field `analysis.match`.
   */
  readonly match: HttpMatch[];
}

/** Props of a release that is checked without users, and then gets all of them at once. */
export interface FlaggerBlueGreen {
  /** How many checks must be good before all traffic is switched, 1 or more. Flagger field `analysis.iterations`. */
  readonly iterations: number;
  /**
   * Copies requests of users to the canary while it is checked: only for requests that may be made twice. Flagger field `analysis.mirror`.
   * @default false
   */
  readonly mirror?: boolean;
  /**
   * Share of the requests that is copied, in percent, 1–100. Not without `mirror` (MESH0002). Flagger field `analysis.mirrorWeight`.
   * @default - all
   */
  readonly mirrorPercent?: number;
}

/**
 * How Flagger brings a new version to the users.
 *
 * @see https://docs.flagger.app/usage/deployment-strategies
 */
export class FlaggerStrategy {
  /** More and more of the traffic. */
  public static canary(props: FlaggerCanarySteps = {}): FlaggerStrategy {
    return new FlaggerStrategy(canarySteps(props));
  }

  /** Only requests that match, for a number of checks. */
  public static abTest(props: FlaggerAbTest): FlaggerStrategy {
    const iterations = iterationsOf(props.iterations);
    if (props.match.length === 0) {
      fail({
        code: CODES.RELEASE_STEPS,
        what: 'an A/B test without a match',
        where: 'FlaggerStrategy.abTest',
        why: 'Flagger would run it as blue-green: nobody sees the canary, then everybody does',
        fix: 'name the requests, or use FlaggerStrategy.blueGreen',
      });
    }
    return new FlaggerStrategy({ iterations, match: props.match.map((match, i) => abMatch(match, `FlaggerStrategy.abTest match[${i}]`)) });
  }

  /** All traffic at once, after a number of checks. */
  public static blueGreen(props: FlaggerBlueGreen): FlaggerStrategy {
    const { mirror, mirrorPercent } = props;
    if (mirrorPercent !== undefined && !mirror) {
      fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'mirrorPercent without mirror', where: 'FlaggerStrategy.blueGreen', fix: 'add mirror: true' });
    }
    return new FlaggerStrategy(defined({
      iterations: iterationsOf(props.iterations),
      mirror,
      mirrorWeight: wholeNumber(mirrorPercent, 1, 100, 'FlaggerStrategy.blueGreen mirrorPercent'),
    }));
  }

  private constructor(private readonly fields: object) {}

  /** @internal */
  public _render(): object {
    return this.fields;
  }

  /**
   * Fails on what an HTTPRoute cannot say: a match that Flagger cannot translate fits every request.
   * @internal
   */
  public _requireGatewayApi(where: string): void {
    const { match = [], mirrorWeight } = this.fields as { match?: Record<string, Record<string, object | string>>[]; mirrorWeight?: number };
    const fault = match.some(({ sourceLabels }) => sourceLabels !== undefined)
      ? 'a match by labels of the caller'
      : match.some(({ headers = {}, queryParams = {} }) => [headers, queryParams].some(map => Object.values(map).some(text => 'prefix' in (text as object))))
        ? 'a match by prefix'
        : mirrorWeight === undefined ? undefined : 'a mirror of a part of the requests';
    if (fault !== undefined) {
      fail({
        code: CODES.RELEASE_STEPS,
        what: `${fault} at a waypoint`,
        where,
        why: 'Flagger writes an HTTPRoute there, and cannot say it in one',
        fix: 'match a header exactly or by a regular expression, and mirror everything',
      });
    }
  }
}

function canarySteps(props: FlaggerCanarySteps): object {
  const where = 'FlaggerStrategy.canary';
  const { stepWeights, mirror, sessionAffinity } = props;
  if (stepWeights && (props.stepWeight !== undefined || props.maxWeight !== undefined)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `stepWeights together with ${props.stepWeight === undefined ? 'maxWeight' : 'stepWeight'}`,
      where,
      why: 'the list says every step, and its last one is the greatest',
      fix: 'keep stepWeights alone',
    });
  }
  if (mirror && sessionAffinity) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'mirror together with sessionAffinity',
      where,
      why: 'Flagger mirrors its first route, which is the one of the cookie',
      fix: 'leave one of the two out',
    });
  }
  return defined({
    ...stepWeights ? { stepWeights: rising(stepWeights, where) } : evenSteps(props, where),
    stepWeightPromotion: wholeNumber(props.stepWeightPromotion, 1, 100, `${where} stepWeightPromotion`),
    mirror,
    sessionAffinity: sessionAffinity && renderSessionAffinity(sessionAffinity, `${where} sessionAffinity`),
  });
}

function evenSteps({ stepWeight, maxWeight }: FlaggerCanarySteps, where: string): object {
  const step = wholeNumber(stepWeight ?? Math.min(10, maxWeight ?? 50), 1, 100, `${where} stepWeight`)!;
  const most = wholeNumber(maxWeight ?? Math.max(50, step), 1, 100, `${where} maxWeight`)!;
  if (step > most) {
    fail({
      code: CODES.RELEASE_STEPS,
      what: `steps of ${step} percent, and at most ${most}`,
      where,
      why: `the first step would give the canary ${step} percent at once, more than the most it may have`,
      fix: `use a stepWeight of at most ${most}, or a greater maxWeight`,
    });
  }
  return { stepWeight: step, maxWeight: most };
}

/** Flagger finds the next step by the share the canary has now: a list that does not rise sends it back, or straight to 100. */
function rising(weights: readonly number[], where: string): number[] {
  weights.forEach((weight, i) => {
    wholeNumber(weight, 1, 100, `${where} stepWeights[${i}]`);
    if (i > 0 && weight <= weights[i - 1]) {
      fail({
        code: CODES.RELEASE_STEPS,
        what: `stepWeights goes from ${weights[i - 1]} to ${weight}`,
        where,
        why: 'Flagger goes upwards only',
        fix: `list rising shares: ${[...new Set(weights)].sort((a, b) => a - b).join(', ')}`,
      });
    }
  });
  if (weights.length === 0) {
    fail({ code: CODES.RELEASE_STEPS, what: 'a release without steps', where, why: 'the canary would never get a request', fix: 'list shares: [5, 20, 50]' });
  }
  return [...weights];
}

function iterationsOf(iterations: number): number {
  return requiredWholeNumber(iterations, 1, 10_000, 'FlaggerStrategy iterations');
}

const KNOWN_OF_MATCH = ['headers', 'queryParams', 'sourceLabels'];

function abMatch(match: HttpMatch, where: string): object {
  const rendered = renderHttpMatch(match, false, where) as Record<string, unknown>;
  const unknown = Object.keys(rendered).find(key => !KNOWN_OF_MATCH.includes(key));
  const texts = [rendered.headers, rendered.queryParams].flatMap(map => Object.values(map ?? {}) as object[]);
  if (unknown !== undefined || texts.some(text => Object.keys(text).length === 0) || Object.keys(rendered).length === 0) {
    fail({
      code: CODES.RELEASE_STEPS,
      what: unknown === undefined ? 'a match that asks for presence only, or for nothing' : `a match by ${unknown}`,
      where,
      why: `Flagger's matches know ${KNOWN_OF_MATCH.join(', ')}, compared exactly, by prefix or by a regular expression`,
      fix: unknown === undefined ? "write StringMatch.regex('.+') for any value" : 'match by a header',
    });
  }
  return rendered;
}
