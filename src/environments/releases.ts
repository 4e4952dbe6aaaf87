import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DELIVERY_FOLDER } from './layout';
import { foldersOfOurs, knownServicesFor } from './mesh-folders';
import { readFolder } from './reader';
import { FleetMember } from './synth-report-file';
import { Break, planChange, RetiredSubset } from '../diff/break-before-make';
import { diffObjects, ObjectChange } from '../diff/object-diff';
import { byCodePoint } from '../kernel/order';
import { buildMesh } from '../model/build';
import { Manifest } from '../model/manifest';

/** What one environment gets with the next release. */
export interface EnvironmentChange {
  readonly environment: string;
  readonly objects: readonly ObjectChange[];
  /** What live objects still need and the change takes away: it takes two releases. */
  readonly breaks: readonly Break[];
  /** The same where controllers keep the order by themselves. */
  readonly ordered: readonly Break[];
  readonly retired: readonly RetiredSubset[];
}

/** Compares two output roots in one environment: the last release and the next one. Of an environment with clusters the first one stands for all. */
export function changeOf(member: FleetMember, before: string, after: string): EnvironmentChange {
  const [old, now] = [before, after].map(root => manifestsOf(root, member.name));
  const [was, is] = [old, now].map(manifests => buildMesh(manifests, member));
  const { breaks, retired } = planChange(was, is, enginesOf(after));
  return {
    environment: member.name,
    objects: diffObjects(old, now),
    breaks: breaks.filter(({ orderedBecause }) => orderedBecause === undefined),
    ordered: breaks.filter(({ orderedBecause }) => orderedBecause !== undefined),
    retired,
  };
}

/** Names of the environments that an output root holds. */
export function environmentsIn(root: string): string[] {
  const folders = existsSync(root) ? foldersOfOurs(root) ?? [] : [];
  return [...new Set(folders.flatMap(({ environment }) => environment ?? []))];
}

/** All files below a folder by their path with `/`; nothing where there is no folder. */
export function filesBelow(folder: string, prefix = ''): Map<string, string> {
  const files = new Map<string, string>();
  if (existsSync(folder)) {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => byCodePoint(a.name, b.name))) {
      const path = `${prefix}${entry.name}`;
      if (entry.isDirectory()) {
        filesBelow(join(folder, entry.name), `${path}/`).forEach((text, below) => files.set(below, text));
      } else if (entry.isFile()) {
        files.set(path, readFileSync(join(folder, entry.name), 'utf8'));
      }
    }
  }
  return files;
}

/** What the environment applies, and what it declares that others deploy. */
function manifestsOf(root: string, environment: string): Manifest[] {
  const mesh = existsSync(root) ? foldersOfOurs(root)?.find(folder => folder.environment === environment) : undefined;
  return mesh ? [...readFolder(mesh.folder, { environment }).manifests, ...knownServicesFor(mesh.folder).manifests] : [];
}

function enginesOf(root: string): string[] {
  const folder = join(root, DELIVERY_FOLDER);
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  return entries.filter(entry => entry.isDirectory()).map(({ name }) => name).sort(byCodePoint);
}
