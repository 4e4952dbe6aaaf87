/** Which names of the API programs have reached, and where those are that none has reached yet. */
export class Coverage {
  private readonly reached = new Set<string>();

  /** `all` are the names that can be reached. */
  constructor(private readonly all: ReadonlySet<string>) {}

  /** Takes note of what a legal program uses. */
  public add(names: readonly string[]): void {
    names.forEach(name => this.reached.add(name));
  }

  /** Names that no program has used, in the order of the API. */
  public get missing(): string[] {
    return [...this.all].filter(name => !this.reached.has(name));
  }

  /** How many names of a group are reached, and how many there are. */
  public count(isOfGroup: (name: string) => boolean): { readonly reached: number; readonly all: number } {
    const group = [...this.all].filter(isOfGroup);
    return { reached: group.filter(name => this.reached.has(name)).length, all: group.length };
  }

  /** Something to ask again and again whether any of these names is missing still; it costs next to nothing. */
  public watch(names: Iterable<string>): () => boolean {
    const open = [...names].filter(name => this.all.has(name));
    return () => {
      while (open.length > 0 && this.reached.has(open[open.length - 1])) {
        open.pop();
      }
      return open.length > 0;
    };
  }
}
