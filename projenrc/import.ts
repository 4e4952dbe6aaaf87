/**
 * `npx projen import [file ...]`: regenerates what comes from upstream. Each file is Istio's `crd-all.gen.yaml` of one
 * release, named after it (`istio-1.30.3.yaml`); minors without a file are read from the address in imports/upstream.json.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readCrds } from './import-crd';
import { FactTables } from './import-facts';
import { l1Text } from './import-l1';
import { ISTIO_MINORS, LATEST_MINOR } from '../src/schema/istio-version';

/** A release whose CRDs the code is generated from. */
export interface Release {
  readonly version: string;
  readonly text: string;
}

interface Upstream {
  readonly istio: { readonly minor: string; readonly version: string; readonly url: string; readonly sha256: string }[];
}

const ROOT = join(__dirname, '..');
const UPSTREAM = 'imports/upstream.json';

/** Every generated file: its path in the repository and its text. Reads and writes nothing. */
export function generate(releases: readonly Release[]): Map<string, string> {
  const files = new Map<string, string>();
  const tables = new FactTables();
  const upstream: Upstream = { istio: [] };
  for (const minor of [...ISTIO_MINORS].reverse()) {
    const release = releases.find(({ version }) => version.startsWith(`${minor}.`));
    if (!release) {
      throw new Error(`No CRDs of Istio ${minor}: give the file istio-${minor}.<patch>.yaml.`);
    }
    const crds = readCrds(release.text);
    tables.add(minor, crds);
    files.set(`src/schema/facts-${minor}.gen.ts`, tables.text(minor));
    upstream.istio.unshift({
      minor, version: release.version, url: addressOf(release.version), sha256: createHash('sha256').update(release.text).digest('hex'),
    });
    if (minor === LATEST_MINOR) {
      files.set('imports/istio.ts', l1Text(crds));
    }
  }
  files.set(UPSTREAM, `${JSON.stringify(upstream, undefined, 2)}\n`);
  return files;
}

/** A release from a file; its name says which. */
export function readRelease(file: string): Release {
  const version = /(\d+\.\d+\.\d+(?:-[0-9a-z.]+?)?)\.ya?ml$/.exec(basename(file))?.[1];
  if (!version) {
    throw new Error(`The name of ${file} does not say a release: name it istio-<version>.yaml.`);
  }
  return { version, text: readFileSync(file, 'utf8') };
}

function addressOf(version: string): string {
  return `https://raw.githubusercontent.com/istio/istio/${version}/manifests/charts/base/files/crd-all.gen.yaml`;
}

async function download(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}: give the CRD file as an argument.`);
  }
  return response.text();
}

async function main(files: string[]): Promise<void> {
  const releases = files.map(readRelease);
  const missing = ISTIO_MINORS.filter(minor => !releases.some(({ version }) => version.startsWith(`${minor}.`)));
  if (missing.length > 0) {
    const pinned: Upstream = JSON.parse(readFileSync(join(ROOT, UPSTREAM), 'utf8'));
    for (const { version, url } of pinned.istio.filter(({ minor }) => (missing as string[]).includes(minor))) {
      releases.push({ version, text: await download(url) });
    }
  }
  for (const [path, text] of generate(releases)) {
    writeFileSync(join(ROOT, path), text);
    console.log(`wrote ${path}`);
  }
}

if (require.main === module) {
  main(process.argv.slice(2)).catch(error => {
    console.error(String(error instanceof Error ? error.message : error));
    process.exitCode = 1;
  });
}
