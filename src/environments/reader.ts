import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { kustomizePatches } from './kustomize-patches';
import { TextProblem } from './text-problem';
import { LineFinder, readDocuments } from './yaml-document';
import { Finding } from '../analysis/finding';
import { shapeFault } from '../analysis/layers/object';
import { CODES } from '../kernel/codes';
import { FieldPath, fieldPathText } from '../kernel/field-path';
import { byCodePoint } from '../kernel/order';
import { SourceLocation } from '../kernel/source';
import { KubernetesObject, Manifest, Origin } from '../model/manifest';

/** What was read from files. */
export interface ReadResult {
  /** The Kubernetes objects, in the order of the files (by code point) and of the documents in them. */
  readonly manifests: readonly Manifest[];
  /** What is wrong with the files; objects of files that could be read are among the manifests all the same. */
  readonly findings: readonly Finding[];
  /** Files opened. */
  readonly files: number;
}

/** Says more about what is read. */
export interface ReadOptions {
  /** Environment that the objects belong to. @default - none */
  readonly environment?: string;
  /** True for what is known and not applied (`_known/`). @default false */
  readonly declared?: boolean;
}

export const READABLE = /\.(?:ya?ml|json)$/;

/** Larger files are not opened. */
const LARGEST_FILE = 50 * 1024 * 1024;

/**
 * All Kubernetes objects of the YAML and JSON files below a folder, with the lines they stand at.
 *
 * Files and folders that start with a point are left out, symbolic links are not followed, kustomize's own files and the
 * patches they name are no objects, `kind: List` counts as its items. Nothing is thrown: what cannot be read is a finding of the layer `read`.
 */
export function readFolder(folder: string, options: ReadOptions = {}): ReadResult {
  const findings: Finding[] = [];
  const paths: string[] = [];
  try {
    if (statSync(folder).isFile()) {
      return readFile(folder, options);
    }
    collect(folder, '', realpathSync(folder), paths, findings);
  } catch (error) {
    findings.push(fileFinding(folder, `The folder cannot be read: ${reasonOf(error)}.`, 'Name a folder that exists and can be read.'));
    return { manifests: [], findings, files: 0 };
  }
  const patches = kustomizePatches(folder, paths);
  const results = paths.filter(path => !patches.files.has(path)).sort(byCodePoint).map(path => readFile(join(folder, path), options));
  const manifests = results.flatMap(result => result.manifests);
  findings.push(...results.flatMap(result => result.findings), ...patches.notes);
  if (manifests.length === 0 && findings.length === 0) {
    findings.push(fileFinding(folder, 'The folder holds no Kubernetes object.', 'Name a folder with manifests in .yaml, .yml or .json files.'));
  }
  return { manifests, findings, files: paths.length };
}

/** The objects of one file. */
export function readFile(file: string, options: ReadOptions = {}): ReadResult {
  try {
    const { size } = statSync(file);
    if (size > LARGEST_FILE) {
      const finding = fileFinding(file, `The file has ${Math.ceil(size / 1024 / 1024)} MB; more than 50 MB are not read.`, 'Split the file.');
      return { manifests: [], findings: [finding], files: 1 };
    }
    return readText(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)), file, options);
  } catch (error) {
    const finding = (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
      ? fileFinding(file, 'The file is no text in UTF-8.', 'Save the file as UTF-8.')
      : fileFinding(file, `The file cannot be read: ${reasonOf(error)}.`, 'Make the file readable or remove it.');
    return { manifests: [], findings: [finding], files: 1 };
  }
}

/** The objects of a text; `file` is the name that findings give it. */
export function readText(text: string, file: string, options: ReadOptions = {}): ReadResult {
  const manifests: Manifest[] = [];
  const findings: Finding[] = [];
  const lines = new Lines(text);
  readDocuments(text).forEach(({ value, problems }, index) => {
    findings.push(...problems.map(problem => textFinding(problem, file, value, options)));
    if (value !== undefined) {
      unfold(value, [], (object, path) => take(object, new FileOrigin(file, lines, index, path, options)));
    }
  });
  return { manifests, findings, files: 1 };

  function take(value: unknown, origin: FileOrigin): void {
    const fault = file.endsWith('.json') && !isObject(value) ? 'other' : shapeFault(value);
    if (fault === undefined) {
      manifests.push({ object: value as KubernetesObject, origin });
    } else if (fault !== 'other' && !isKustomization(value)) {
      findings.push(shapeFinding(fault, value, origin));
    }
  }
}

/** Where an object of a file stands. The file is parsed for lines only when somebody asks. */
class FileOrigin implements Origin {
  public readonly environment?: string;
  public readonly declared?: boolean;

  constructor(
    private readonly file: string,
    private readonly lines: Lines,
    private readonly index: number,
    private readonly above: FieldPath,
    { environment, declared }: ReadOptions,
  ) {
    this.environment = environment;
    this.declared = declared;
  }

  public locate(path: FieldPath = []): SourceLocation {
    return { file: this.file, ...this.lines.finder.lineOf(this.index, [...this.above, ...path]) };
  }
}

/** A text and, once needed, its lines. Only the last file that was asked for keeps them: findings come file by file. */
class Lines {
  private static latest?: { readonly of: Lines; readonly finder: LineFinder };

  constructor(private readonly text: string) {
  }

  public get finder(): LineFinder {
    if (Lines.latest?.of !== this) {
      Lines.latest = { of: this, finder: new LineFinder(this.text) };
    }
    return Lines.latest.finder;
  }
}

/** The objects of a document: itself, or the items of a list of the API. */
function unfold(value: unknown, path: FieldPath, take: (object: unknown, path: FieldPath) => void): void {
  const { apiVersion, kind, items } = (isMap(value) ? value : {}) as { apiVersion?: unknown; kind?: unknown; items?: unknown };
  if (typeof kind === 'string' && kind.endsWith('List') && typeof apiVersion === 'string' && Array.isArray(items)) {
    items.forEach((item, i) => unfold(item, [...path, 'items', i], take));
  } else {
    take(value, path);
  }
}

/** Kustomize's own files describe folders, they are not applied. (Flux's Kustomization is an object of another group.) */
function isKustomization(value: unknown): boolean {
  if (!isMap(value)) {
    return false;
  }
  const { apiVersion, kind, resources, bases, components } = value as Record<string, unknown>;
  return typeof apiVersion === 'string' && apiVersion.startsWith('kustomize.config.k8s.io/')
    || kind === undefined && apiVersion === undefined && [resources, bases, components].some(Array.isArray);
}

/** A JSON file that says nothing of Kubernetes (`package.json`) is somebody else's. */
function isObject(value: unknown): boolean {
  return isMap(value) && ('apiVersion' in value || 'kind' in value);
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function collect(root: string, folder: string, realRoot: string, paths: string[], findings: Finding[]): void {
  for (const name of readdirSync(join(root, folder))) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (name.startsWith('.')) {
      continue;
    }
    const status = lstatSync(join(root, path));
    if (status.isDirectory()) {
      collect(root, path, realRoot, paths, findings);
    } else if (status.isSymbolicLink() && leadsOut(join(root, path), realRoot)) {
      findings.push(fileFinding(join(root, path), 'The symbolic link leads out of the folder and is not followed.', 'Copy the file into the folder, or check its own folder too.', 'warning'));
    } else if (status.isFile() && READABLE.test(name)) {
      paths.push(path);
    }
  }
}

function leadsOut(link: string, realRoot: string): boolean {
  try {
    return !`${realpathSync(link)}${sep}`.startsWith(`${realRoot}${sep}`);
  } catch {
    return true;
  }
}

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT': return 'it does not exist';
    case 'EACCES': case 'EPERM': return 'permission is denied';
    case 'ENOTDIR': return 'it is no folder';
    case undefined: throw error;
    default: return String((error as NodeJS.ErrnoException).code);
  }
}

function fileFinding(file: string, message: string, fix: string, severity: 'error' | 'warning' = 'error'): Finding {
  return { code: CODES.READ_FILE, rule: 'unreadable-file', layer: 'read', severity, message, fix, field: '', file, environments: [], equals: [] };
}

function textFinding(problem: TextProblem, file: string, value: unknown, { environment }: ReadOptions): Finding {
  const { code, rule, severity, message, why, fix, line, path } = problem;
  return {
    code,
    rule,
    layer: 'read',
    severity,
    message,
    why,
    fix,
    object: shapeFault(value) === undefined ? nameOf(value as KubernetesObject) : undefined,
    field: fieldPathText(path ?? []),
    file,
    line,
    environments: environment === undefined ? [] : [environment],
    equals: [],
  };
}

function shapeFinding(fault: { message: string; path: FieldPath; fix: string }, value: unknown, origin: FileOrigin): Finding {
  const { file, line } = origin.locate(fault.path);
  const foreign = isMap(value) && !isObject(value);
  return {
    code: CODES.OBJECT_SHAPE,
    rule: 'malformed-object',
    layer: 'read',
    severity: foreign ? 'warning' : 'error',
    message: foreign ? 'The document is no Kubernetes object and was not checked: it has neither apiVersion nor kind.' : fault.message,
    why: 'The API server refuses it.',
    fix: fault.fix,
    field: fieldPathText(fault.path),
    file,
    line,
    environments: origin.environment === undefined ? [] : [origin.environment],
    equals: [],
  };
}

function nameOf({ apiVersion, kind, metadata }: KubernetesObject): Finding['object'] {
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name };
}
