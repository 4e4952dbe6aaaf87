/** Every prop of every kind, rendered and put before the API server of the newest minor: what our CRD layer accepts, it accepts. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ApiServer } from './api-server';
import { dataSkipReason } from './conformance-data';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { printYaml } from '../../src/kernel/yaml-printer';
import { kitchenSinkObjects } from '../support/kitchen-sinks';

const reason = skipReason('etcd', 'kube-apiserver') ?? dataSkipReason();

itUnless(reason, 'the API server accepts every kitchen-sink object', async () => {
  const server = await ApiServer.start({ istio: '1.31', crds: [] });
  try {
    const objects = kitchenSinkObjects();
    expect(objects.length).toBeGreaterThan(7);
    const verdicts = await server.judge(objects.map(object => ({ text: printYaml(object), object })) as any);
    const refused = verdicts.flatMap(({ accepted, message }, i) => accepted ? [] : [`${objects[i].kind} ${objects[i].metadata.name}: ${message}`]);
    expect(refused).toEqual([]);
  } finally {
    await server.stop();
  }
}, 180_000);

it('there is a kitchen sink for each kind', () => {
  const files = ['extensions', 'networking', 'security', 'telemetry'].flatMap(room => readdirSync(join(__dirname, '..', room, 'kitchen-sink')));
  expect(files.sort()).toEqual([
    'authorization-policy.ts', 'destination-rule.ts', 'envoy-filter.ts', 'gateway.ts', 'peer-authentication.ts', 'proxy-config.ts', 'request-authentication.ts',
    'service-entry.ts', 'sidecar.ts', 'telemetry.ts', 'traffic-extension.ts', 'virtual-service.ts', 'wasm-plugin.ts', 'workload-entry.ts', 'workload-group.ts',
  ]);
});
