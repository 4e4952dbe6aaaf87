/** What is written to `_known/<environment>.yaml` of a service that the code declares and others deploy. */
export interface KnownService {
  readonly name: string;
  readonly namespace: string;
  readonly ports: readonly { readonly name?: string; readonly number: number; readonly targetPort?: number; readonly appProtocol?: string }[];
  readonly selector?: { readonly [key: string]: string };
  readonly serviceAccount?: string;
  readonly versions?: readonly { readonly [key: string]: string }[];
  /** Labels of the Service itself. */
  readonly labels?: { readonly [key: string]: string };
}

/** The plain Service, and a Deployment per version, that stand for a declared service. Never applied. */
export function knownManifests(service: KnownService): object[] {
  const manifests: object[] = [{
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: service.name, namespace: service.namespace, ...(service.labels ? { labels: service.labels } : {}) },
    spec: {
      ports: service.ports.map(port => ({
        ...(port.name !== undefined ? { name: port.name } : {}),
        port: port.number,
        ...(port.targetPort !== undefined ? { targetPort: port.targetPort } : {}),
        ...(port.appProtocol !== undefined ? { appProtocol: port.appProtocol } : {}),
      })),
      ...(service.selector ? { selector: service.selector } : {}),
    },
  }];
  if (service.selector) {
    const versions = service.versions ?? [{}];
    versions.forEach((labels, i) => manifests.push(deployment(service, labels, versions.length > 1 ? `-${i + 1}` : '')));
  }
  return manifests;
}

function deployment(service: KnownService, labels: { readonly [key: string]: string }, suffix: string): object {
  const all = { ...service.selector, ...labels };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `${service.name}${suffix}`, namespace: service.namespace },
    spec: {
      selector: { matchLabels: all },
      template: {
        metadata: { labels: all },
        spec: {
          ...(service.serviceAccount !== undefined ? { serviceAccountName: service.serviceAccount } : {}),
          containers: [{ name: service.name, image: 'deployed-by-others' }],
        },
      },
    },
  };
}
