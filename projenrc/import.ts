/**
 * `npx projen import [file ...]`: regenerates what comes from upstream. Each file is Istio's `crd-all.gen.yaml` of one
 * release, named after it (`istio-1.30.3.yaml`); minors of imports/upstream.json without a file are read from the address
 * there. The file of a minor that is not there yet adds it.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readCrds } from './import-crd';
import { FactTables } from './import-facts';
import { l1Text } from './import-l1';
import { inOrder, istioVersionText, minorOf, minorsText } from './import-minors';

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
  const minors = inOrder(releases.map(({ version }) => minorOf(version)));
  for (const minor of [...minors].reverse()) {
    const [release, ...others] = releases.filter(({ version }) => minorOf(version) === minor);
    if (others.length > 0) {
      throw new Error(`Two releases of Istio ${minor}: ${release.version} and ${others[0].version}. Give one file per minor.`);
    }
    const crds = readCrds(release.text);
    tables.add(minor, crds);
    files.set(`src/schema/facts-${minor}.gen.ts`, tables.text(minor));
    upstream.istio.unshift({
      minor, version: release.version, url: addressOf(release.version), sha256: createHash('sha256').update(release.text).digest('hex'),
    });
    if (minor === minors[minors.length - 1]) {
      files.set('imports/istio.ts', l1Text(crds));
    }
  }
  files.set('src/schema/minors.gen.ts', minorsText(minors));
  files.set('src/environments/istio-version.gen.ts', istioVersionText(minors));
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
  const given = new Set(releases.map(({ version }) => minorOf(version)));
  const pinned: Upstream = JSON.parse(readFileSync(join(ROOT, UPSTREAM), 'utf8'));
  for (const { version, url } of pinned.istio.filter(({ minor }) => !given.has(minor))) {
    releases.push({ version, text: await download(url) });
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
