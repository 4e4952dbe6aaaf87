import { ApiObjectProps, Lazy } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { SecretSource } from './secret-source';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { nearestName } from '../../kernel/nearest';
import { byCodePoint } from '../../kernel/order';
import type { Gateway } from '../../networking/gateway';
import { IGateway } from '../../networking/gateway-reference';
import { requireSameEnvironment } from '../../networking/mesh-context';
import type { IMeshService } from '../../networking/mesh-service';
import { ServerCertificates } from '../../networking/server-certificates';
import { CheckedObject } from '../checked-object';

/** Props of a Secret that a gateway reads. */
export interface GatewaySecretProps {
  /** The gateway that asks for it. */
  readonly gateway: IGateway;
  /** Where its content comes from. */
  readonly source: SecretSource;
  /**
   * The certificate, as the gateway's `ServerTls` names it: `ServerCertificates.secret('shop-tls')`. The gateway must ask for it (MESH0818).
   *
   * @default - the only one that the gateway asks for
   */
  readonly certificate?: ServerCertificates;
  /**
   * Namespace of the gateway workload: proxies read Secrets of their own namespace, whatever the namespace of the Gateway is.
   *
   * @default - that of the `MeshService` of the program whose pods the gateway selects; without one it must be said (MESH0818)
   */
  readonly namespace?: string;
}

/** What a server's TLS says of Secrets. */
interface ServerCredentials {
  readonly names: readonly string[];
  readonly caName?: string;
}

/**
 * What distinguishes the two Secrets of a gateway.
 * @internal
 */
export interface GatewaySecretKind {
  /** The class, for messages. */
  readonly title: string;
  readonly type: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Whether it is the Secret of the CA for clients. */
  readonly forClients: boolean;
}

/**
 * Adds the object that makes the Secret, and returns the name of the Secret.
 * @internal
 */
export function addGatewaySecret(scope: Construct, kind: GatewaySecretKind, props: GatewaySecretProps): string {
  const where = `${kind.title} (construct ${scope.node.path})`;
  if (Construct.isConstruct(props.gateway)) {
    requireSameEnvironment(scope, props.gateway, `${where}, gateway`);
  }
  if (!props.source?._render) {
    fail({ code: CODES.INVALID_ARGUMENT, what: 'nothing says where the content of the Secret comes from', where: `${where}, source`, fix: 'give secrets.SecretSource.sealed({ … }) or external({ … })' });
  }
  const credential = credentialOf(props, where);
  const name = requireName(secretName(credential, kind, props.gateway), DNS_SUBDOMAIN, 'name of the Secret', where);
  if (props.namespace !== undefined) {
    requireName(props.namespace, DNS_LABEL, 'namespace of the Secret', where);
  }
  // Servers and services may still come: both are asked for when the object is written.
  let found: string | undefined;
  const namespace = Lazy.any({ produce: () => found });
  const { apiVersion, kind: objectKind, metadata, spec } = props.source._render({ ...kind, name, namespace, where });
  new CheckedObject(scope, 'Resource', { apiVersion, kind: objectKind, metadata, spec } as ApiObjectProps, () => {
    found = checkedNamespace(scope, props, credential, where);
  });
  return name;
}

function credentialOf({ gateway, certificate }: GatewaySecretProps, where: string): string {
  const names = certificate ? credentialsOf(certificate._render()).names : [...new Set(serversOf(gateway).flatMap(server => server.names))];
  if (names.length !== 1) {
    fail({
      code: CODES.GATEWAY_SECRET,
      what: certificate ? `the certificate is ${names.length === 0 ? 'no Secret' : `two Secrets, ${names.join(' and ')}`}`
        : names.length === 0 ? `it is not known which certificates ${gateway.gatewayReference} asks for`
          : `${gateway.gatewayReference} asks for several certificates: ${names.join(', ')}`,
      where,
      why: 'the name of the Secret is that by which the gateway asks for it',
      fix: `say which: certificate: ServerCertificates.secret(${JSON.stringify(names[0] ?? 'shop-tls')})`,
    });
  }
  return names[0];
}

function secretName(credential: string, { forClients }: GatewaySecretKind, gateway: IGateway): string {
  if (!forClients) {
    return credential;
  }
  return serversOf(gateway).find(({ names, caName }) => caName !== undefined && names.includes(credential))?.caName ?? `${credential}-cacert`;
}

function checkedNamespace(scope: IConstruct, { gateway, namespace }: GatewaySecretProps, credential: string, where: string): string {
  requireAsked(gateway, credential, where);
  const known = workloadNamespaces(scope, gateway);
  if (namespace !== undefined ? known.length === 0 || known.includes(namespace) : known.length === 1) {
    return namespace ?? known[0];
  }
  return fail({
    code: CODES.GATEWAY_SECRET,
    what: namespace !== undefined ? `the Secret ${credential} is for the namespace ${namespace}, and the workload of ${gateway.gatewayReference} runs in ${known.join(', ')}`
      : known.length === 0 ? `it is not known where the workload of ${gateway.gatewayReference} runs`
        : `the workload of ${gateway.gatewayReference} runs in several namespaces: ${known.join(', ')}`,
    where,
    why: 'a proxy reads the Secrets of its own namespace only; without its certificate the gateway closes every connection',
    fix: namespace !== undefined ? `leave namespace out, or write ${JSON.stringify(known[0])}`
      : known.length === 0 ? 'declare it: new MeshService(…, { selector }) with the labels that the gateway selects; or say namespace'
        : 'make one such construct per namespace, and say namespace in each',
  });
}

/** A gateway of this program says what it asks for. */
function requireAsked(gateway: IGateway, credential: string, where: string): void {
  const asked = serversOf(gateway).flatMap(server => server.names);
  if (isOwn(gateway) && !asked.includes(credential)) {
    const near = nearestName(credential, asked);
    fail({
      code: CODES.GATEWAY_SECRET,
      what: `${gateway.gatewayReference} does not ask for the certificate ${credential}`,
      where,
      why: 'nobody would read the Secret',
      fix: near ? `did you mean ${near}?` : asked.length > 0 ? `it asks for ${asked.join(', ')}` : `give a server ServerTls.simple(${JSON.stringify(credential)})`,
    });
  }
}

/** Namespaces of the services of the program whose pods have all labels that the gateway selects. */
function workloadNamespaces(scope: IConstruct, gateway: IGateway): string[] {
  if (!isOwn(gateway)) {
    return [];
  }
  const wanted = Object.entries(gateway.selector);
  const namespaces = new Set<string>();
  for (const construct of scope.node.root.node.findAll()) {
    const { host, selector, serviceNamespace } = construct as Partial<IMeshService>;
    if (host !== undefined && serviceNamespace !== undefined && selector && wanted.every(([key, value]) => selector[key] === value)) {
      namespaces.add(serviceNamespace);
    }
  }
  return [...namespaces].sort(byCodePoint);
}

/** Whether the gateway is an object of this program, of which servers and selector are known. */
function isOwn(gateway: IGateway): gateway is Gateway {
  const { servers, selector } = gateway as Partial<Gateway>;
  return servers !== undefined && selector !== undefined;
}

function serversOf(gateway: IGateway): ServerCredentials[] {
  return isOwn(gateway) ? gateway.servers.map(server => credentialsOf((server._render('') as { tls?: object }).tls ?? {})) : [];
}

function credentialsOf(tls: object): ServerCredentials {
  const { credentialName, credentialNames = [], caCertCredentialName } = tls as TlsFields;
  return { names: [...credentialName === undefined ? [] : [credentialName], ...credentialNames], caName: caCertCredentialName };
}

/** Fields of `servers[].tls` that name Secrets. */
interface TlsFields {
  readonly credentialName?: string;
  readonly credentialNames?: string[];
  readonly caCertCredentialName?: string;
}
