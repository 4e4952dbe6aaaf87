/** Which resource of the API stands for a kind, as the server itself says. */

import { ApiClient } from './api-client';

export interface Resource {
  readonly path: string;
  readonly namespaced: boolean;
}

/** Asks once per group and version. */
export class Discovery {
  private readonly groupVersions = new Map<string, Promise<ReadonlyMap<string, Resource>>>();

  constructor(private readonly client: ApiClient) {}

  /** The resource of a kind; undefined where the server has none. */
  async find(apiVersion: string, kind: string): Promise<Resource | undefined> {
    return (await this.resources(apiVersion)).get(kind);
  }

  /** Forgets all answers; needed after definitions have changed. */
  forget(): void {
    this.groupVersions.clear();
  }

  private resources(apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
    const known = this.groupVersions.get(apiVersion) ?? this.ask(apiVersion);
    this.groupVersions.set(apiVersion, known);
    return known;
  }

  private async ask(apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
    const root = apiVersion.includes('/') ? '/apis' : '/api';
    const base = `${root}/${apiVersion.split('/').map(encodeURIComponent).join('/')}`;
    const { status, body } = await this.client.send({ method: 'GET', path: base });
    const resources: { name: string; kind: string; namespaced: boolean; verbs: string[] }[] = (status === 200 && body.resources) || [];
    return new Map(resources
      .filter(({ name, verbs }) => !name.includes('/') && verbs.includes('create'))
      .map(({ name, kind, namespaced }) => [kind, { path: `${base}/${name}`, namespaced }]));
  }
}

/** The path under which documents of a resource are posted. */
export function collectionPath(resource: Resource, namespace: string): string {
  if (!resource.namespaced) {
    return resource.path;
  }
  const slash = resource.path.lastIndexOf('/');
  return `${resource.path.slice(0, slash)}/namespaces/${encodeURIComponent(namespace)}${resource.path.slice(slash)}`;
}
