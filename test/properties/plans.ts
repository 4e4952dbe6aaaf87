import * as fc from 'fast-check';
import { Coverage } from './coverage';
import { inTurn, sometimes, Way } from './in-turn';
import { onlyLegal } from './legal';
import { MethodCall, Plan } from './plan';
import { nameOf, PACKAGE, PublicApi } from './public-api';
import { adjustEvery, SHAPES, WITHIN } from './shapes';
import { ANY, keyFor, mapTextFor, MILLIS, numberFor, textFor } from './values';
import { Member, Type, TypeReference } from '../../projenrc/assembly';

/** Generates plans for everything that is public, from the types that jsii knows: what is added to the API is generated without a word. */
export class Plans {
  private readonly memo = new Map<string, fc.Arbitrary<Plan> | undefined>();

  constructor(private readonly api: PublicApi, private readonly coverage: Coverage) {}

  /** One way to make a construct or to change a service each, by `Type` or `Type.method`. */
  public statements(): Map<string, Way<Plan>> {
    const statements = new Map<string, Way<Plan>>();
    for (const type of this.api.statements()) {
      for (const [name, plan] of this.makers(type)) {
        statements.set(name, { arbitrary: plan, lacks: this.coverage.watch(this.api.namesOf({ fqn: type.fqn })) });
      }
    }
    for (const method of this.api.connections()) {
      const args = this.args('Connections', method);
      if (args) {
        const arbitrary = fc.tuple(fc.nat({ max: 2 }), args).map(([index, plans]): Plan => ({
          kind: 'method', on: { kind: 'connections', index }, type: 'Connections', method: method.name, args: plans,
        }));
        statements.set(`Connections.${method.name}`, { arbitrary, lacks: this.lacksOf('Connections', method) });
      }
    }
    return statements;
  }

  private lacksOf(owner: string, member: Member): () => boolean {
    return this.coverage.watch(this.api.namesOfMember(owner, member));
  }

  private *makers(type: Type): Generator<[string, fc.Arbitrary<Plan>]> {
    const made = this.newPlan(type);
    if (made) {
      yield [nameOf(type), made];
    }
    for (const factory of this.api.factories(type)) {
      const args = this.args(nameOf(type), factory);
      if (args && factory.parameters?.[0]?.type.fqn === 'constructs.Construct') {
        yield [`${nameOf(type)}.${factory.name}`, args.map(plans => ({ kind: 'call', type: nameOf(type), method: factory.name, args: plans }))];
      }
    }
  }

  private newPlan(type: Type): fc.Arbitrary<Plan> | undefined {
    if (!type.initializer || type.abstract) {
      return undefined;
    }
    const args = this.args(nameOf(type), { ...type.initializer, name: 'new' });
    return args && fc.tuple(args, this.calls(type)).map(([plans, calls]) => ({ kind: 'new', type: nameOf(type), args: plans, then: calls }));
  }

  /** Calls that add something to what was made, and calls on what they return. */
  private calls(type: Type, depth = 0): fc.Arbitrary<readonly MethodCall[]> {
    const adders = this.api.adders(type).flatMap(adder => {
      const args = this.args(nameOf(type), adder);
      const returned = this.api.type(adder.returns?.type.fqn ?? '');
      const then = returned?.kind === 'class' && depth < 2 ? this.calls(returned, depth + 1) : fc.constant([]);
      const arbitrary = args && fc.tuple(args, then).map(([plans, calls]): MethodCall => ({
        method: adder.name, args: plans, ...calls.length > 0 && { returns: nameOf(returned!), then: calls },
      }));
      return arbitrary ? [{ arbitrary, lacks: this.lacksOf(nameOf(type), adder) }] : [];
    });
    return adders.length > 0 ? fc.array(inTurn(adders), { minLength: SHAPES[nameOf(type)]?.calls ?? depth, maxLength: 3 }) : fc.constant([]);
  }

  /** Arguments of a call; undefined where one of them cannot be made here. */
  private args(owner: string, member: Member): fc.Arbitrary<readonly Plan[]> | undefined {
    const lists: fc.Arbitrary<readonly Plan[]>[] = [];
    for (const parameter of member.parameters ?? []) {
      const place = `${owner}.${member.name}.${parameter.name}`;
      const value = parameter.name === 'id' && parameter.type.primitive === 'string' ? fc.constant<Plan>({ kind: 'id' }) : this.value(parameter.type, place);
      if (!value) {
        if (parameter.optional) {
          break;
        }
        return undefined;
      }
      const optional = parameter.optional && !SHAPES[parameter.type.fqn?.slice(PACKAGE.length) ?? '']?.needs ? fc.option(value.map(plan => [plan]), { nil: [], freq: 4 }) : value.map(plan => [plan]);
      lists.push(parameter.variadic ? fc.array(value, { minLength: 1, maxLength: 3 }) : optional as fc.Arbitrary<readonly Plan[]>);
    }
    return fc.tuple(...lists).map(all => {
      const given = all.findIndex(each => each.length === 0);
      return (given < 0 ? all : all.slice(0, given)).flat();
    });
  }

  private value(reference: TypeReference, place: string): fc.Arbitrary<Plan> | undefined {
    if (reference.collection) {
      return this.collection(reference.collection, place);
    }
    if (place.endsWith('BudgetOptions.within')) {
      return fc.constant(WITHIN);
    }
    if (reference.fqn) {
      return this.named(reference.fqn);
    }
    switch (reference.primitive) {
      case 'string': return /Props\.namespace$|HostTeamProps\.namespaces$/.test(place) ? OWN_NAMESPACE : textFor(place).map(literal);
      case 'number': return numberFor(place).map(literal);
      case 'boolean': return fc.boolean().map(literal);
      default: return ANY.map(literal);
    }
  }

  private collection({ kind, elementtype }: NonNullable<TypeReference['collection']>, place: string): fc.Arbitrary<Plan> | undefined {
    if (kind === 'array') {
      const element = this.value(elementtype, place);
      return element && fc.array(element, { minLength: 1, maxLength: 2 }).map(items => ({ kind: 'list', items }));
    }
    const value = elementtype.primitive === 'string' ? mapTextFor(place).map(literal) : this.value(elementtype, place);
    return value && fc.uniqueArray(fc.tuple(keyFor(place), value), { minLength: 1, maxLength: 2, selector: ([key]) => key })
      .map(entries => ({ kind: 'map', entries }));
  }

  private named(fqn: string): fc.Arbitrary<Plan> | undefined {
    if (!this.memo.has(fqn)) {
      // A type that needs itself finds nothing here, and leaves the way that needs it out.
      this.memo.set(fqn, undefined);
      const made = this.makeNamed(fqn);
      this.memo.set(fqn, made && onlyLegal(made, SHAPES[fqn.slice(PACKAGE.length)]?.tryIn));
    }
    return this.memo.get(fqn);
  }

  private makeNamed(fqn: string): fc.Arbitrary<Plan> | undefined {
    switch (fqn) {
      case 'constructs.Construct': return fc.constant({ kind: 'scope' });
      case 'cdk8s.Duration': return MILLIS.map(millis => ({ kind: 'duration', millis }));
      case `${PACKAGE}IMeshService`: case `${PACKAGE}MeshService`: return fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 3).map(index => ({ kind: 'service', index }));
      case `${PACKAGE}IDelegateVirtualService`: return oneOf([this.way(fc.constant(DELEGATE), []), ...this.foreign(this.api.type(fqn)!)]);
      case `${PACKAGE}IGateway`: return fc.nat({ max: 2 }).map(index => ({ kind: 'gateway', index }));
    }
    const type = this.api.type(fqn);
    if (!type) {
      return undefined;
    }
    if (type.kind === 'enum') {
      return this.constant(type, type.members!);
    }
    if (type.datatype) {
      return this.struct(type);
    }
    if (type.kind === 'interface' || type.abstract && this.api.factories(type).length + this.api.constants(type).length === 0) {
      return oneOf([
        ...type.name === 'IDestination' ? [this.way(fc.nat({ max: 2 }).map(portOf), [])] : [],
        ...this.foreign(type),
        ...this.api.implementers(type).map(each => this.way(this.named(each.fqn), this.api.namesOf({ fqn: each.fqn }))),
      ]);
    }
    return this.union(type);
  }

  private struct(type: Type): fc.Arbitrary<Plan> | undefined {
    const model: Record<string, fc.Arbitrary<Plan>> = {};
    const { needs = [], oneOf: exclusive = [], together = [], adjust } = SHAPES[nameOf(type)] ?? {};
    for (const prop of this.api.propsOf(type)) {
      const value = this.value(prop.type!, `${nameOf(type)}.${prop.name}`);
      if (value) {
        model[prop.name] = !prop.optional || needs.includes(prop.name) ? value
          : sometimes({ arbitrary: value, lacks: this.lacksOf(nameOf(type), prop) }, ABSENT);
      } else if (!prop.optional) {
        return undefined;
      }
    }
    return fc.tuple(fc.record(model), fc.nat()).map(([record, dice]) => {
      const props = Object.fromEntries(Object.entries(record).filter(([, plan]) => plan !== ABSENT));
      exclusive.forEach(names => keepOne(props, names, dice));
      together.forEach(names => names.some(name => !(name in props)) && names.forEach(name => delete props[name]));
      adjustEvery(props, dice);
      adjust?.(props, dice);
      return { kind: 'struct', type: nameOf(type), props };
    });
  }

  /** A value of a class: its factories and constants, its constructor, and what others make of it. */
  private union(type: Type): fc.Arbitrary<Plan> | undefined {
    const name = nameOf(type);
    const constants = this.api.constants(type);
    return oneOf([
      ...this.api.makersOf(type).map(factory => this.call(type, factory)),
      constants.length > 0 ? this.way(this.constant(type, constants), constants.map(each => `${name}.${each.name}`)) : undefined,
      this.way(this.newPlan(type), [name]),
      ...this.api.producersOf(type).map(([maker, method]) => {
        const [on, args] = [this.newPlan(maker), this.args(nameOf(maker), method)];
        return this.way(on && args && fc.tuple(on, args).map(([made, plans]) => ({
          kind: 'method', on: made, type: nameOf(maker), method: method.name, args: plans,
        })), [`${nameOf(maker)}.${method.name}`]);
      }),
    ]);
  }

  /** What other classes hand out as no more than the interface. */
  private foreign(type: Type): (Way<Plan> | undefined)[] {
    return this.api.foreignMakersOf(type).map(([owner, factory]) => this.call(owner, factory));
  }

  private call(owner: Type, factory: Member): Way<Plan> | undefined {
    const call = this.args(nameOf(owner), factory)?.map((args): Plan => ({ kind: 'call', type: nameOf(owner), method: factory.name, args }));
    return call && { arbitrary: call, lacks: this.lacksOf(nameOf(owner), factory) };
  }

  private constant(type: Type, members: readonly Member[]): fc.Arbitrary<Plan> {
    return inTurn(members.map(({ name }) => ({
      arbitrary: fc.constant<Plan>({ kind: 'constant', type: nameOf(type), member: name }), lacks: this.coverage.watch([`${nameOf(type)}.${name}`]),
    })));
  }

  private way(arbitrary: fc.Arbitrary<Plan> | undefined, names: Iterable<string>): Way<Plan> | undefined {
    return arbitrary && { arbitrary, lacks: this.coverage.watch(names) };
  }
}

/** Objects stay with their services; that a namespace can be another one is seen in the other objects that name one. */
const OWN_NAMESPACE = fc.constant<Plan>({ kind: 'namespace' });

function portOf(index: number): Plan {
  return { kind: 'method', on: { kind: 'service', index }, type: 'IMeshService', method: 'port', args: [literal('http')] };
}

/** Delegates hold routes, and routes name delegates: here the circle ends. */
const DELEGATE: Plan = {
  kind: 'new',
  type: 'DelegateVirtualService',
  then: [],
  args: [{ kind: 'scope' }, { kind: 'id' }, {
    kind: 'struct',
    type: 'DelegateVirtualServiceProps',
    props: {
      http: {
        kind: 'list',
        items: [{
          kind: 'struct',
          type: 'NamedHttpRoute',
          props: {
            name: { kind: 'literal', value: 'all' },
            action: { kind: 'call', type: 'HttpAction', method: 'route', args: [{ kind: 'call', type: 'TrafficSplit', method: 'to', args: [portOf(0)] }] },
          },
        }],
      },
    },
  }],
};

function literal(value: unknown): Plan {
  return { kind: 'literal', value };
}

/** Leaves one of several props that exclude each other. */
function keepOne(props: Record<string, Plan>, names: readonly string[], dice: number): void {
  const there = names.filter(name => name in props);
  there.forEach((name, i) => i !== dice % there.length && delete props[name]);
}

const ABSENT: Plan = { kind: 'literal', value: undefined };

function oneOf(ways: readonly (Way<Plan> | undefined)[]): fc.Arbitrary<Plan> | undefined {
  const possible = ways.filter(way => way !== undefined);
  return possible.length === 0 ? undefined : possible.length === 1 ? possible[0].arbitrary : inTurn(possible);
}
