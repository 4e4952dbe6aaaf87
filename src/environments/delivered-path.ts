import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { defaultOutdir } from './output-root';
import { Finding } from '../analysis/finding';
import { IDelivery } from '../delivery/delivery';
import { CODES } from '../kernel/codes';

/**
 * What is wrong with the path under which a controller looks for the output. It can be told only where the repository that it fetches is the
 * one this program lies in: one of the remotes of the Git repository around the output root has its address.
 *
 * @param delivery the engine, which may know the address of its repository
 * @param outdir the output root as the program says it
 * @param delivered the path that the engine was told, `dist`
 */
export function deliveredPathFinding(delivery: IDelivery, outdir: string | undefined, delivered: string): Finding | undefined {
  const written = outdir ?? defaultOutdir();
  const root = delivery.repositoryUrl === undefined || isAbsolute(written) ? undefined : repositoryAround(resolve(written));
  if (root === undefined || !remotesOf(root).some(url => sameRepository(url, delivery.repositoryUrl!))) {
    return undefined;
  }
  const actual = relative(root, resolve(written)).replace(/\\/g, '/');
  return actual === delivered ? undefined : {
    code: CODES.DELIVERED_PATH,
    rule: 'delivered-path',
    layer: 'mesh',
    severity: 'error',
    message: `Objects of ${delivery.engine} look for the environments in ${JSON.stringify(delivered || '.')} of ${delivery.repositoryUrl}, and they are written to ${JSON.stringify(actual)}.`,
    why: 'The path does not exist there: the controller would report an error, or prune what it applied from an old folder.',
    fix: `Say outputPath: ${JSON.stringify(actual)} where the engine is made.`,
    field: '',
    environments: [],
    equals: [],
    found: delivered,
    nearest: actual,
  };
}

/** The nearest folder above that Git keeps its files in. Linked work trees say nothing of their remotes here. */
function repositoryAround(folder: string): string | undefined {
  for (let at = dirname(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git', 'config'))) {
      return at;
    }
    if (at === dirname(at)) {
      return undefined;
    }
  }
}

function remotesOf(root: string): string[] {
  try {
    const lines = readFileSync(join(root, '.git', 'config'), 'utf8').split('\n');
    return lines.map(line => /^\s*url\s*=\s*(\S+)\s*$/.exec(line)?.[1]).filter(url => url !== undefined);
  } catch {
    return [];
  }
}

/** Whether two addresses are of one repository, whatever their scheme and user. */
function sameRepository(one: string, other: string): boolean {
  return keyOf(one) === keyOf(other);
}

/** `host/path`, which is the same for `https://host/path.git`, `ssh://git@host/path` and `git@host:path`. */
function keyOf(url: string): string {
  const [, host, path] = /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?([^/:]+)(?::\d+)?[/:](.*)$/.exec(url) ?? [];
  return host === undefined ? url : `${host.toLowerCase()}/${path.replace(/\.git\/?$|\/$/, '')}`;
}
