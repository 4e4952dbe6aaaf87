import { Files } from './files';

/** Name of the file at the output root that lists what we wrote. It is committed with the rest. */
export const MARKER = '.cdk8s-istio-files';

const HEADER = '# Files that cdk8s-istio wrote here and may replace or remove. All others are left alone.';

/** The marker's text: one line of explanation, then the paths, sorted. Paths are ASCII, for which every order by code is the same. */
export function markerText(files: Files): string {
  return `${[HEADER, ...[...files.keys()].sort()].join('\n')}\n`;
}

/**
 * The paths a marker lists. Lines that are no path of ours (a conflict that a merge left, for example) do no harm: a file is
 * ours only when it is listed and really there.
 */
export function parseMarker(text: string): Set<string> {
  return new Set(text.split(/\r?\n/).filter(line => line !== '' && !line.startsWith('#')));
}
