/**
 * The workload: per service a VirtualService with two HTTP routes, a DestinationRule with two subsets and an
 * AuthorizationPolicy with one rule, about 3,100 bytes of YAML. No value is shared between objects, so that no
 * printer or resolver profits from having seen it before.
 */

/** Namespace of all objects. */
export const NAMESPACE = 'mesh';

/** A plain Kubernetes object. */
export interface PlainObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Record<string, unknown>;
}

/** Name of the service with a number: `service-00042`. */
export function serviceName(index: number): string {
  return `service-${String(index).padStart(5, '0')}`;
}

/** The three objects of one service, made anew on every call. */
export function objectsOf(index: number): PlainObject[] {
  const name = serviceName(index);
  const host = `${name}.${NAMESPACE}.svc.cluster.local`;
  const metadata = () => ({ name, namespace: NAMESPACE });
  return [
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: metadata(),
      spec: {
        hosts: [host],
        http: [
          {
            name: 'canary',
            match: [{ uri: { prefix: `/${name}/preview` }, headers: { 'x-canary': { exact: 'true' } } }],
            route: [{ destination: { host, subset: 'canary', port: { number: 8080 } } }],
            timeout: '3s',
            retries: { attempts: 2, perTryTimeout: '1s', retryOn: 'gateway-error,connect-failure' },
          },
          {
            name: 'main',
            match: [{ uri: { exact: `/${name}` } }, { uri: { prefix: `/${name}/` } }],
            route: [
              { destination: { host, subset: 'stable', port: { number: 8080 } }, weight: 95 },
              { destination: { host, subset: 'canary', port: { number: 8080 } }, weight: 5 },
            ],
            timeout: '3s',
            retries: { attempts: 2, perTryTimeout: '1s', retryOn: 'gateway-error,connect-failure' },
          },
        ],
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: metadata(),
      spec: {
        host,
        trafficPolicy: {
          loadBalancer: { simple: 'LEAST_REQUEST' },
          connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 50, maxRequestsPerConnection: 10 } },
          outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s' },
        },
        subsets: [
          { name: 'stable', labels: { version: 'v1' }, trafficPolicy: { connectionPool: { tcp: { maxConnections: 90, connectTimeout: '2s' } } } },
          { name: 'canary', labels: { version: 'v2' }, trafficPolicy: { connectionPool: { tcp: { maxConnections: 10, connectTimeout: '2s' } } } },
        ],
      },
    },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: metadata(),
      spec: {
        selector: { matchLabels: { app: name } },
        action: 'ALLOW',
        rules: [{
          from: [
            { source: { principals: [`cluster.local/ns/${NAMESPACE}/sa/caller-of-${name}`, `cluster.local/ns/${NAMESPACE}/sa/frontend`] } },
            { source: { namespaces: ['istio-ingress', `tests-of-${name}`] } },
          ],
          to: [
            { operation: { methods: ['GET', 'HEAD'], paths: [`/${name}`, `/${name}/*`], ports: ['8080'] } },
            { operation: { methods: ['POST'], paths: [`/${name}/orders`, `/${name}/orders/*`], ports: ['8080'] } },
          ],
          when: [{ key: 'request.headers[x-tenant]', values: ['blue', 'green', `tenant-of-${name}`] }],
        }],
      },
    },
  ];
}
