import { MethodCall, Plan } from './plan';

/** Maps whose entries are lists in YAML, in the order of the program. */
const LISTS = new Set(['subsets', 'environmentVariables', 'httpHeaders']);

/** The same plan with the props of all structs and the entries of all maps in reverse order, which must not matter. */
export function reversed(plan: Plan): Plan {
  switch (plan.kind) {
    case 'list': return { ...plan, items: plan.items.map(reversed) };
    case 'map': return { ...plan, entries: plan.entries.map(([key, value]) => [key, reversed(value)] as const).reverse() };
    case 'struct': return { ...plan, props: Object.fromEntries(Object.entries(plan.props).map(([name, value]) => [name, LISTS.has(name) ? value : reversed(value)]).reverse()) };
    case 'call': return { ...plan, args: plan.args.map(reversed) };
    case 'method': return { ...plan, on: reversed(plan.on), args: plan.args.map(reversed) };
    case 'new': return { ...plan, args: plan.args.map(reversed), then: plan.then.map(reversedCall) };
    default: return plan;
  }
}

function reversedCall(call: MethodCall): MethodCall {
  return { ...call, args: call.args.map(reversed), ...call.then && { then: call.then.map(reversedCall) } };
}
