import { readAttachment } from './attachments';
import { GatewayView, workloadNamespaces } from './gateways';
import { Manifest, namespaceOf } from './manifest';
import { MeshModel } from './mesh';
import { listOf, mapOf, textOf } from './reading';
import { isNamed } from './sort';
import { DestinationRule } from './subsets';
import { VirtualService } from './virtual-services';

/** Which objects of a mesh need which others of it to be there first. Objects that are only declared are on neither side. */
export type References = ReadonlyMap<Manifest, ReadonlySet<Manifest>>;

/**
 * Who needs whom:
 *
 * - a VirtualService its gateways, the VirtualServices it delegates to, the Services and ServiceEntries it sends requests to and the
 *   DestinationRules of those, above all the one that declares a subset it names;
 * - a DestinationRule the Service or ServiceEntry of its host;
 * - a Gateway the Secrets of its certificates, whatever makes them, in the namespace of the proxies it selects;
 * - a policy the objects that its `targetRefs` name;
 * - everything its Namespace.
 */
export function referencesOf(mesh: MeshModel): References {
  const found = new Map<Manifest, Set<Manifest>>();
  const add = (from: Manifest, to: Manifest | undefined): void => {
    if (to && to !== from && !to.origin.declared && !from.origin.declared) {
      const there = found.get(from);
      if (there) {
        there.add(to);
      } else {
        found.set(from, new Set([to]));
      }
    }
  };
  const byKey = new Map<string, Manifest>();
  const secrets = new Map<string, Manifest[]>();
  const manifests = mesh.manifests.filter(isNamed);
  for (const manifest of manifests) {
    const { apiVersion, kind, metadata } = manifest.object;
    if (kind !== 'Gateway' || !apiVersion.startsWith('networking.istio.io/')) {
      byKey.set(`${kind} ${namespaceOf(manifest.object)}/${metadata.name}`, manifest);
    }
    const secret = secretMadeBy(manifest);
    if (secret !== undefined) {
      secrets.set(secret, [...secrets.get(secret) ?? [], manifest]);
    }
  }
  for (const manifest of manifests) {
    const { metadata } = manifest.object;
    if (typeof metadata.namespace === 'string') {
      add(manifest, byKey.get(`Namespace default/${metadata.namespace}`));
    }
    for (const { kind, name } of readAttachment(manifest)?.targets ?? []) {
      add(manifest, byKey.get(`${kind} ${namespaceOf(manifest.object)}/${name}`));
    }
  }
  mesh.virtualServices.forEach(virtualService => addOfVirtualService(mesh, virtualService, add));
  mesh.destinationRules.forEach(rule => addOfRule(mesh, rule, add));
  mesh.gateways.forEach(gateway => addOfGateway(mesh, gateway, secrets, add));
  return found;
}

type Add = (from: Manifest, to: Manifest | undefined) => void;

function addOfVirtualService(mesh: MeshModel, owner: VirtualService, add: Add): void {
  const { gatewayRegistry, hostRegistry, destinationRuleRegistry, delegates } = mesh;
  for (const { name } of owner.gatewayReferences()) {
    const gateway = gatewayRegistry.resolve(name, owner.namespace);
    add(owner.manifest, gateway.answer === 'yes' ? gateway.value.manifest : undefined);
  }
  for (const route of listOf(mapOf(owner.manifest.object.spec)?.http)) {
    const delegate = mapOf(route)?.delegate;
    const part = delegate === undefined ? undefined : delegates.resolve(delegate, owner);
    add(owner.manifest, part?.answer === 'yes' ? part.value.manifest : undefined);
  }
  for (const destination of owner.destinations) {
    const target = destination.resolve(hostRegistry);
    add(owner.manifest, target.answer === 'yes' ? target.value.manifest : undefined);
    const host = hostRegistry.complete(destination.host, owner.namespace);
    destinationRuleRegistry.exactly(host).forEach(rule => add(owner.manifest, rule.manifest));
    if (destination.subset !== undefined) {
      add(owner.manifest, destinationRuleRegistry.declaring(host, destination.subset)?.manifest);
    }
  }
}

function addOfRule({ hostRegistry }: MeshModel, { manifest, host }: DestinationRule, add: Add): void {
  add(manifest, hostRegistry.find(host)?.manifest);
}

/** Secrets are read beside the proxies, not beside the Gateway (`security.istio.io` secrets of credentialName). */
function addOfGateway(mesh: MeshModel, gateway: GatewayView, secrets: ReadonlyMap<string, readonly Manifest[]>, add: Add): void {
  const namespaces = workloadNamespaces(gateway, mesh.workloads);
  for (const server of listOf(mapOf(gateway.manifest.object.spec)?.servers)) {
    const tls = mapOf(mapOf(server)?.tls);
    const names = [textOf(tls?.credentialName), ...listOf(tls?.credentialNames).map(textOf)].filter(name => name !== undefined);
    for (const namespace of names.length > 0 ? namespaces : []) {
      for (const name of names) {
        for (const suffix of ['', '-cacert']) {
          secrets.get(`${namespace}/${name}${suffix}`)?.forEach(secret => add(gateway.manifest, secret));
        }
      }
    }
  }
}

/** `namespace/name` of the Secret that an object is or becomes; undefined for all that make none. */
export function secretMadeBy(manifest: Manifest): string | undefined {
  if (!isNamed(manifest)) {
    return undefined;
  }
  const { object } = manifest;
  const spec = mapOf(object.spec);
  switch (`${object.apiVersion.split('/').slice(0, -1).join('')}/${object.kind}`) {
    case '/Secret':
    case 'bitnami.com/SealedSecret':
      return `${namespaceOf(object)}/${object.metadata.name}`;
    case 'external-secrets.io/ExternalSecret':
      return `${namespaceOf(object)}/${textOf(mapOf(spec?.target)?.name) ?? object.metadata.name}`;
    case 'cert-manager.io/Certificate':
      return `${namespaceOf(object)}/${textOf(spec?.secretName) ?? ''}`;
    default:
      return undefined;
  }
}
