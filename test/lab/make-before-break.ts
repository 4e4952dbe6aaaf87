/** A subset comes and goes while every state of routes and rules is looked at. The same steps under every engine that delivers. */

import { deepStrictEqual, ok } from 'node:assert';
import { Gap, RouteHistory } from './history';
import { FIRST_RELEASE, Release } from './programs/shop-fleet';
import { ShopRepository } from './repository';
import { Lab } from './scenario';
import { pause } from './wait';
import { twoReleases } from '../../src/diff/two-releases';

/** The watch is behind the engine by a moment. */
const WATCH_LAG_MS = 500;

/** Plays the steps; `bring` returns when the engine has applied a commit. The live release before and after is `FIRST_RELEASE`. */
export async function makeBeforeBreak(
  lab: Lab, repository: ShopRepository, history: RouteHistory, environment: string, bring: (commit: string) => Promise<void>,
): Promise<void> {
  const deliver = async (message: string, release: Release) => {
    history.restart();
    await bring(repository.release(message, release));
    await pause(WATCH_LAG_MS);
    return history.gaps();
  };
  const three = { ...FIRST_RELEASE, subsets: ['v1', 'v2', 'v3'], split: { v1: 50, v2: 30, v3: 20 } };
  const retiring = { ...FIRST_RELEASE, retired: ['v3'] };
  await lab.step('a subset and its route are added in one release: no route ever names a missing subset', async (figure) => {
    deepStrictEqual(await deliver('v3 comes', three), []);
    figure(writesOf(history));
  });
  await lab.step('`plan` refuses to take out route and subset at once, and accepts the two releases', async (figure) => {
    const { breaks } = repository.plan(environment, FIRST_RELEASE);
    deepStrictEqual(breaks.map(({ kind, subset }) => [kind, subset]), [['subset', 'v3']]);
    const { breaks: none, retired } = repository.plan(environment, retiring);
    deepStrictEqual([none, retired.map(({ subset, users }) => [subset, users.length])], [[], [['v3', 1]]]);
    const { problem, first } = twoReleases(breaks[0]);
    figure(`${problem} First: ${first.words}`);
  });
  await lab.step('first release of the plan, the route goes and the subset is retired: nothing is missing', async (figure) => {
    deepStrictEqual(await deliver('no more traffic to v3', retiring), []);
    figure(writesOf(history));
  });
  await lab.step('second release of the plan, the subset goes: nothing is missing', async (figure) => {
    deepStrictEqual(repository.plan(environment, FIRST_RELEASE).breaks, []);
    deepStrictEqual(await deliver('v3 goes', FIRST_RELEASE), []);
    figure(writesOf(history));
  });
  await lab.step('the same in one release, against the plan: a live route names a missing subset (so the check can fail)', async (figure) => {
    deepStrictEqual(await deliver('v3 comes again', three), []);
    const gaps = await deliver('v3 goes at once', FIRST_RELEASE);
    ok(gaps.length > 0, 'a gap');
    ok(gaps.every(({ to }) => to !== undefined), 'the gap ends');
    figure(gaps.map(describeGap).join('; '));
  });
}

function writesOf(history: RouteHistory): string {
  return `${history.size} writes: ${history.lines().join(', ')}`;
}

function describeGap({ route, milliseconds }: Gap): string {
  return `${route}: missing for ${(milliseconds / 1000).toFixed(3)} s`;
}
