/**
 * YAML documents as text, with just enough reading to know which object each one is.
 *
 * The judges get the text itself: reading it with a parser of ours first would hide what a real system makes of it. So this file
 * parses nothing but the identity, and that only of block style, which is what manifests are written in.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What says which object a document is; any parsed Kubernetes object fits. */
export interface ObjectHead {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

export interface SourceDocument {
  readonly text: string;
  readonly object: ObjectHead;
}

export interface FileDocument extends SourceDocument {
  /** The path of the file, relative to the folder that was read. */
  readonly file: string;
}

/** All documents of a YAML text that hold more than comments, split at `---` lines. */
export function splitDocuments(text: string): string[] {
  return text.split(/^---(?=\s|$).*\n?/m).filter((document) => /^[^#\s]/m.test(document));
}

/** Reads which object a document is. What is not there in block style is empty, and every judge refuses that. */
export function readHead(text: string): ObjectHead {
  const apiVersion = scalar(text, /^apiVersion:(.*)$/m) ?? '';
  const kind = scalar(text, /^kind:(.*)$/m) ?? '';
  const metadata = /^metadata:[^\S\n]*(?:#.*)?\n((?:(?:[^\S\n].*|#.*)?\n)*)/m.exec(`${text}\n`)?.[1] ?? '';
  const indent = /^( +)[^\s#]/m.exec(metadata)?.[1] ?? ' ';
  const name = scalar(metadata, new RegExp(`^${indent}name:(.*)$`, 'm'));
  const namespace = scalar(metadata, new RegExp(`^${indent}namespace:(.*)$`, 'm'));
  return { apiVersion, kind, metadata: { ...(name && { name }), ...(namespace && { namespace }) } };
}

/** Reads the documents of one file's text. */
export function readDocuments(text: string): SourceDocument[] {
  return splitDocuments(text).map((document) => ({ text: document, object: readHead(document) }));
}

/** All YAML files below a folder, as sorted paths relative to it. */
export function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Whether a file directs kustomize and is no object of the cluster. */
export function isKustomization(file: string): boolean {
  return /(^|\/)kustomization\.ya?ml$/.test(file);
}

/** All documents of a folder that belong to a cluster. */
export function readFolder(folder: string): FileDocument[] {
  return yamlFiles(folder)
    .filter((file) => !isKustomization(file))
    .flatMap((file) => readDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => ({ ...document, file })));
}

/** One line that names an object: `VirtualService.networking.istio.io shop/cart`. */
export function describe(head: ObjectHead): string {
  const group = head.apiVersion.includes('/') ? `.${head.apiVersion.split('/')[0]}` : '';
  const namespace = head.metadata.namespace ? `${head.metadata.namespace}/` : '';
  return `${head.kind}${group} ${namespace}${head.metadata.name ?? '(no name)'}`;
}

function scalar(text: string, line: RegExp): string | undefined {
  const value = line.exec(text)?.[1].replace(/\s#.*$/, '').trim();
  return value?.replace(/^(["'])(.*)\1$/, '$2') || undefined;
}
