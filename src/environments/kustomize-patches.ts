import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readDocuments } from './yaml-document';
import { Finding } from '../analysis/finding';
import { CODES } from '../kernel/codes';
import { byCodePoint } from '../kernel/order';

/** What a kustomization merges into objects or makes them of, by the path of the file. */
export interface KustomizePatches {
  /** Files that are no objects by themselves. */
  readonly files: ReadonlySet<string>;
  /** One note per kustomization that has some. */
  readonly notes: readonly Finding[];
}

/**
 * The files below a folder that its kustomizations name as patches, or as what they make objects with. A patch repeats the name of an object
 * and a part of its fields; read as an object it would be there twice and not be whole. A file that is a resource too counts as an object.
 *
 * @param folder the folder
 * @param paths files below it, with `/`
 */
export function kustomizePatches(folder: string, paths: readonly string[]): KustomizePatches {
  const there = new Set(paths);
  const resources = new Set<string>();
  const parts = new Map<string, { readonly patches: readonly string[]; readonly others: readonly string[] }>();
  for (const [path, kustomization] of kustomizations(folder, paths)) {
    const below = (names: readonly string[]) => names.map(name => posix.normalize(posix.join(posix.dirname(path), name)));
    below(named(kustomization.resources)).forEach(name => resources.add(name));
    parts.set(path, {
      patches: below(PATCHES.flatMap(key => named(kustomization[key]))).filter(name => there.has(name)),
      others: below(otherFiles(kustomization)).filter(name => there.has(name)),
    });
  }
  const files = new Set<string>();
  const notes: Finding[] = [];
  for (const [path, { patches, others }] of parts) {
    const skipped = [...new Set([...patches, ...others])].filter(name => !resources.has(name)).sort(byCodePoint);
    skipped.forEach(name => files.add(name));
    if (skipped.length > 0) {
      notes.push(note(join(folder, path), skipped, skipped.every(name => patches.includes(name))));
    }
  }
  return { files, notes };
}

const PATCHES = ['patches', 'patchesStrategicMerge', 'patchesJson6902'];
const OTHER_LISTS = ['transformers', 'generators', 'validators', 'configurations', 'replacements', 'crds'];
const GENERATORS = ['configMapGenerator', 'secretGenerator'];
const PARTS = [...PATCHES, ...OTHER_LISTS, ...GENERATORS, 'helmCharts'];

/** The kustomizations by path; none where no text of theirs names such files, so that most folders cost nothing. */
function kustomizations(folder: string, paths: readonly string[]): [string, Readonly<Record<string, unknown>>][] {
  const written = paths.filter(path => /(?:^|\/)kustomization\.ya?ml$/.test(path));
  const taken = new Set(written.map(path => posix.dirname(path)));
  const folders = new Set(paths.map(path => posix.dirname(path)));
  const bare = [...folders].filter(each => !taken.has(each)).map(each => posix.join(each, 'Kustomization')).filter(path => existsSync(join(folder, path)));
  const texts = [...written, ...bare].map((path): [string, string] => [path, textOf(join(folder, path))]);
  return texts.some(([, text]) => PARTS.some(key => text.includes(key))) ? texts.map(([path, text]) => [path, documentOf(text)]) : [];
}

/** Files that it makes objects with, or changes them by. */
function otherFiles(kustomization: Readonly<Record<string, unknown>>): string[] {
  const entries = (key: string) => (Array.isArray(kustomization[key]) ? kustomization[key] as unknown[] : [])
    .map(entry => (typeof entry === 'object' ? entry : null) as Readonly<Record<string, unknown>> | null);
  return [
    ...OTHER_LISTS.flatMap(key => named(kustomization[key])),
    ...GENERATORS.flatMap(entries).flatMap(entry => named(entry?.files)).map(name => name.slice(name.indexOf('=') + 1)),
    ...entries('helmCharts').flatMap(entry => named([entry?.valuesFile]).concat(named(entry?.additionalValuesFiles))),
  ];
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

function note(file: string, skipped: readonly string[], arePatches: boolean): Finding {
  const more = skipped.length > SHOWN ? ` and ${skipped.length - SHOWN} more` : '';
  const words = skipped.length === 1 ? `is a ${arePatches ? 'patch' : 'part of a kustomization'}, no object by itself, and was`
    : `are ${arePatches ? 'patches' : 'parts of a kustomization'}, no objects by themselves, and were`;
  return {
    code: CODES.READ_PATCH,
    rule: 'patch-not-checked',
    layer: 'read',
    severity: 'info',
    message: `${skipped.slice(0, SHOWN).join(', ')}${more} ${words} not checked.`,
    why: 'What it does shows in the objects that kustomize makes.',
    fix: 'Check what is applied: kustomize build <folder> > built.yaml, then cdk8s-istio check built.yaml.',
    field: '',
    file,
    environments: [],
    equals: [],
  };
}

const SHOWN = 5;
