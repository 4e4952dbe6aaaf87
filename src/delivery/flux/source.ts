import { gitSource, GitSourceProps } from './git-source';
import { ociSource, OciSourceProps } from './oci-source';
import { SourceDefinition } from './source-definition';

/** Where Flux gets the folder of an environment from. One object of it is emitted per environment and cluster. */
export class Source {
  /**
   * A Git repository: a `GitRepository` (`source.toolkit.fluxcd.io/v1`) that checks out only the environment's folder.
   *
   * Throws when the address carries credentials or has a form that Flux refuses (MESH0001), or when two props exclude each other (MESH0002).
   */
  public static git(props: GitSourceProps): Source {
    return new Source(gitSource(props));
  }

  /**
   * An artifact in a registry: an `OCIRepository` (`source.toolkit.fluxcd.io/v1`).
   *
   * Throws when the address is none (MESH0001), and when no signature is demanded without a reason (MESH0021).
   */
  public static oci(props: OciSourceProps): Source {
    return new Source(ociSource(props));
  }

  private constructor(private readonly definition: SourceDefinition) {}

  /** @internal */
  public get _definition(): SourceDefinition {
    return this.definition;
  }
}
