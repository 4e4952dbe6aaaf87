/** An object that the owner of a release writes at run time, in the namespace of the service. */
export interface OwnedObject {
  /** Kind, `VirtualService`. */
  readonly kind: string;
  /** Its `metadata.name`. */
  readonly name: string;
}

/** What an owner writes that makes routes and versions itself, in the namespace of the service. */
export interface OwnerObjects {
  /** Name of the VirtualService without hosts that holds the weighted route. */
  readonly delegateName: string;
  /** Name of the Service of the version that serves users. */
  readonly stableService: string;
  /** Name of the Service of the version under test. It may have no workload while nothing is released. */
  readonly canaryService: string;
  /**
   * All objects that the owner writes. A program that emits one of them as well is refused at synth (MESH0408).
   * @default - none that a program could emit by mistake
   */
  readonly objects?: OwnedObject[];
}

/** What an owner claims of the weights of a release, and so what of the release is emitted for it. */
export class WeightsClaim {
  /** Nothing: the weights are in the routes, as the program says, and only a commit moves them. Rule, subsets and routes are emitted. */
  public static inRoutes(): WeightsClaim {
    return new WeightsClaim(false, undefined);
  }

  /**
   * The weights of a VirtualService that holds nothing else, `<service>-weights`: it is emitted with 100 and 0 and changed by the owner. A rule
   * with exactly two subsets is emitted too, which select what the service selects and whose labels the owner completes. The routes delegate.
   */
  public static inDelegate(): WeightsClaim {
    return new WeightsClaim(true, undefined);
  }

  /** Weighted route, rules and versions: the owner writes them, and only the routes that delegate to it are emitted. */
  public static writtenByOwner(objects: OwnerObjects): WeightsClaim {
    return new WeightsClaim(true, objects);
  }

  private constructor(
    /** Whether the owner moves the weights at run time. */
    public readonly movesWeights: boolean,
    /**
     * What the owner writes itself.
     * @internal
     */
    public readonly _written: OwnerObjects | undefined,
  ) {}
}
