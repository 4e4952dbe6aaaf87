/** Custom resource definitions on a live server: installing, replacing and removing them, and knowing when the change is in force. */

import { ApiClient, waitUntil } from './api-client';
import { splitDocuments } from './documents';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const TIMEOUT_MS = 120_000;

/** A definition that the server has stored. */
export interface Definition {
  readonly name: string;
  /** The path of each served version's own endpoint. */
  readonly endpoints: readonly string[];
}

/**
 * Installs definitions or replaces those of the same name, and waits until the server judges by them.
 *
 * A stored definition is in force only after the server has rebuilt its handler, and nothing in its status tells when. So each
 * definition gets a printer column that carries the mark, and the endpoint is asked for its columns until the mark is among them.
 */
export async function installDefinitions(client: ApiClient, texts: readonly string[], mark: string): Promise<Definition[]> {
  const definitions = await Promise.all(texts.flatMap(splitDocuments).map((text) => store(client, text, mark)));
  await Promise.all(definitions.flatMap((definition) => definition.endpoints)
    .map((endpoint) => waitUntil(`${endpoint} serves ${mark}`, TIMEOUT_MS, async () =>
      await carriesMark(client, endpoint, mark) && isDiscovered(client, endpoint))));
  return definitions;
}

/** Removes definitions, and waits until the server has forgotten them. */
export async function removeDefinitions(client: ApiClient, definitions: readonly Definition[]): Promise<void> {
  await Promise.all(definitions.map(async ({ name, endpoints }) => {
    await client.expect({ method: 'DELETE', path: `${DEFINITIONS}/${name}` });
    const gone = async (path: string) => (await client.send({ method: 'GET', path })).status === 404;
    await waitUntil(`${name} is gone`, TIMEOUT_MS, async () =>
      await gone(`${DEFINITIONS}/${name}`) && (await Promise.all(endpoints.map(gone))).every(Boolean));
  }));
}

async function store(client: ApiClient, text: string, mark: string): Promise<Definition> {
  const name = /^  name:\s*(\S+)$/m.exec(text)![1];
  const { spec } = await client.expect({
    method: 'PATCH',
    path: `${DEFINITIONS}/${name}?fieldManager=oracle&force=true`,
    contentType: 'application/apply-patch+yaml',
    body: text,
  });
  await client.expect({
    method: 'PATCH',
    path: `${DEFINITIONS}/${name}`,
    contentType: 'application/json-patch+json',
    body: JSON.stringify(spec.versions.map((_: unknown, index: number) => ({
      op: 'add',
      path: `/spec/versions/${index}/additionalPrinterColumns`,
      value: [{ name: 'Mark', type: 'string', jsonPath: '.metadata.name', description: mark }],
    }))),
  });
  const served = (spec.versions as { name: string; served: boolean }[]).filter((version) => version.served);
  return { name, endpoints: served.map((version) => `/apis/${spec.group}/${version.name}/${spec.names.plural}`) };
}

async function carriesMark(client: ApiClient, endpoint: string, mark: string): Promise<boolean> {
  const { status, body } = await client.send({
    method: 'GET',
    path: `${endpoint}?limit=1`,
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  });
  return status === 200 && body.columnDefinitions.some((column: { description: string }) => column.description === mark);
}

/** Whether the list of resources, which follows the endpoint itself by a moment, names it. */
async function isDiscovered(client: ApiClient, endpoint: string): Promise<boolean> {
  const slash = endpoint.lastIndexOf('/');
  const { resources } = await client.expect({ method: 'GET', path: endpoint.slice(0, slash) });
  return resources.some((resource: { name: string }) => resource.name === endpoint.slice(slash + 1));
}
