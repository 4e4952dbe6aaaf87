/** Custom resource definitions on a live server: installing, replacing and removing them, and knowing when the change is in force. */

import { ApiClient, waitUntil } from './api-client';
import { readHead, splitDocuments } from './documents';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const TIMEOUT_MS = 120_000;

/** A definition that the server has stored. */
export interface Definition {
  readonly name: string;
  /** The path of each served version's own endpoint. */
  readonly endpoints: readonly string[];
}

/** Installs definitions that the server does not have yet, and waits until it judges by them. */
export function installDefinitions(client: ApiClient, texts: readonly string[]): Promise<Definition[]> {
  return Promise.all(texts.flatMap(splitDocuments).map(async (text) => {
    const definition = toDefinition(await apply(client, readHead(text).metadata.name!, text));
    await Promise.all(definition.endpoints.map((endpoint) =>
      waitUntil(`${endpoint} is served`, TIMEOUT_MS, () => isDiscovered(client, endpoint))));
    return definition;
  }));
}

/**
 * Replaces definitions by others of the same name, adds those that are new, and waits until the server judges by them.
 *
 * A definition that is stored is in force only after the server has rebuilt its handler, and nothing in its status tells when. So
 * each one gets a printer column that carries the mark, and the endpoint is asked for its columns until the mark is among them.
 */
export function replaceDefinitions(client: ApiClient, texts: readonly string[], mark: string): Promise<Definition[]> {
  return Promise.all(texts.flatMap(splitDocuments).map(async (text) => {
    const { apiVersion, kind, metadata: { name, annotations }, spec } = await apply(client, readHead(text).metadata.name!, text, '&dryRun=All');
    for (const version of spec.versions) {
      version.additionalPrinterColumns = [{ name: 'Mark', type: 'string', jsonPath: '.metadata.name', description: mark }];
    }
    const marked = JSON.stringify({ apiVersion, kind, metadata: { name, annotations }, spec });
    const definition = toDefinition(await apply(client, name, marked));
    await Promise.all(definition.endpoints.map((endpoint) => waitUntil(`${endpoint} serves ${mark}`, TIMEOUT_MS, async () =>
      await carriesMark(client, endpoint, mark) && isDiscovered(client, endpoint))));
    return definition;
  }));
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

/** Creates or replaces a definition; JSON is YAML too. */
function apply(client: ApiClient, name: string, text: string, options = ''): Promise<any> {
  return client.expect({
    method: 'PATCH',
    path: `${DEFINITIONS}/${name}?fieldManager=oracle&force=true${options}`,
    contentType: 'application/apply-patch+yaml',
    body: text,
  });
}

function toDefinition({ metadata, spec }: any): Definition {
  const served = (spec.versions as { name: string; served: boolean }[]).filter((version) => version.served);
  return { name: metadata.name, endpoints: served.map((version) => `/apis/${spec.group}/${version.name}/${spec.names.plural}`) };
}

async function carriesMark(client: ApiClient, endpoint: string, mark: string): Promise<boolean> {
  const { status, body } = await client.send({
    method: 'GET',
    path: `${endpoint}?limit=1`,
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  });
  return status === 200 && body.columnDefinitions.some((column: { description: string }) => column.description === mark);
}

/** Whether the endpoint answers, and the list of resources, which follows it by a moment, names it. */
async function isDiscovered(client: ApiClient, endpoint: string): Promise<boolean> {
  await client.expect({ method: 'GET', path: `${endpoint}?limit=1` });
  const slash = endpoint.lastIndexOf('/');
  const { resources } = await client.expect({ method: 'GET', path: endpoint.slice(0, slash) });
  return resources.some((resource: { name: string }) => resource.name === endpoint.slice(slash + 1));
}
