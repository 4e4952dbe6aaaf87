import { servedSchemas, structureFaults } from './crd-structure';
import { dataSkipReason } from '../oracle/conformance-data';

/** What CRDs of these projects refuse of an object. Without the CRDs, which not every machine has, nothing; it is said once. */
export function crdFaults(...projects: string[]): (object: any) => string[] {
  const reason = dataSkipReason();
  if (reason !== undefined) {
    console.warn(`SKIPPED: the CRDs of ${projects.join(', ')}: ${reason}`);
    return () => [];
  }
  const schemas = new Map(projects.flatMap(project => [...servedSchemas(project)]));
  return object => {
    const schema = schemas.get(`${object.apiVersion}/${object.kind}`);
    return schema ? structureFaults(object, schema) : [`${object.apiVersion}/${object.kind} is not served`];
  };
}
