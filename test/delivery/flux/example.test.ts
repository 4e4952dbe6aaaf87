import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { filesBelow, runExample } from '../../support/run-example';

const EXAMPLE = join(__dirname, '../../../examples/flux');

test('examples/flux writes what is committed, and nothing is found', () => {
  const { result, files } = runExample(EXAMPLE);
  expect(result.findings).toEqual([]);
  expect(Object.fromEntries(files)).toEqual(Object.fromEntries(filesBelow(join(EXAMPLE, 'dist'))));
  const kinds = [...files].filter(([path]) => path.startsWith('_delivery/flux/')).flatMap(([, text]) => parseAllDocuments(text).map(document => document.toJS().kind));
  expect([...new Set(kinds)].sort()).toEqual([
    'Alert', 'GitRepository', 'ImagePolicy', 'ImageRepository', 'ImageUpdateAutomation', 'Kustomization', 'OCIRepository', 'Provider', 'Receiver',
  ]);
});

test.each([
  ['an artifact that anybody could have pushed', { file: 'main.ts', from: '      verify: OciVerification', to: '      // verify: OciVerification' }, /MESH0021/],
  ['a marker that names no policy', { file: 'config/staging.yaml', from: 'flux-system:mesh-web', to: 'flux-system:web' }, /MESH0808.*flux-system:web/],
  ['a push without a pull request', { file: 'main.ts', from: "  authorEmail: 'flux@example.com',", to: "  authorEmail: 'flux@example.com', pushBranch: 'main'," }, /MESH0002.*straight to main/],
  ['a route in another namespace than the rule of its host', {
    file: 'mesh.ts',
    from: "  const cart = new Chart(environment, 'cart', { namespace: 'cart' });",
    to: `  const { HttpAction, TrafficSplit, VirtualService } = require('../../src');
  const away = MeshService.fromHost(edge, 'Away', 'web.web.svc.cluster.local');
  new VirtualService(edge, 'Blog', { hosts: ['blog.example.com'], gateways: [Gateway.fromName(edge, 'Other', 'other/gateway')] })
    .addHttpRoute('blog', { action: HttpAction.route(TrafficSplit.to(away)) });
  const cart = new Chart(environment, 'cart', { namespace: 'cart' });`,
  }, /MESH0807.*VirtualService istio-ingress\/blog needs DestinationRule web\/web/],
])('%s stops the example', (_title, edit, says) => {
  expect(() => runExample(EXAMPLE, edit)).toThrow(says);
});
