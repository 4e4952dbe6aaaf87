import { ReleaseVersion } from './release-props';
import { IDestination } from '../networking/destination';

/** The two versions of one service of which one gets copies only. */
export interface ShadowVersions {
  /** The version that serves users. */
  readonly live: ReleaseVersion;
  /** The version that gets the copies, and no request of a user. */
  readonly shadow: ReleaseVersion;
}

/** Who gets the copies of a mirrored release. */
export class MirrorTarget {
  /** Another version of the same service. Users reach the live version only. */
  public static version(versions: ShadowVersions): MirrorTarget {
    return new MirrorTarget(versions, undefined);
  }

  /**
   * Another service, one of its ports or its subsets.
   * @param destination not the service that is mirrored (MESH0002)
   */
  public static service(destination: IDestination): MirrorTarget {
    return new MirrorTarget(undefined, destination);
  }

  private constructor(
    /** @internal */
    public readonly _versions: ShadowVersions | undefined,
    /** @internal */
    public readonly _destination: IDestination | undefined,
  ) {}
}
