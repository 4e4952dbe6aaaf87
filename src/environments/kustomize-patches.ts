import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readDocuments } from './yaml-document';
import { Finding } from '../analysis/finding';
import { CODES } from '../kernel/codes';
import { byCodePoint } from '../kernel/order';

/** What a kustomization merges into other objects, by the path of the file. */
export interface KustomizePatches {
  /** Files that are no objects by themselves. */
  readonly files: ReadonlySet<string>;
  /** One note per kustomization that has some. */
  readonly notes: readonly Finding[];
}

/**
 * The files below a folder that its kustomizations name as patches. Such a file repeats the name of an object and a part of its fields;
 * read as an object it would be there twice and not be whole. A file that is a resource too counts as an object.
 *
 * @param folder the folder
 * @param paths files below it, with `/`
 */
export function kustomizePatches(folder: string, paths: readonly string[]): KustomizePatches {
  const there = new Set(paths);
  const resources = new Set<string>();
  const patches = new Map<string, Set<string>>();
  for (const [path, kustomization] of kustomizations(folder, paths)) {
    const below = (name: string) => posix.normalize(posix.join(posix.dirname(path), name));
    named(kustomization.resources).forEach(name => resources.add(below(name)));
    const own = ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap(key => named(kustomization[key])).map(below);
    patches.set(path, new Set(own.filter(name => there.has(name))));
  }
  const files = new Set<string>();
  const notes: Finding[] = [];
  for (const [path, own] of patches) {
    const skipped = [...own].filter(name => !resources.has(name)).sort(byCodePoint);
    skipped.forEach(name => files.add(name));
    if (skipped.length > 0) {
      notes.push(note(join(folder, path), skipped));
    }
  }
  return { files, notes };
}

/** The kustomizations by path; none where no text of theirs speaks of patches, so that most folders cost nothing. */
function kustomizations(folder: string, paths: readonly string[]): [string, Readonly<Record<string, unknown>>][] {
  const texts = paths.filter(path => /(?:^|\/)kustomization\.ya?ml$/.test(path)).map((path): [string, string] => [path, textOf(join(folder, path))]);
  return texts.some(([, text]) => text.includes('patches')) ? texts.map(([path, text]) => [path, documentOf(text)]) : [];
}

/** The text of a file, empty where it cannot be read: that is said when it is read as the others are. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The first document as a map; empty where there is none. */
function documentOf(text: string): Readonly<Record<string, unknown>> {
  const value = readDocuments(text)[0]?.value;
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
}

/** Files that a list names, by themselves or as `path`; texts of several lines are patches themselves. */
function named(list: unknown): string[] {
  return (Array.isArray(list) ? list : [])
    .map(entry => typeof entry === 'string' ? entry : (entry as { path?: unknown } | null)?.path)
    .filter((name): name is string => typeof name === 'string' && name !== '' && !name.includes('\n'));
}

function note(file: string, skipped: readonly string[]): Finding {
  const more = skipped.length > SHOWN ? ` and ${skipped.length - SHOWN} more` : '';
  const words = skipped.length === 1 ? 'is a patch, no object by itself, and was' : 'are patches, no objects by themselves, and were';
  return {
    code: CODES.READ_PATCH,
    rule: 'patch-not-checked',
    layer: 'read',
    severity: 'info',
    message: `${skipped.slice(0, SHOWN).join(', ')}${more} ${words} not checked.`,
    why: 'What a patch does shows in the objects that kustomize makes of it.',
    fix: 'Check what is applied: kustomize build <folder> > built.yaml, then cdk8s-istio check built.yaml.',
    field: '',
    file,
    environments: [],
    equals: [],
  };
}

const SHOWN = 5;
