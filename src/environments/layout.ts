import { Files } from './files';
import { EmittedManifest, groupOf } from './render';
import { encodeName, fileName } from './safe-path';
import { DeliveryAttachment, GroupKind } from '../delivery/delivery';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { byCodePoint } from '../kernel/order';
import { printYaml } from '../kernel/yaml-printer';
import { KubernetesObject, Manifest } from '../model/manifest';

/** Folder of objects outside of namespaces. */
export const CLUSTER_FOLDER = '_cluster';
/** Folder of controllers' objects at the output root. */
export const DELIVERY_FOLDER = '_delivery';
/** Folder of what code declares and others deploy, at the output root. */
export const KNOWN_FOLDER = '_known';
const KUSTOMIZATION = 'kustomization.yaml';

/** An object and the place of its file inside the folder of its environment (or engine). */
export interface PlacedManifest {
  readonly manifest: EmittedManifest;
  /** Folder, without slashes at its ends; empty for the top. */
  readonly folder: string;
  readonly file: string;
}

/** The place of an object inside its environment's folder: `<namespace>/<kind>.<name>.yaml`, `_cluster/…` outside of namespaces. */
export function placeInEnvironment(manifest: EmittedManifest): PlacedManifest {
  const namespace = manifest.object.metadata?.namespace;
  const outside = manifest.clusterScoped === true || typeof namespace !== 'string' || namespace === '';
  return { manifest, folder: outside ? CLUSTER_FOLDER : folderOf(namespace), file: fileOf(manifest.object, manifest.group) };
}

/** The place of a controller's object inside its engine's folder: below the charts that the engine nested, else at the top. */
export function placeInDelivery(manifest: EmittedManifest, charts: readonly string[]): PlacedManifest {
  return { manifest, folder: charts.map(folderOf).join('/'), file: fileOf(manifest.object, manifest.group) };
}

/** `shop/virtualservice.cart.yaml` becomes the files of one environment: in its folder, or once per cluster. */
export function addEnvironmentFiles(files: Files, name: string, clusters: readonly string[], placed: readonly PlacedManifest[]): void {
  const folders = filesByFolder(placed);
  const kustomizations = new Map([...folders].map(([folder, names]) => [folder, kustomization(names)]));
  const top = kustomization([...folders.keys()]);
  for (const root of environmentFolders(name, clusters)) {
    for (const { folder, file, manifest } of placed) {
      files.set(`${root}/${folder}/${file}`, manifest.object);
    }
    for (const [folder, text] of kustomizations) {
      files.set(`${root}/${folder}/${KUSTOMIZATION}`, text);
    }
    files.set(`${root}/${KUSTOMIZATION}`, top);
  }
}

/** The files of one delivery engine: every folder with objects lists exactly its own. */
export function addDeliveryFiles(files: Files, engine: string, placed: readonly PlacedManifest[]): void {
  const root = `${DELIVERY_FOLDER}/${engine}`;
  const inFolder = (folder: string, file: string) => folder === '' ? `${root}/${file}` : `${root}/${folder}/${file}`;
  for (const { manifest, folder, file } of placed) {
    files.set(inFolder(folder, file), manifest.object);
  }
  for (const [folder, names] of filesByFolder(placed)) {
    files.set(inFolder(folder, KUSTOMIZATION), kustomization(names));
  }
}

/** Files beside a delivery engine's objects: in no kustomization, because they are no objects. */
export function addAttachments(files: Files, engine: string, attachments: readonly DeliveryAttachment[]): void {
  for (const { path, text } of attachments) {
    const place = `${DELIVERY_FOLDER}/${engine}/${path}`;
    if (!path.split('/').every(step => step !== '' && fileName(encodeName(step)) === step) || files.has(place)) {
      fail({
        code: CODES.OUTPUT_NAME,
        what: `${JSON.stringify(path)} cannot be the path of an attachment${files.has(place) ? ', because an object is written there' : ''}.`,
        where: `delivery engine ${engine}`,
        fix: "Give a relative path of lower-case names with / between them, as 'install/argocd-cm.merge-patch'.",
      });
    }
    files.set(place, text);
  }
}

/** One stream of what an environment's code declares and others deploy. */
export function addKnownFile(files: Files, name: string, declared: readonly Manifest[]): void {
  if (declared.length > 0) {
    const sorted = declared.map(({ object }) => ({ object, key: sortKey(object) })).sort((a, b) => byCodePoint(a.key, b.key));
    files.set(`${KNOWN_FOLDER}/${name}.yaml`, sorted.map(({ object }) => object));
  }
}

/** Folders of an environment at the output root: one, or one per cluster. */
export function environmentFolders(name: string, clusters: readonly string[]): string[] {
  return clusters.length === 0 ? [name] : clusters.map(cluster => `${name}/${cluster}`);
}

/** Namespaces that objects are put into, sorted. */
export function namespacesOf(manifests: readonly EmittedManifest[]): string[] {
  const names = new Set<string>();
  for (const { object, clusterScoped } of manifests) {
    if (!clusterScoped && object.metadata?.namespace) {
      names.add(object.metadata.namespace);
    }
  }
  return [...names].sort(byCodePoint);
}

/** Kinds that are emitted, sorted by group, then kind. */
export function kindsOf(manifests: readonly EmittedManifest[]): GroupKind[] {
  const kinds = new Map<string, GroupKind>();
  for (const { object, group, clusterScoped } of manifests) {
    const key = `${group}/${object.kind}`;
    if (!kinds.has(key)) {
      kinds.set(key, { group, kind: object.kind, clusterScoped: clusterScoped ?? object.metadata?.namespace === undefined });
    }
  }
  return [...kinds].sort(([a], [b]) => byCodePoint(a, b)).map(([, kind]) => kind);
}

/** Groups whose kinds need no group in the file name: nobody takes them for another. */
const PLAIN_GROUPS = new Set(['', 'apps', 'networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io']);

function fileOf(object: KubernetesObject, group: string): string {
  const kind = encodeName(String(object.kind).toLowerCase());
  const name = encodeName(String(object.metadata?.name ?? ''));
  return fileName(PLAIN_GROUPS.has(group) ? `${kind}.${name}` : `${kind}_${encodeName(group)}.${name}`, '.yaml');
}

function folderOf(namespace: string): string {
  return fileName(encodeName(namespace));
}

function filesByFolder(placed: readonly PlacedManifest[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const { folder, file } of placed) {
    const files = folders.get(folder);
    if (files) {
      files.push(file);
    } else {
      folders.set(folder, [file]);
    }
  }
  return folders;
}

function kustomization(resources: readonly string[]): string {
  return printYaml({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...resources].sort(), // ASCII, for which every order by code is the same
  });
}

function sortKey({ apiVersion, kind, metadata }: KubernetesObject): string {
  return `${metadata?.namespace ?? ''}/${groupOf(apiVersion)}/${kind}/${metadata?.name ?? ''}`;
}
