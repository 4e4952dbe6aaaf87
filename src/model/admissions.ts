import { Manifest, namespaceOf } from './manifest';
import { Fields, isSwitchedOn, Labels, labelsOf, listOf, mapOf, textOf, textsOf } from './reading';
import { SelectorIndex } from './selector-index';
import { Workload } from './workloads';

/** Who sends a request, as mutual TLS proves it. */
export interface Identity {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** An ALLOW policy on workloads. */
interface AllowPolicy {
  readonly manifest: Manifest;
  readonly namespace: string;
  /** Undefined for all workloads of the namespace. */
  readonly selector?: Labels;
  readonly rules: readonly (Fields | undefined)[];
}

/**
 * Whom ALLOW policies admit to workloads, as far as identities decide it. DENY and CUSTOM policies, addresses, tokens and operations are not
 * looked at: what is refused here is refused whatever they say, and what is not refused here may still be.
 */
export class Admissions {
  private readonly policies: SelectorIndex<AllowPolicy>;

  constructor(manifests: readonly Manifest[], private readonly rootNamespace: string) {
    this.policies = new SelectorIndex(manifests.filter(({ object }) => object.kind === 'AuthorizationPolicy').map(readAllow).filter(policy => policy !== undefined));
  }

  /** Whether no policy there is admits an identity to a workload, while at least one of them speaks of it. */
  public refuses(workload: Workload, identity: Identity): boolean {
    const policies = this.policiesOf(workload);
    return policies.length > 0 && !policies.some(policy => policy.rules.some(rule => mayAdmit(rule, identity, policy.namespace)));
  }

  /** The identities that the policies of a workload name one by one, and so take for its callers. */
  public callersOf(workload: Workload): Identity[] {
    const found = new Map<string, Identity>();
    for (const { rules } of this.policiesOf(workload)) {
      for (const principal of rules.flatMap(sourcesOf).flatMap(source => textsOf(source.principals))) {
        const [, namespace, serviceAccount] = /^[^/*]+\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal) ?? [];
        if (serviceAccount !== undefined) {
          found.set(principal, { namespace, serviceAccount });
        }
      }
    }
    return [...found.values()];
  }

  private policiesOf({ namespace, labels }: Workload): AllowPolicy[] {
    const namespaces = namespace === this.rootNamespace ? [namespace] : [this.rootNamespace, namespace];
    return namespaces.flatMap(each => this.policies.picking(each, labels));
  }
}

/** The identity of a workload; undefined where its template does not say it. */
export function identityOf({ manifest: { object, origin }, namespace }: Workload): Identity | undefined {
  const pod = mapOf(mapOf(mapOf(object.spec)?.template)?.spec);
  const serviceAccount = textOf(pod?.serviceAccountName) ?? (pod && !origin.declared ? 'default' : undefined);
  return serviceAccount === undefined ? undefined : { namespace, serviceAccount };
}

function readAllow(manifest: Manifest): AllowPolicy | undefined {
  const spec = mapOf(manifest.object.spec);
  const isAllow = spec?.action === undefined || spec.action === 'ALLOW';
  const metadata = mapOf(manifest.object.metadata);
  const isDryRun = isSwitchedOn(labelsOf(metadata?.annotations)?.['istio.io/dry-run']);
  return spec && metadata && isAllow && !isDryRun && !spec.targetRef && listOf(spec.targetRefs).length === 0 ? {
    manifest,
    namespace: namespaceOf(manifest.object),
    selector: labelsOf(mapOf(spec.selector)?.matchLabels),
    rules: listOf(spec.rules).map(mapOf),
  } : undefined;
}

function sourcesOf(rule: Fields | undefined): Fields[] {
  return listOf(rule?.from).map(entry => mapOf(mapOf(entry)?.source)).filter(source => source !== undefined);
}

/** False only where the identity alone decides that the rule does not match. */
function mayAdmit(rule: Fields | undefined, identity: Identity, own: string): boolean {
  const sources = sourcesOf(rule);
  return sources.length === 0 || sources.some(source => mayBe(source, identity, own));
}

function mayBe({ principals, namespaces, serviceAccounts }: Fields, { namespace, serviceAccount }: Identity, own: string): boolean {
  return someOrAbsent(principals, value => value.includes('*') || value.endsWith(`/ns/${namespace}/sa/${serviceAccount}`))
    && someOrAbsent(namespaces, value => value.includes('*') || value === namespace)
    && someOrAbsent(serviceAccounts, value => (value.includes('/') ? value : `${own}/${value}`) === `${namespace}/${serviceAccount}`);
}

function someOrAbsent(values: unknown, matches: (value: string) => boolean): boolean {
  const texts = textsOf(values);
  return texts.length === 0 || texts.some(matches);
}
