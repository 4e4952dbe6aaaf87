/**
 * Who moves the weights of a release at run time. The owner decides what is emitted and what Git must not overwrite.
 */
export class TrafficOwner {
  /** Git: the weights are what the program says, and change by a commit. */
  public static git(): TrafficOwner {
    return new TrafficOwner('git');
  }

  private constructor(
    /** Name of the owner: `git`. */
    public readonly ownerName: string,
  ) {}
}
