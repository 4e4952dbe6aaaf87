import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import * as library from '../../src';
import type { IMeshService } from '../../src';

/** A piece of a program as plain data: it can be printed, replayed, shuffled, and sent to another process. */
export type Plan =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'duration'; readonly millis: number }
  | { readonly kind: 'list'; readonly items: readonly Plan[] }
  | { readonly kind: 'struct'; readonly type: string; readonly props: Record<string, Plan> }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Plan])[] }
  | { readonly kind: 'constant'; readonly type: string; readonly member: string }
  | { readonly kind: 'call'; readonly type: string; readonly method: string; readonly args: readonly Plan[] }
  | { readonly kind: 'new'; readonly type: string; readonly args: readonly Plan[]; readonly then: readonly MethodCall[] }
  | { readonly kind: 'method'; readonly on: Plan; readonly type: string; readonly method: string; readonly args: readonly Plan[] }
  | { readonly kind: 'scope' } | { readonly kind: 'id' } | { readonly kind: 'namespace' }
  | { readonly kind: 'service'; readonly index: number }
  | { readonly kind: 'gateway'; readonly index: number }
  | { readonly kind: 'connections'; readonly index: number };

/** A call on what a plan has made, and calls on what that returns. */
export interface MethodCall {
  readonly method: string;
  readonly args: readonly Plan[];
  /** Name of the class that is returned. */
  readonly returns?: string;
  readonly then?: readonly MethodCall[];
}

/** What plans refer to by number, made once per statement. */
export interface Surroundings {
  readonly scope: Construct;
  readonly namespace: string;
  service(index: number): unknown;
  gateway(index: number): unknown;
}

/** Carries out a plan. Names of types are those of the library's exports, with dots for its submodules. */
export function carryOut(plan: Plan, around: Surroundings): unknown {
  let ids = 0;
  const callAll = (made: any, calls: readonly MethodCall[]): void => calls.forEach(({ method, args, then }) => {
    const returned = made[method](...args.map(run));
    callAll(returned, then ?? []);
  });
  const run = (each: Plan): any => {
    switch (each.kind) {
      case 'literal': return each.value;
      case 'duration': return Duration.millis(each.millis);
      case 'list': return each.items.map(run);
      case 'struct': return Object.fromEntries(Object.entries(each.props).map(([name, value]) => [name, run(value)]));
      case 'map': return Object.fromEntries(each.entries.map(([key, value]) => [key, run(value)]));
      case 'constant': return exported(each.type)[each.member];
      case 'call': return exported(each.type)[each.method](...each.args.map(run));
      case 'new': {
        const made = new (exported(each.type))(...each.args.map(run));
        callAll(made, each.then);
        return made;
      }
      case 'method': return run(each.on)[each.method](...each.args.map(run));
      case 'scope': return around.scope;
      case 'namespace': return around.namespace;
      case 'id': return `Part${++ids}`;
      case 'service': return around.service(each.index);
      case 'gateway': return around.gateway(each.index);
      case 'connections': return (around.service(each.index) as IMeshService).connections;
    }
  };
  return run(plan);
}

/** Everything a plan uses: `Type.member` of calls, constants, props and methods. */
export function uses(plan: Plan): string[] {
  const found: string[] = [];
  const walkCalls = (type: string, calls: readonly MethodCall[]): void => calls.forEach(({ method, args, returns, then }) => {
    found.push(`${type}.${method}`);
    args.forEach(walk);
    walkCalls(returns ?? '', then ?? []);
  });
  const walk = (each: Plan): void => {
    switch (each.kind) {
      case 'list': each.items.forEach(walk); break;
      case 'map': each.entries.forEach(([, value]) => walk(value)); break;
      case 'struct':
        Object.entries(each.props).forEach(([name, value]) => {
          found.push(`${each.type}.${name}`);
          walk(value);
        });
        break;
      case 'constant': found.push(`${each.type}.${each.member}`); break;
      case 'call': found.push(`${each.type}.${each.method}`); each.args.forEach(walk); break;
      case 'method': found.push(`${each.type}.${each.method}`); walk(each.on); each.args.forEach(walk); break;
      case 'new':
        found.push(each.type);
        each.args.forEach(walk);
        walkCalls(each.type, each.then);
        break;
    }
  };
  walk(plan);
  return found;
}

function exported(type: string): any {
  return type.split('.').reduce((place: any, name) => place[name], library);
}
