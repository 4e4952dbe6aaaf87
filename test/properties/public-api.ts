import { Assembly, Member, Type, TypeReference } from '../../projenrc/assembly';

/** The prefix of our names in an assembly. */
export const PACKAGE = 'cdk8s-istio.';

/** Constructs that are no part of a mesh: roots, and services, which every program has anyway. */
const NO_STATEMENT = new Set(['Environment', 'MeshService', 'IstioObject', 'VirtualServiceBase']);

/** Handles of services and gateways come from the surroundings of a statement. */
const HANDLES = new Set(['IMeshService', 'MeshService', 'IGateway']);

/** What programs can be made of: questions to the types that jsii knows. */
export class PublicApi {
  private readonly closures = new Map<string, ReadonlySet<string>>();

  constructor(private readonly assembly: Assembly) {}

  /** Classes that a statement can make. */
  public statements(): Type[] {
    return this.types().filter(type => this.isConstruct(type) && !NO_STATEMENT.has(type.name));
  }

  /** A type of ours; undefined for one of another package. */
  public type(fqn: string): Type | undefined {
    return this.assembly.types[fqn];
  }

  /** Methods that change a service that is there. */
  public connections(): Member[] {
    return [...this.assembly.types[`${PACKAGE}Connections`]?.methods ?? []];
  }

  /** Every name that programs can use: `Type.member` of factories, constants and props that are reachable from statements. */
  public names(): Set<string> {
    return new Set([...this.statements().flatMap(type => [...this.namesOf({ fqn: type.fqn })]),
      ...this.connections().flatMap(method => this.namesOfMember('Connections', method))]);
  }

  /** The name of a member, and all names that its parameters or its value can use. */
  public namesOfMember(owner: string, { name, parameters = [], type }: Member): string[] {
    return [`${owner}.${name}`, ...[...parameters.map(each => each.type), ...type ? [type] : []].flatMap(each => [...this.namesOf(each)])];
  }

  /** All names that a value of a type can use. */
  public namesOf(reference: TypeReference): ReadonlySet<string> {
    if (reference.collection) {
      return this.namesOf(reference.collection.elementtype);
    }
    const fqn = reference.fqn ?? '';
    if (!this.closures.has(fqn)) {
      const names = new Set<string>();
      this.visit(fqn, names, new Set());
      this.closures.set(fqn, names);
    }
    return this.closures.get(fqn)!;
  }

  private visit(fqn: string, names: Set<string>, seen: Set<string>): void {
    const type = this.assembly.types[fqn];
    if (!type || seen.has(fqn) || HANDLES.has(type.name)) {
      return;
    }
    seen.add(fqn);
    const reference = ({ fqn: other, collection }: TypeReference): void =>
      other ? this.visit(other, names, seen) : collection && reference(collection.elementtype);
    const member = (owner: Type, { name, parameters = [], type: value }: Member): void => {
      names.add(`${nameOf(owner)}.${name}`);
      [...parameters.map(each => each.type), ...value ? [value] : []].forEach(reference);
    };
    if (type.kind === 'enum') {
      type.members!.forEach(each => member(type, each));
    } else if (type.datatype) {
      this.propsOf(type).forEach(each => member(type, each));
    } else if (type.kind === 'interface') {
      this.implementers(type).forEach(each => this.visit(each.fqn, names, seen));
      this.foreignMakersOf(type).forEach(([owner, factory]) => member(owner, factory));
    } else {
      this.constants(type).forEach(each => member(type, each));
      this.factories(type).forEach(each => member(type, each));
      if (type.initializer && !type.abstract) {
        names.add(nameOf(type));
        type.initializer.parameters?.forEach(each => reference(each.type));
        this.adders(type).forEach(each => {
          member(type, each);
          each.returns && reference(each.returns.type);
        });
      }
    }
  }

  /** Types of Istio. Those of the namespaces (generated L1, delivery engines) need what only a fleet or an engine knows. */
  private types(): Type[] {
    return Object.values(this.assembly.types).filter(type => type.namespace === undefined);
  }

  /** Methods of constructs that return this type, where the type cannot be made otherwise. */
  public producersOf(type: Type): [Type, Member][] {
    if (type.initializer || this.factories(type).length > 0 || this.constants(type).length > 0) {
      return [];
    }
    return this.types().filter(each => each.initializer && this.isConstruct(each) && !each.abstract)
      .flatMap(each => (each.methods ?? [])
        .filter(method => !method.static && method.returns?.type.fqn === type.fqn)
        .map(method => [each, method] as [Type, Member]));
  }

  public implementers(type: Type): Type[] {
    return this.types().filter(each => each.kind === 'class' && !NO_STATEMENT.has(each.name) && this.ancestors(each).has(type.fqn));
  }

  private ancestors(type: Type): Set<string> {
    const all = new Set<string>();
    const walk = (fqn: string) => {
      all.add(fqn);
      const next = this.assembly.types[fqn];
      [...next?.interfaces ?? [], ...next?.base ? [next.base] : []].forEach(walk);
    };
    walk(type.fqn);
    return all;
  }

  private isConstruct(type: Type): boolean {
    return type.kind === 'class' && [...this.ancestors(type)].some(fqn => fqn === 'constructs.Construct' || fqn === 'cdk8s.ApiObject' || fqn === 'cdk8s.Chart');
  }

  public factories(type: Type): Member[] {
    const own = new Set([type.fqn, ...this.ancestors(type)]);
    return (type.methods ?? []).filter(method => method.static && own.has(method.returns?.type.fqn ?? ''));
  }

  /** Factories of other classes whose result is no more than the interface. */
  public foreignMakersOf(type: Type): [Type, Member][] {
    return this.types().filter(each => each.kind === 'class' && !each.namespace)
      .flatMap(each => (each.methods ?? []).filter(method => method.static && method.returns?.type.fqn === type.fqn)
        .map(method => [each, method] as [Type, Member]));
  }

  /** The factories whose result is of the type, not of something wider. */
  public makersOf(type: Type): Member[] {
    return this.factories(type).filter(({ returns }) => returns!.type.fqn === type.fqn);
  }

  public constants(type: Type): Member[] {
    return (type.properties ?? []).filter(property => property.static && property.type?.fqn === type.fqn);
  }

  public adders(type: Type): Member[] {
    return (type.methods ?? []).filter(method => !method.static && /^(add|enrol|contribute)/.test(method.name) && method.name !== 'addJsonPatch');
  }

  public propsOf(type: Type): Member[] {
    const inherited = (type.interfaces ?? []).flatMap(fqn => this.assembly.types[fqn] ? this.propsOf(this.assembly.types[fqn]) : []);
    return [...inherited, ...type.properties ?? []];
  }
}

/** The name by which the library exports a type. */
export function nameOf(type: Type): string {
  return type.namespace ? `${type.namespace}.${type.name}` : type.name;
}

