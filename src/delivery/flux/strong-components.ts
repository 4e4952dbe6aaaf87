/**
 * The strongly connected components of a graph (Tarjan): two nodes have one number when each can be reached from the other. Linear, and
 * without recursion, because a chain may be as long as there are nodes. What leads out of the nodes is left out.
 */
export function strongComponents(nodes: readonly string[], successorsOf: (node: string) => readonly string[]): Map<string, number> {
  const known = new Set(nodes);
  const found = new Map<string, number>();
  const lowest = new Map<string, number>();
  const component = new Map<string, number>();
  const open: string[] = [];
  const path: { readonly node: string; readonly successors: Iterator<string> }[] = [];
  const enter = (node: string): void => {
    found.set(node, found.size);
    lowest.set(node, found.get(node)!);
    open.push(node);
    path.push({ node, successors: successorsOf(node)[Symbol.iterator]() });
  };
  for (const start of nodes) {
    if (!found.has(start)) {
      enter(start);
    }
    while (path.length > 0) {
      const { node, successors } = path[path.length - 1];
      const { done, value: next } = successors.next();
      if (done) {
        path.pop();
        leave(node, path[path.length - 1]?.node);
      } else if (known.has(next) && !found.has(next)) {
        enter(next);
      } else if (known.has(next) && !component.has(next)) {
        lowest.set(node, Math.min(lowest.get(node)!, found.get(next)!));
      }
    }
  }
  return component;

  function leave(node: string, parent: string | undefined): void {
    if (parent !== undefined) {
      lowest.set(parent, Math.min(lowest.get(parent)!, lowest.get(node)!));
    }
    if (lowest.get(node) === found.get(node)) {
      const number = component.size;
      for (let member = ''; member !== node;) {
        member = open.pop()!;
        component.set(member, number);
      }
    }
  }
}
