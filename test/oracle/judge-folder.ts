/**
 * Puts a folder of manifests before all judges: the one call that a test of emitted files needs.
 *
 * A judge that is not on this machine is a loud skip; whatever any other judge refuses is a disagreement.
 */

import { dirname, join } from 'node:path';
import { ApiServer } from './api-server';
import { dataSkipReason } from './conformance-data';
import { describe, isKustomization, readDocuments, readFolder, yamlFiles } from './documents';
import { analyze, validate } from './istioctl';
import { Build, kubectlKustomize, kustomizeBuild } from './kustomize';
import { skipReason } from './tools';

export interface Disagreement {
  readonly tool: string;
  /** The path relative to the folder that was judged; a folder where the tool judges folders. */
  readonly file: string;
  readonly message: string;
}

export interface JudgeFolderOptions {
  /**
   * A running server, with the Istio minor that the folder is for.
   *
   * @default - one is started and stopped for this folder alone, which takes ten seconds
   */
  readonly server?: ApiServer;

  /**
   * Files outside the folder that `istioctl analyze` may know of: services that others deploy.
   *
   * @default - none
   */
  readonly known?: readonly string[];
}

/** One of the real systems, as a judge of folders. */
export interface FolderJudge {
  readonly tool: string;
  /** Why this judge cannot sit on this machine; undefined when it can. */
  skipReason(): string | undefined;
  judge(folder: string, options: JudgeFolderOptions): Promise<Disagreement[]>;
}

/** What Istio says of every EnvoyFilter, whatever is in it (see docs/agreement.md). */
const STANDING_WARNING = /EnvoyFilter exposes internal implementation details that may change at any time\. Prefer other APIs if possible/;

export const FOLDER_JUDGES: readonly FolderJudge[] = [
  {
    tool: 'kube-apiserver',
    skipReason: () => skipReason('etcd', 'kube-apiserver') ?? dataSkipReason(),
    judge: judgeByApiServer,
  },
  {
    tool: 'istioctl validate',
    skipReason: () => skipReason('istioctl'),
    judge: async (folder) => validate(folder)
      .filter(({ message }) => !STANDING_WARNING.test(message))
      .map(({ level, file, message }) => ({ tool: 'istioctl validate', file, message: `${level}: ${message}` })),
  },
  {
    tool: 'istioctl analyze',
    skipReason: () => skipReason('istioctl'),
    judge: async (folder, { known }) => analyze(folder, known)
      .filter(({ message }) => !STANDING_WARNING.test(message))
      .map(({ code, level, file, message }) => ({ tool: 'istioctl analyze', file, message: `${level} ${code}: ${message}` })),
  },
  {
    tool: 'kustomize',
    skipReason: () => skipReason('kustomize'),
    judge: async (folder) => judgeBuilds('kustomize', folder, kustomizeBuild),
  },
  {
    tool: 'kubectl kustomize',
    skipReason: () => skipReason('kubectl'),
    judge: async (folder) => judgeBuilds('kubectl kustomize', folder, kubectlKustomize),
  },
];

/** Everything that any judge of this machine refuses in a folder; empty where all agree. */
export async function judgeFolder(folder: string, options: JudgeFolderOptions = {}): Promise<Disagreement[]> {
  const disagreements: Disagreement[] = [];
  for (const judge of FOLDER_JUDGES) {
    const reason = judge.skipReason();
    if (reason) {
      console.warn(`SKIPPED ${judge.tool} on ${folder}: ${reason}`);
    } else {
      disagreements.push(...await judge.judge(folder, options));
    }
  }
  return disagreements;
}

async function judgeByApiServer(folder: string, options: JudgeFolderOptions): Promise<Disagreement[]> {
  const server = options.server ?? await ApiServer.start();
  try {
    const documents = readFolder(folder);
    const verdicts = await server.judge(documents);
    return documents.flatMap(({ file, object }, index) => verdicts[index].accepted
      ? []
      : [{ tool: 'kube-apiserver', file, message: `${describe(object)}: ${verdicts[index].message}` }]);
  } finally {
    if (!options.server) {
      await server.stop();
    }
  }
}

/** A kustomization that builds but leaves a file out is as wrong as one that does not build: the file is never applied. */
function judgeBuilds(tool: string, folder: string, build: (folder: string) => Build): Disagreement[] {
  return topKustomizations(folder).flatMap((top) => {
    const { text, error } = build(join(folder, top));
    if (text === undefined) {
      return [{ tool, file: top, message: error }];
    }
    const built = new Set(readDocuments(text).map(({ object }) => describe(object)));
    return readFolder(join(folder, top))
      .filter(({ object }) => !built.has(describe(object)))
      .map(({ file, object }) => ({ tool, file: join(top, file), message: `${describe(object)} is not in the build` }));
  });
}

/** The folders with a kustomization that have none above them: what is inside is the concern of the one on top. */
function topKustomizations(folder: string): string[] {
  const folders = new Set(yamlFiles(folder).filter(isKustomization).map((file) => dirname(file)));
  return [...folders].filter((candidate) => !ancestors(candidate).some((ancestor) => folders.has(ancestor)));
}

/** `a/b` is inside `a` and `.`. */
function ancestors(path: string): string[] {
  return path === '.' ? [] : [dirname(path), ...ancestors(dirname(path))];
}
