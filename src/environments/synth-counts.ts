import { FolderReport } from './fleet-report';
import { DELIVERY_FOLDER, KNOWN_FOLDER } from './layout';
import type { CheckedFleet } from './synthesis';
import type { WriteResult } from './writer';

/** Objects and files per folder of the output root. Without a result (findings, examination) no file was touched. */
export function folderReports(checked: CheckedFleet, result: WriteResult | undefined): FolderReport[] {
  const written = countByFolder(result?.written);
  const unchanged = countByFolder(result?.unchanged);
  const removed = countByFolder(result?.removed);
  const report = (folder: string, objects: number, undecided: number): FolderReport => ({
    folder,
    objects,
    undecided,
    written: written.get(folder) ?? 0,
    unchanged: unchanged.get(folder) ?? 0,
    removed: removed.get(folder) ?? 0,
  });
  const folders = [
    ...checked.environments.map(({ environment, placed, undecided }) => report(environment.environmentName, placed.length, undecided.length)),
    ...checked.deliveries.map(({ engine, placed }) => report(`${DELIVERY_FOLDER}/${engine}`, placed.length, 0)),
  ];
  const known = new Set(folders.map(({ folder }) => folder));
  const gone = [...removed.keys()].filter(folder => !known.has(folder) && folder !== '');
  return [...folders, ...gone.map(folder => report(folder, 0, 0))];
}

/** Counts `production/eu-1/shop/x.yaml` for `production`, `_delivery/argocd/x.yaml` for `_delivery/argocd`, `_known/x.yaml` for `x`. */
function countByFolder(paths: readonly string[] = []): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = folderOf(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
}

function folderOf(path: string): string {
  const slash = path.indexOf('/');
  const first = path.slice(0, Math.max(slash, 0));
  if (first === DELIVERY_FOLDER || first === KNOWN_FOLDER) {
    const second = path.split('/', 2)[1];
    return first === DELIVERY_FOLDER ? `${first}/${second}` : second.replace(/\.yaml$/, '');
  }
  return first;
}
