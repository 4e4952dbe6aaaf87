import { Construct } from 'constructs';
import { WorkloadEntry } from '../../../src/networking';
import { IstioObject } from '../../../src/networking/istio-object';

/** Places and values of the schema that no prop reaches, with the reason. */
export const EXCEPTIONS: Record<string, string> = {};

/** WorkloadEntries that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const shop = { namespace: 'shop' };
  return [
    new WorkloadEntry(scope, 'Machine', {
      ...shop,
      endpoint: {
        address: '10.1.2.3', ports: { http: 8080 }, labels: { app: 'db' }, network: 'vpc-1', locality: 'eu/eu-1/a', weight: 0, serviceAccount: 'db',
      },
    }),
    new WorkloadEntry(scope, 'Named', { ...shop, endpoint: { address: 'vm1.example.com', labels: {} } }),
    new WorkloadEntry(scope, 'Six', { ...shop, endpoint: { address: 'fd00::2' } }),
    new WorkloadEntry(scope, 'Socket', { ...shop, endpoint: { address: 'unix:///var/run/db' } }),
    new WorkloadEntry(scope, 'Abstract', { ...shop, endpoint: { address: 'unix://@db' } }),
    new WorkloadEntry(scope, 'Remote', { ...shop, endpoint: { network: 'vpc-2' } }),
  ];
}
