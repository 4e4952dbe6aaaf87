import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { IstioObject, WorkloadSelector } from '../../src/networking';
import {
  AuthorizationPolicy, AuthorizationProvider, AuthorizationRule, Condition, ConditionKey, JwtKeys, MutualTlsMode, PeerAuthentication, PolicyTarget,
  RequestAuthentication, TargetKind, TargetReference,
} from '../../src/security';

/**
 * Istio's own tables for its admission webhook, said again with our props. What the webhook refuses, we refuse; what it takes, we take,
 * but for the cases below, each with the reason why we are stricter.
 */
const STRICTER: Record<string, string> = {
  'dry-run-valid-deny': 'an empty rule has to be said with everyRequest',
  'another empty spec': 'a selector without labels is the whole namespace, and no rules check no token',
  'empty spec with non default name': 'no rules check no token',
  'jwks with private RSA key warns': 'private keys do not belong into manifests',
  'empty mtls with selector of empty labels': 'a selector without labels is the whole namespace',
  'good (4681)': 'a principal that is no identity matches nobody',
  'good serviceAccounts (4731)': 'a principal that is no identity matches nobody',
  'target-refs-good-service (5048)': 'a principal that is no identity matches nobody',
  ' (186)': 'a principal that is no identity matches nobody',
};

/** Cases of one name are told apart by the line they stand on. */
const isStricter = ({ name, line }: WebhookCase) => name in STRICTER || `${name} (${line})` in STRICTER;

interface WebhookCase {
  readonly kind: string;
  readonly name: string;
  readonly line: number;
  readonly valid: boolean;
  readonly metadata?: { annotations?: Record<string, string> };
  readonly spec: any;
}

const KINDS = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'];
const folder = process.env.CONFORMANCE_DATA;
const cases: WebhookCase[] = folder
  ? JSON.parse(readFileSync(join(folder, 'conformance', 'webhook-cases.json'), 'utf8')).filter((each: WebhookCase) => KINDS.includes(each.kind))
  : [];
if (!folder) {
  console.warn('CONFORMANCE_DATA is not set: 98 cases of the webhook for the security kinds are skipped');
}
/** Checked by the webhook layer: the annotation is metadata, which props do not judge. */
const subject = cases.filter(each => !('istio.io/dry-run' in (each.metadata?.annotations ?? {})) || each.valid);

const rows: [string, typeof subject[number]][] = subject.map(each => [`${each.kind} ${each.name} (${each.line})`, each]);
(folder ? test.each(rows) : test.skip.each<typeof rows[number]>([['98 cases [SKIPPED: CONFORMANCE_DATA is not set]', undefined!]]))(
  '%s', (_, each) => {
    const refused = refusal(() => make(each.kind, each.spec));
    if (each.valid && !isStricter(each)) {
      expect(refused).toBeUndefined();
    } else {
      expect(refused).toBeDefined();
    }
  });

(folder ? test : test.skip)(`there are cases for every kind and every exception${folder ? '' : ' [SKIPPED: CONFORMANCE_DATA is not set]'}`, () => {
  expect(new Set(subject.map(each => each.kind))).toEqual(new Set(KINDS));
  const names = new Set(subject.flatMap(each => [each.name, `${each.name} (${each.line})`]));
  expect(Object.keys(STRICTER).filter(name => !names.has(name))).toEqual([]);
});

function refusal(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function make(kind: string, spec: any): IstioObject {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  switch (kind) {
    case 'PeerAuthentication':
      return new PeerAuthentication(chart, 'Case', {
        mutualTls: spec.mtls?.mode ?? MutualTlsMode.UNSET,
        selector: spec.selector && WorkloadSelector.labels(spec.selector.matchLabels ?? {}),
        portLevelMutualTls: spec.portLevelMtls && Object.fromEntries(
          Object.entries<any>(spec.portLevelMtls).map(([port, { mode }]) => [port, mode ?? MutualTlsMode.UNSET]),
        ),
      });
    case 'RequestAuthentication':
      return new RequestAuthentication(chart, 'Case', { target: target(spec), jwtRules: (spec.jwtRules ?? []).map(jwtRule) });
    default:
      return policy(chart, spec);
  }
}

function policy(chart: Chart, spec: any): IstioObject {
  const rules = spec.rules?.map(rule);
  const props = { target: target(spec), rules };
  if (spec.provider && spec.action !== 'CUSTOM') {
    throw new Error('no prop: only AuthorizationPolicy.custom has a provider');
  }
  switch (spec.action) {
    case 'CUSTOM': return AuthorizationPolicy.custom(chart, 'Case', { ...props, provider: AuthorizationProvider.fromName(spec.provider?.name ?? '') });
    case 'DENY': return AuthorizationPolicy.deny(chart, 'Case', props);
    case 'AUDIT': return AuthorizationPolicy.audit(chart, 'Case', props);
    default: return rules ? AuthorizationPolicy.allow(chart, 'Case', props) : AuthorizationPolicy.denyAll(chart, 'Case', { target: props.target });
  }
}

function rule({ from, to, when }: any): AuthorizationRule {
  const ports = (list: string[] | undefined) => list?.map(Number);
  return {
    from: from?.map((each: any) => each.source ?? {}),
    to: to?.map(({ operation = {} }: any) => ({ ...operation, ports: ports(operation.ports), notPorts: ports(operation.notPorts) })),
    when: when?.map(({ key, values, notValues }: any) => Condition.of(conditionKey(key), { values, notValues })),
  };
}

const PLAIN_KEYS = Object.values(ConditionKey).filter((each): each is ConditionKey => each instanceof ConditionKey);

function conditionKey(key: string = ''): ConditionKey {
  const parts = /^(request\.headers|request\.auth\.claims|experimental\.(envoy\.filters\.[^[]*))((?:\[[^\]]*\])+)$/.exec(key);
  const names = parts?.[3].slice(1, -1).split('][') ?? [];
  if (parts?.[2]) {
    return ConditionKey.envoyFilterMetadata(parts[2], names.join(']['));
  }
  if (parts) {
    return parts[1] === 'request.headers' ? ConditionKey.header(names.join('][')) : ConditionKey.claim(...names);
  }
  const plain = PLAIN_KEYS.find(each => each.key === key);
  if (!plain) {
    throw new Error(`no condition has the key ${key}`);
  }
  return plain;
}

function target({ selector, targetRef, targetRefs }: any): PolicyTarget | undefined {
  const references = [...(targetRef ? [targetRef] : []), ...(targetRefs ?? [])];
  if (references.length > 0 && selector) {
    throw new Error('no prop: a target has labels or references');
  }
  if (references.some(({ kind, namespace }: any) => namespace || !Object.values<string>(TargetKind).includes(kind))) {
    throw new Error('no prop: a reference has no namespace, and one of four kinds');
  }
  if (references.length > 0) {
    return PolicyTarget.references(...references.map(({ kind, name }: any) => TargetReference.fromName(kind, name ?? '')));
  }
  return selector && PolicyTarget.labels(selector.matchLabels ?? {});
}

function jwtRule({ jwks, jwksUri, outputClaimToHeaders, fromHeaders, ...rest }: any) {
  return {
    ...rest,
    keys: jwks !== undefined ? JwtKeys.inline(jwks) : jwksUri !== undefined ? JwtKeys.uri(jwksUri) : undefined,
    outputClaimToHeaders: outputClaimToHeaders?.map(({ header = '', claim = '' }: any) => ({ header, claim })),
    fromHeaders: fromHeaders?.map(({ name = '', prefix }: any) => ({ name, prefix })),
  };
}
