import { Files } from './files';
import type { CheckedEnvironment } from './synthesis';

/** File in which plugins of `cdk8s-cli` look up construct paths. */
const FILE = 'construct-metadata.json';

/**
 * Adds one metadata file for all environments at the output root, when `cdk8s synth` asks for it. The stock file knows
 * resources by name only, which mixes up same-named kinds and environments: a bare name is listed where it is one construct in
 * all environments, and every object under `<environment>/<namespace>/<kind>.<group>/<name>`.
 */
export function addConstructMetadata(files: Files, environments: readonly CheckedEnvironment[]): void {
  if (process.env.CDK8S_RECORD_CONSTRUCT_METADATA !== 'true') {
    return;
  }
  const bare = new Map<string, string | undefined>();
  const qualified: [string, string][] = [];
  for (const { environment, placed } of environments) {
    for (const { manifest: { object, group, origin } } of placed) {
      const { name, namespace } = object.metadata;
      const path = origin.constructPath;
      bare.set(name, !bare.has(name) || bare.get(name) === path ? path : undefined);
      const kind = group === '' ? object.kind : `${object.kind}.${group}`;
      qualified.push([[environment.environmentName, namespace ?? '_cluster', kind, name].join('/'), path]);
    }
  }
  const resources = [...bare, ...qualified].filter(([, path]) => path !== undefined).map(([name, path]) => [name, { path }]);
  files.set(FILE, `${JSON.stringify({ version: '1.0.0', resources: Object.fromEntries(resources) }, undefined, 2)}\n`);
}
