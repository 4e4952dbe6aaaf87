import { ApiObject, Chart, Testing } from 'cdk8s';
import { progressive } from '../../../src/delivery';
import { MeshService, MeshServiceProps } from '../../../src/networking/mesh-service';
import { ITrafficOwner } from '../../../src/networking/traffic-owner';
import { CanaryRelease, CanaryReleaseProps } from '../../../src/patterns/canary-release';
import { dataSkipReason } from '../../oracle/conformance-data';
import { servedSchemas, structureFaults } from '../crd-structure';

/** A chart with the service `cart` at port 80 (8080 at the pods), and its release. */
export function setup(service: Partial<MeshServiceProps> = {}) {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 80, targetPort: 8080 }], selector: { app: 'cart' }, ...service });
  const release = (owner: ITrafficOwner, props: Partial<CanaryReleaseProps> = {}) => new CanaryRelease(chart, 'Release', { service: cart, owner, ...props });
  return { chart, cart, release };
}

/** A Deployment of the chart. */
export function deployment(chart: Chart, spec: object = { selector: { matchLabels: { app: 'cart' } } }): ApiObject {
  return new ApiObject(chart, 'Workload', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart' }, spec });
}

/** The only object of a kind. */
export function only(chart: Chart, kind: string): any {
  const objects = Testing.synth(chart).filter(object => object.kind === kind);
  expect(objects).toHaveLength(1);
  return objects[0];
}

/** What a strict API server would refuse in the engine's objects. Without the CRDs it says nothing, and `warnWithoutCrds` says that. */
export function crdFaults(chart: Chart, project: 'flagger' | 'argo-rollouts'): string[] {
  if (dataSkipReason()) {
    return [];
  }
  const schemas = servedSchemas(project);
  return Testing.synth(chart).flatMap(object => {
    const schema = schemas.get(`${object.apiVersion}/${object.kind}`);
    return schema ? structureFaults(object.spec, (schema as any).properties.spec, object.kind) : [];
  });
}

/** Says loudly that the objects of a test file are not held against the CRDs of their engine. */
export function warnWithoutCrds(project: string): void {
  const reason = dataSkipReason();
  if (reason) {
    console.warn(`SKIPPED: objects of ${project} are not held against its CRDs: ${reason}`);
  }
}

/** A Rollout's pods. */
export const PODS = progressive.RolloutWorkload.pods({ labels: { app: 'cart' }, spec: { containers: [{ name: 'cart', image: 'shop/cart:1.0.0' }] } });
