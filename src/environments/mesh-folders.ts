import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { DELIVERY_FOLDER, KNOWN_FOLDER } from './layout';
import { MARKER } from './ownership';
import { READABLE, readFile, ReadResult } from './reader';
import { byCodePoint } from '../kernel/order';

/**
 * The folders that are one mesh each: an output root of ours holds one per environment (or cluster) and one per delivery
 * engine, an environment that runs in several clusters one per cluster. Any other folder is one mesh, and `undefined` is
 * returned.
 */
export function foldersOfOurs(folder: string): MeshFolder[] | undefined {
  if (existsSync(join(folder, MARKER))) {
    const environments = subfolders(folder).filter(name => !name.startsWith('_'));
    const engines = subfolders(join(folder, DELIVERY_FOLDER));
    return [
      ...environments.flatMap(name => clustersOf(join(folder, name), name)),
      ...engines.map(name => ({ folder: join(folder, DELIVERY_FOLDER, name) })),
    ];
  }
  const path = realPath(folder);
  return existsSync(join(dirname(path), MARKER)) ? clustersOf(folder, basename(path)) : undefined;
}

/** A folder that is checked by itself. */
export interface MeshFolder {
  readonly folder: string;
  /** @default - not the folder of an environment */
  readonly environment?: string;
}

/** An environment's folder with the list of its namespaces is one mesh; without, it holds one folder per cluster. */
function clustersOf(folder: string, environment: string): MeshFolder[] {
  const clusters = existsSync(join(folder, 'kustomization.yaml')) ? [] : subfolders(folder);
  return clusters.length === 0 ? [{ folder, environment }] : clusters.map(cluster => ({ folder: join(folder, cluster), environment }));
}

function subfolders(folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort(byCodePoint);
}

/**
 * What the code of an environment declared and others deploy: the objects of `_known/<environment>.yaml` beside the folder of
 * the environment (or beside the environment of a cluster's folder). They are for the model only. Nothing where there is no such file.
 */
export function knownServicesFor(folder: string): ReadResult {
  const environment = realPath(folder);
  for (const path of [environment, dirname(environment)]) {
    const file = join(dirname(path), KNOWN_FOLDER, `${basename(path)}.yaml`);
    if (existsSync(file)) {
      return readFile(relative(process.cwd(), file), { declared: true });
    }
  }
  return { manifests: [], findings: [], files: 0 };
}

/** The folders without those that reading another one of them reads already. */
export function readOnce(folders: readonly string[]): string[] {
  const paths = folders.map(realPath);
  return folders.filter((_, i) => !paths.some((other, j) => other === paths[i] ? j < i : readsToo(other, paths[i])));
}

/** Whether reading a folder reads a path below it. Folders of ours are not read as a whole. */
function readsToo(folder: string, path: string): boolean {
  const steps = path.startsWith(folder + sep) ? path.slice(folder.length + 1).split(sep) : ['.'];
  return !steps.some(step => step.startsWith('.'))
    && (READABLE.test(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    && foldersOfOurs(folder) === undefined && foldersOfOurs(path) === undefined;
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
