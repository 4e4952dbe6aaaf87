/** The mesh of an example, as the lab wants it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PatternExample } from '../../support/stories';
import { readDocuments, readFolder } from '../documents';
import { LabMesh } from './lab';

/** Reads the folder of an example's environment, and what is known beside it. */
export function meshOf({ name, folder, story }: PatternExample): LabMesh {
  const dist = join(folder, 'dist');
  const environments = readdirSync(dist).filter((entry) => !entry.startsWith('_'));
  const environment = story.environment ?? (environments.length === 1 ? environments[0] : 'production');
  if (!environments.includes(environment)) {
    throw new Error(`${name} has no environment ${environment}; there are ${environments.join(', ')}`);
  }
  const known = join(dist, '_known', `${environment}.yaml`);
  const documents = [...readFolder(join(dist, environment)), ...existsSync(known) ? readDocuments(readFileSync(known, 'utf8')) : []];
  return { documents: documents.map(({ text }) => text), meshConfig: story.meshConfig };
}
