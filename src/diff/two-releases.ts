import { Break, RetiredSubset } from './break-before-make';
import { ObjectName, objectText } from './object-diff';

/** The two releases that make a change safe: what each does, with the code to write. */
export interface TwoReleases {
  /** What is wrong with one release. One sentence. */
  readonly problem: string;
  readonly why: string;
  /** What this release does instead. */
  readonly first: Step;
  /** What the next release does, once this one is live everywhere. */
  readonly second: Step;
}

/** One release, in words and, where it can be said, in code. */
export interface Step {
  readonly words: string;
  readonly code?: string;
}

/** How to make a change in two releases that one cannot make safely. */
export function twoReleases(broken: Break): TwoReleases {
  const { object, subset, host, users } = broken;
  const where = objectText(object);
  const routes = users.map(objectText).join(', ');
  switch (broken.kind) {
    case 'subset':
      return {
        problem: `The subset ${quoted(subset)} of ${where} goes together with its last route, in ${routes}.`,
        why: 'Controllers write the DestinationRule before the routes: meanwhile live routes name a subset that is gone, and requests are answered 503.',
        first: {
          words: `take the routes out and keep the subset, in the DestinationRule for ${host}`,
          code: `rule.retireSubset(${quoted(subset)}, { labels: ${labelsText(broken.labels)} });`,
        },
        second: { words: 'remove retireSubset; `cdk8s-istio plan` then says that it can go' },
      };
    case 'labels':
      return {
        problem: `The subset ${quoted(subset)} of ${where} gets other labels (${labelsText(broken.newLabels)} instead of ${labelsText(broken.labels)}) while ${routes} sends it requests.`,
        why: 'Proxies learn routes, subsets and endpoints at different times: requests of the running split reach the wrong version, or none.',
        first: {
          words: 'add a subset of a new name with the new labels and move the routes there; or move all weight off this subset first (canaryPercent 100 or 0)',
          code: `const next = rule.addSubset(${quoted(`${subset}-next`)}, { labels: ${labelsText(broken.newLabels)} });\nrule.retireSubset(${quoted(subset)}, { labels: ${labelsText(broken.labels)} });`,
        },
        second: { words: 'remove retireSubset; after moving the weight, change the labels' },
      };
    case 'host':
      return {
        problem: `The host ${host} goes together with its last route: ${where} has it, ${routes} leads to it.`,
        why: 'It may be removed before the proxies have the new routes: meanwhile requests are answered 503.',
        first: { words: `take the routes to ${host} out and keep ${where}` },
        second: { words: `remove ${host}` },
      };
    case 'object':
      return {
        problem: `${where} is removed while ${routes} needs it until the change has arrived.`,
        why: 'It may be removed before what needs it has changed: meanwhile the requests that depend on it fail.',
        first: { words: `change ${routes} and keep ${where}` },
        second: { words: `remove ${where}` },
      };
  }
}

/** What a retired subset waits for. */
export function retiredText({ object, subset, users }: RetiredSubset): string {
  const what = `subset ${quoted(subset)} of ${objectText(object)}`;
  return users.length === 0
    ? `${what} can go now: no route of the last release names it. Remove its retireSubset.`
    : `${what} stays for this release, because ${usersText(users)} of the last one names it. It can go with the next.`;
}

function usersText(users: readonly ObjectName[]): string {
  return users.map(objectText).join(', ');
}

function labelsText(labels: Readonly<Record<string, string>> = {}): string {
  const fields = Object.entries(labels).map(([key, value]) => `${/^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : quoted(key)}: ${quoted(value)}`);
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}

/** A text as it stands in TypeScript. */
function quoted(text = ''): string {
  return `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}
