/** A client of the lab's cluster: what kubectl does for a person, as functions. */

import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parseAllDocuments } from 'yaml';
import { ApiClient } from '../oracle/api-client';
import { Connection } from '../oracle/api-server';
import { collectionPath, Discovery } from '../oracle/discovery';

/** A live object. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: any;
}

/** What names an object. */
export interface KubeReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** One change of a watched kind. */
export interface KubeEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

export class Kube {
  private readonly client: ApiClient;
  private readonly discovery: Discovery;
  private readonly certificate: Buffer;

  constructor(private readonly connection: Connection) {
    this.certificate = readFileSync(connection.certificateFile);
    this.client = new ApiClient(connection.port, connection.token, this.certificate);
    this.discovery = new Discovery(this.client);
  }

  /** Applies every document of a YAML text on the server, as `manager`, and takes over what others wrote. Namespaces come first. */
  async applyText(text: string, manager = 'lab'): Promise<void> {
    const objects = parseAllDocuments(text).map((document) => document.toJS() as KubeObject).filter((object) => object?.kind !== undefined);
    const first = objects.filter(({ kind }) => kind === 'Namespace');
    for (const object of [...first, ...objects.filter(({ kind }) => kind !== 'Namespace')]) {
      await this.apply(object, manager);
    }
  }

  /** Applies an object on the server, as `manager`, and takes over what others wrote. */
  async apply(object: KubeObject, manager = 'lab'): Promise<KubeObject> {
    return this.client.expect({
      method: 'PATCH',
      path: `${await this.path(referenceOf(object))}?fieldManager=${manager}&force=true`,
      contentType: 'application/apply-patch+yaml',
      body: JSON.stringify(object),
    });
  }

  /** The live object; undefined where there is none. */
  async find(reference: KubeReference): Promise<KubeObject | undefined> {
    const { status, body } = await this.client.send({ method: 'GET', path: await this.path(reference) });
    if (status === 404) {
      return undefined;
    }
    if (status >= 300) {
      throw new Error(`GET ${describeReference(reference)}: ${status} ${body.message}`);
    }
    return body;
  }

  /** The live object, which must be there. */
  async read(reference: KubeReference): Promise<KubeObject> {
    const object = await this.find(reference);
    if (!object) {
      throw new Error(`there is no ${describeReference(reference)}`);
    }
    return object;
  }

  /** All objects of a kind, in one namespace or in all. */
  async list(apiVersion: string, kind: string, namespace?: string): Promise<KubeObject[]> {
    const { items } = await this.client.expect({ method: 'GET', path: await this.collection(apiVersion, kind, namespace) });
    // The items of a list do not say what they are.
    return items.map((item: KubeObject) => ({ ...item, apiVersion, kind }));
  }

  /** Changes an object by a JSON merge patch, as a person at a keyboard would. */
  async patch(reference: KubeReference, merge: unknown, subresource?: 'status'): Promise<KubeObject> {
    return this.client.expect({
      method: 'PATCH',
      path: `${await this.path(reference)}${subresource ? `/${subresource}` : ''}?fieldManager=lab-edit`,
      contentType: 'application/merge-patch+json',
      body: JSON.stringify(merge),
    });
  }

  /** Changes an object by a JSON patch (RFC 6902). */
  async patchAt(reference: KubeReference, operations: readonly { op: string; path: string; value?: unknown }[]): Promise<KubeObject> {
    return this.client.expect({
      method: 'PATCH',
      path: `${await this.path(reference)}?fieldManager=lab-edit`,
      contentType: 'application/json-patch+json',
      body: JSON.stringify(operations),
    });
  }

  /** Deletes an object; one that is not there is no fault. */
  async delete(reference: KubeReference): Promise<void> {
    const { status, body } = await this.client.send({ method: 'DELETE', path: await this.path(reference) });
    if (status >= 300 && status !== 404) {
      throw new Error(`DELETE ${describeReference(reference)}: ${status} ${body.message}`);
    }
  }

  /**
   * Reports every change of a kind from now on, the objects that are there first. The returned function ends it.
   *
   * Nothing is missed: the server sends every state that was ever stored, also one that another write replaced at once.
   */
  async watch(apiVersion: string, kind: string, on: (event: KubeEvent) => void, namespace?: string): Promise<() => void> {
    const path = await this.collection(apiVersion, kind, namespace);
    const { metadata, items } = await this.client.expect({ method: 'GET', path });
    items.forEach((item: KubeObject) => on({ type: 'ADDED', object: { ...item, apiVersion, kind } }));
    const stream = request({
      host: '127.0.0.1',
      port: this.connection.port,
      ca: this.certificate,
      path: `${path}?watch=true&resourceVersion=${metadata.resourceVersion}`,
      headers: { authorization: `Bearer ${this.connection.token}`, accept: 'application/json' },
    }, (incoming) => {
      let rest = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop()!;
        lines.filter((line) => line !== '').map((line) => JSON.parse(line)).forEach(on);
      }).on('error', () => undefined);
    });
    stream.on('error', () => undefined).end();
    return () => stream.destroy();
  }

  /** Forgets which kinds the server has; needed after definitions have changed. */
  forget(): void {
    this.discovery.forget();
  }

  close(): void {
    this.client.close();
  }

  private async path({ apiVersion, kind, name, namespace }: KubeReference): Promise<string> {
    return `${await this.collection(apiVersion, kind, namespace ?? 'default')}/${encodeURIComponent(name)}`;
  }

  private async collection(apiVersion: string, kind: string, namespace?: string): Promise<string> {
    const resource = await this.discovery.find(apiVersion, kind);
    if (!resource) {
      throw new Error(`the cluster has no kind ${kind} in ${apiVersion}`);
    }
    return namespace === undefined ? resource.path : collectionPath(resource, namespace);
  }
}

/** The reference of an object. */
export function referenceOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): KubeReference {
  return { apiVersion, kind, name, namespace };
}

/** `VirtualService shop/cart`. */
export function describeReference({ kind, name, namespace }: KubeReference): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
