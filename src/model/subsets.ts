import { HostRegistry } from './host-registry';
import { compareSpecificity, isHostSubset, isWildcard } from './hosts';
import { Manifest, namespaceOf } from './manifest';
import { Labels, labelsOf, listOf, mapOf, textOf } from './reading';
import { Visibility } from './visibility';

/** A subset as a DestinationRule declares it. */
export interface Subset {
  readonly name: string;
  readonly labels?: Labels;
  /** Place in the rule's list. */
  readonly index: number;
}

/** A DestinationRule as the mesh reads it. */
export interface DestinationRule {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly name: string;
  /** The host as written. */
  readonly written: string;
  /** The full host. */
  readonly host: string;
  readonly subsets: readonly Subset[];
  readonly visibility: Visibility;
}

/** Reads a DestinationRule; undefined when it names no host. */
export function readDestinationRule(manifest: Manifest, registry: HostRegistry): DestinationRule | undefined {
  const spec = mapOf(manifest.object.spec);
  const written = textOf(spec?.host);
  if (written === undefined) {
    return undefined;
  }
  const namespace = namespaceOf(manifest.object);
  const subsets: Subset[] = [];
  const entries = listOf(spec?.subsets);
  for (let index = 0; index < entries.length; index++) {
    const entry = mapOf(entries[index]);
    const name = textOf(entry?.name);
    if (name !== undefined) {
      subsets.push({ name, labels: labelsOf(entry?.labels), index });
    }
  }
  return {
    manifest,
    namespace,
    name: manifest.object.metadata.name,
    written,
    host: registry.complete(written, namespace),
    subsets,
    visibility: Visibility.of(spec?.exportTo, namespace),
  };
}

/** Which DestinationRules speak of a host, and which of them a client follows (`model/push_context.go`). */
export class DestinationRuleRegistry {
  private readonly byHost = new Map<string, DestinationRule[]>();
  private readonly wildcards: readonly DestinationRule[];
  private readonly covered = new Map<string, readonly DestinationRule[]>();
  private readonly declared = new Map<string, Map<string, DestinationRule>>();
  private readonly followed = new Map<string, ReadonlySet<string>>();
  private misspelt?: Map<string, DestinationRule[]>;

  constructor(
    private readonly rules: readonly DestinationRule[],
    private readonly hosts: HostRegistry,
    private readonly rootNamespace: string,
  ) {
    for (const rule of rules) {
      add(this.byHost, rule.host, rule);
    }
    this.wildcards = rules.filter(({ host }) => isWildcard(host)).sort((a, b) => compareSpecificity(a.host, b.host));
  }

  /** The rules for exactly this host. */
  public exactly(host: string): readonly DestinationRule[] {
    return this.byHost.get(host) ?? NONE;
  }

  /** Every rule that covers the host, whoever may see it: the exact ones, then the wildcards from narrow to wide. */
  public covering(host: string): readonly DestinationRule[] {
    const exact = this.exactly(host);
    if (this.wildcards.length === 0) {
      return exact;
    }
    let covering = this.covered.get(host);
    if (covering === undefined) {
      covering = [...exact, ...this.wildcards.filter(rule => rule.host !== host && isHostSubset(host, rule.host))];
      this.covered.set(host, covering);
    }
    return covering;
  }

  /** The first of the rules that cover the host and declare the subset. One look-up however many rules a host has: an egress gateway has one per destination. */
  public declaring(host: string, subset: string): DestinationRule | undefined {
    let declared = this.declared.get(host);
    if (declared === undefined) {
      declared = new Map();
      for (const rule of this.covering(host)) {
        for (const { name } of rule.subsets) {
          if (!declared.has(name)) {
            declared.set(name, rule);
          }
        }
      }
      this.declared.set(host, declared);
    }
    return declared.get(subset);
  }

  /** Names of the subsets of a host that a client follows, by the rules of `followedBy`. */
  public followedSubsets(client: string, host: string, serviceNamespace: string | undefined): ReadonlySet<string> {
    const key = [client, host, serviceNamespace].join(' ');
    let followed = this.followed.get(key);
    if (followed === undefined) {
      followed = new Set(this.followedBy(client, host, serviceNamespace).flatMap(({ subsets }) => subsets.map(({ name }) => name)));
      this.followed.set(key, followed);
    }
    return followed;
  }

  /**
   * The rules a client follows for a host: its own namespace's, exported or not; else the service namespace's, else the root
   * namespace's, as far as they are exported to it. The first of the three with a rule ends the search, there the narrowest
   * host wins, and several rules for that host act as one.
   */
  public followedBy(client: string, host: string, serviceNamespace: string | undefined): readonly DestinationRule[] {
    for (const namespace of [client, serviceNamespace, this.rootNamespace]) {
      const found = this.covering(host).filter(rule =>
        rule.namespace === namespace && (namespace === client || rule.visibility.isVisibleIn(client)));
      if (found.length > 0) {
        return found.filter(rule => rule.host === found[0].host);
      }
    }
    return NONE;
  }

  /** Rules whose own host is misspelt and was meant to be this one: the mistake is theirs, not of those who rely on them. */
  public meantFor(host: string): readonly DestinationRule[] {
    this.misspelt ??= this.collectMisspelt();
    return this.misspelt.get(host) ?? NONE;
  }

  private collectMisspelt(): Map<string, DestinationRule[]> {
    const misspelt = new Map<string, DestinationRule[]>();
    for (const rule of this.rules) {
      const found = this.hosts.resolve(rule.written, rule.namespace, rule.visibility.namespaces);
      if (found.answer === 'no' && found.nearestKey !== undefined) {
        add(misspelt, found.nearestKey, rule);
      }
    }
    return misspelt;
  }
}

function add(map: Map<string, DestinationRule[]>, key: string, rule: DestinationRule): void {
  const rules = map.get(key);
  if (rules) {
    rules.push(rule);
  } else {
    map.set(key, [rule]);
  }
}

const NONE: readonly DestinationRule[] = Object.freeze([]);
