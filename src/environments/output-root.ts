import { isAbsolute, normalize } from 'node:path';

/** The output root where the program names none: what `cdk8s synth` says, else `dist`. */
export function defaultOutdir(): string {
  return process.env.CDK8S_OUTDIR || 'dist';
}

/**
 * The output root as paths in the repository name it. What `CDK8S_OUTDIR` says never gets into emitted bytes: it may be a
 * folder of this machine.
 */
export function pathInRepository(outdir: string | undefined): string {
  if (outdir === undefined || isAbsolute(outdir)) {
    return 'dist';
  }
  const path = normalize(outdir).replace(/\\/g, '/').replace(/\/+$/, '');
  return path.startsWith('../') || path === '..' ? 'dist' : path;
}
