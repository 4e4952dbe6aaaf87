import { Attachment } from './attachments';
import { isSwitchedOn, Labels, labelsOf, listOf, mapOf } from './reading';
import { SelectorIndex } from './selector-index';
import { visibleLabels, WorkloadRegistry } from './selectors';
import { MeshHost } from './services';
import { Caller, matchOfCaller, unreadByZtunnel } from './ztunnel';

/** A policy that ztunnel enforces, with the rules that it can match. */
interface ConnectionPolicy {
  readonly namespace: string;
  readonly selector?: Labels;
  readonly isDeny: boolean;
  readonly rules: readonly unknown[];
}

/** A caller whom no policy names. */
export const STRANGER: Caller = { namespace: '', serviceAccount: '' };

/** Whom ztunnel lets connect to which workloads, as far as the identity of the caller decides it (`ambient/authorization.go`). */
export class ConnectionPolicies {
  private readonly policies: SelectorIndex<ConnectionPolicy>;
  /** Namespaces with policies that select by labels. */
  private readonly selecting: ReadonlySet<string>;

  constructor(attachments: readonly Attachment[], private readonly rootNamespace: string) {
    const policies = attachments.filter(({ kind, targets }) => kind === 'AuthorizationPolicy' && targets.length === 0)
      .map(readPolicy).filter(policy => policy !== undefined);
    this.policies = new SelectorIndex(policies);
    this.selecting = new Set(policies.filter(({ selector }) => selector).map(({ namespace }) => namespace));
  }

  /**
   * Whether a caller is refused at the workloads of a service, whatever he asks for. Undefined where policies select by labels, and those of the
   * workloads are not known.
   */
  public refusesAt({ namespace, selector }: MeshHost, caller: Caller, workloads: WorkloadRegistry): boolean | undefined {
    const wanted = selector && visibleLabels(selector);
    const known = wanted && Object.keys(wanted).length > 0 ? workloads.matching(wanted, namespace) : [];
    const answers = (known.length > 0 ? known.map(({ labels }) => labels) : [selector ?? {}]).map(labels => this.refuses(caller, namespace, labels));
    return answers.every(answer => answer) ? true : known.length === 0 && this.selecting.has(namespace) ? undefined : false;
  }

  /** Whether some rule lets a caller in to workloads with these labels. */
  public admits(caller: Caller, namespace: string, labels: Labels): boolean {
    return this.of(namespace, labels).some(policy => !policy.isDeny && policy.rules.some(rule => matchOfCaller(rule, caller, policy.namespace) !== 'differs'));
  }

  private refuses(caller: Caller, namespace: string, labels: Labels): boolean {
    const policies = this.of(namespace, labels);
    const allowing = policies.filter(({ isDeny }) => !isDeny);
    return (allowing.length > 0 && !allowing.some(policy => policy.rules.some(rule => matchOfCaller(rule, caller, policy.namespace) !== 'differs')))
      || policies.some(policy => policy.isDeny && policy.rules.some(rule => isOfCallersOnly(rule) && ['matches', 'any'].includes(matchOfCaller(rule, caller, policy.namespace))));
  }

  private of(namespace: string, labels: Labels): ConnectionPolicy[] {
    const namespaces = namespace === this.rootNamespace ? [namespace] : [this.rootNamespace, namespace];
    return namespaces.flatMap(each => this.policies.picking(each, labels));
  }
}

/** Undefined for what ztunnel ignores. A rule of an ALLOW policy that it cannot read wholly is dropped. */
function readPolicy({ manifest, namespace, selector }: Attachment): ConnectionPolicy | undefined {
  const { spec, metadata } = manifest.object;
  const { action = 'ALLOW', rules } = mapOf(spec) ?? {};
  if ((action !== 'ALLOW' && action !== 'DENY') || isSwitchedOn(labelsOf(metadata.annotations)?.['istio.io/dry-run'])) {
    return undefined;
  }
  const isDeny = action === 'DENY';
  return { namespace, selector, isDeny, rules: listOf(rules).filter(rule => isDeny || !unreadByZtunnel(rule, [])) };
}

/** True for a rule that says nothing but who calls. */
function isOfCallersOnly(rule: unknown): boolean {
  const { to, when } = mapOf(rule) ?? {};
  return listOf(to).length === 0 && listOf(when).every(condition => ABOUT_CALLERS.has(String(mapOf(condition)?.key))) && !unreadByZtunnel(rule, []);
}

const ABOUT_CALLERS = new Set(['source.principal', 'source.namespace']);
