import { GitReference } from './git-reference';
import { KustomizationsProps } from './kustomizations-props';
import { Source } from './source';
import { SourceDefinition } from './source-definition';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { nearestName } from '../../kernel/nearest';

/** The source of each environment, checked as far as it can be without environments. */
export class EnvironmentSources {
  private readonly standard?: Source;
  private readonly own: Readonly<Record<string, Source>>;

  constructor({ repository, source, sources = {} }: KustomizationsProps, private readonly where: string) {
    if (repository !== undefined && source !== undefined) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'Both repository and source say where the folders are fetched from.',
        where,
        fix: 'Leave out one of the two.',
      });
    }
    this.own = sources;
    this.standard = repository === undefined ? source : Source.git({
      url: repository.url, reference: GitReference.branch(repository.branch ?? 'main'), secretRef: repository.secretRef,
    });
    if (this.standard === undefined && Object.keys(sources).length === 0) {
      this.failWithout('');
    }
  }

  /** Address of the Git repository, where there is one and no other. */
  public get repositoryUrl(): string | undefined {
    const sources = [this.standard, ...Object.values(this.own)];
    const urls = new Set(sources.map(source => source?._definition.repositoryUrl).filter(url => url !== undefined));
    return urls.size === 1 ? [...urls][0] : undefined;
  }

  /** Names of the environments with a source of their own. */
  public get environments(): string[] {
    return Object.keys(this.own);
  }

  /** The source of an environment. */
  public of(environment: string): SourceDefinition {
    const source = Object.prototype.hasOwnProperty.call(this.own, environment) ? this.own[environment] : this.standard;
    return source?._definition ?? this.failWithout(` for environment ${environment}`);
  }

  private failWithout(which: string): never {
    return fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `There is no source${which}.`,
      where: this.where,
      fix: "Give repository ({ url: 'https://…' }), source (flux.Source.oci(…)), or the environment's own in sources.",
    });
  }
}

/** Fails when something is said of an environment that is not there: it would silently do nothing. */
export function checkEnvironmentKeys(keys: readonly string[], environments: ReadonlySet<string>, where: string): void {
  const unknown = keys.find(key => !environments.has(key));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, environments);
    fail({
      code: CODES.UNKNOWN_MEMBER,
      what: `There is no environment ${JSON.stringify(unknown)}.`,
      where,
      fix: nearest === undefined ? `Environments are: ${[...environments].join(', ') || 'none'}.` : `Did you mean ${JSON.stringify(nearest)}?`,
    });
  }
}
