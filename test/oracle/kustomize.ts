/** What both kustomizes build out of a folder: the stand-alone program, and the one inside kubectl. */

import { CommandResult, runTool } from './command';

/** The documents that were built, as text, or the program's own words why not. */
export type Build = { readonly text: string; readonly error?: undefined } | { readonly text?: undefined; readonly error: string };

/** The kustomize that Flux and Argo CD run. */
export function kustomizeBuild(folder: string): Build {
  return toBuild(runTool('kustomize', ['build', folder]));
}

/** The kustomize that `kubectl apply -k` runs. */
export function kubectlKustomize(folder: string): Build {
  return toBuild(runTool('kubectl', ['kustomize', folder]));
}

function toBuild({ status, stdout, stderr }: CommandResult): Build {
  return status === 0 ? { text: stdout } : { error: stderr.trim() };
}
