import { ApiObject, App, Chart } from 'cdk8s';
import { Files, textOf } from '../../src/environments/files';
import { addEnvironmentFiles, addKnownFile, placeInEnvironment } from '../../src/environments/layout';
import { renderTree } from '../../src/environments/render';

function emit(apiVersion: string, kind: string, namespace: string | undefined, name: string) {
  const app = new App();
  const chart = new Chart(app, 'chart');
  new ApiObject(chart, 'object', { apiVersion, kind, metadata: { name, namespace } });
  return renderTree(app, 'production').emitted[0];
}

describe('the place of an object', () => {
  test.each([
    ['v1', 'Service', 'shop', 'cart', 'shop/service.cart.yaml'],
    ['v1', 'ServiceAccount', 'shop', 'cart', 'shop/serviceaccount.cart.yaml'],
    ['apps/v1', 'Deployment', 'shop', 'cart-v1', 'shop/deployment.cart-v1.yaml'],
    ['networking.istio.io/v1', 'VirtualService', 'shop', 'cart', 'shop/virtualservice.cart.yaml'],
    ['networking.istio.io/v1', 'Gateway', 'shop', 'main', 'shop/gateway.main.yaml'],
    ['gateway.networking.k8s.io/v1', 'Gateway', 'shop', 'main', 'shop/gateway_gateway.networking.k8s.io.main.yaml'],
    ['security.istio.io/v1', 'PeerAuthentication', 'istio-system', 'default', 'istio-system/peerauthentication.default.yaml'],
    ['telemetry.istio.io/v1', 'Telemetry', 'shop', 'mesh', 'shop/telemetry.mesh.yaml'],
    ['extensions.istio.io/v1alpha1', 'WasmPlugin', 'shop', 'filter', 'shop/wasmplugin.filter.yaml'],
    ['batch/v1', 'Job', 'shop', 'once', 'shop/job_batch.once.yaml'],
    ['v1', 'Namespace', undefined, 'shop', '_cluster/namespace.shop.yaml'],
    ['v1', 'Namespace', 'shop', 'shop', '_cluster/namespace.shop.yaml'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'shop', 'system:Reader', '_cluster/clusterrole_rbac.authorization.k8s.io.system%3a%52eader.yaml'],
    ['example.com/v1', 'Widget', 'shop', 'w', 'shop/widget_example.com.w.yaml'],
    ['example.com/v1', 'Widget', undefined, 'w', '_cluster/widget_example.com.w.yaml'],
    ['v1', 'ConfigMap', '../..', '../../x', '%2e%2e%2f%2e%2e/configmap.%2e%2e%2f%2e%2e%2fx.yaml'],
    ['v1', 'ConfigMap', '_cluster', 'x', '%5fcluster/configmap.x.yaml'],
    ['v1', 'ConfigMap', 'con', 'x', '%63on/configmap.x.yaml'],
    ['v1', '../Kind', 'shop', 'x', 'shop/%2e%2e%2fkind.x.yaml'],
    ['v1', 'Con', 'shop', 'x', 'shop/%63on.x.yaml'],
  ])('%s %s %s/%s lies at the place %5$s', (apiVersion, kind, namespace, name, expected) => {
    const { folder, file } = placeInEnvironment(emit(apiVersion, kind, namespace, name));
    expect(`${folder}/${file}`).toBe(expected);
  });
});

describe('the folder of an environment', () => {
  const placed = [
    emit('v1', 'Service', 'shop', 'web'),
    emit('v1', 'Service', 'shop', 'cart'),
    emit('v1', 'Namespace', undefined, 'shop'),
    emit('networking.istio.io/v1', 'Sidecar', 'istio-system', 'default'),
  ].map(placeInEnvironment);

  test('has a kustomization per namespace that lists its files, and one at the top that lists the folders', () => {
    const files: Files = new Map();
    addEnvironmentFiles(files, 'production', [], placed);
    expect([...files.keys()].sort()).toEqual([
      'production/_cluster/kustomization.yaml',
      'production/_cluster/namespace.shop.yaml',
      'production/istio-system/kustomization.yaml',
      'production/istio-system/sidecar.default.yaml',
      'production/kustomization.yaml',
      'production/shop/kustomization.yaml',
      'production/shop/service.cart.yaml',
      'production/shop/service.web.yaml',
    ]);
    expect(files.get('production/kustomization.yaml')).toBe(
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- _cluster\n- istio-system\n- shop\n');
    expect(files.get('production/shop/kustomization.yaml')).toBe(
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- service.cart.yaml\n- service.web.yaml\n');
    expect(textOf(files.get('production/shop/service.cart.yaml')!)).toBe('apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n  namespace: shop\n');
  });

  test('with clusters, every cluster has the full copy and nothing lies beside them', () => {
    const files: Files = new Map();
    addEnvironmentFiles(files, 'production', ['eu-1', 'us-1'], placed);
    const below = (cluster: string) => [...files].filter(([path]) => path.startsWith(`production/${cluster}/`))
      .map(([path, text]) => [path.slice(`production/${cluster}/`.length), text]);
    expect(below('eu-1')).toHaveLength(8);
    expect(below('us-1')).toEqual(below('eu-1'));
    expect(files.size).toBe(16);
  });

  test('what is declared only lies in one stream outside of it, sorted', () => {
    const files: Files = new Map();
    addKnownFile(files, 'production', [emit('v1', 'Service', 'shop', 'pay'), emit('apps/v1', 'Deployment', 'shop', 'pay'), emit('v1', 'Service', 'bank', 'pay')]);
    expect([...files.keys()]).toEqual(['_known/production.yaml']);
    expect([...textOf(files.get('_known/production.yaml')!).matchAll(/^kind: (.*)|^  namespace: (.*)/gm)].map(match => match[1] ?? match[2]))
      .toEqual(['Service', 'bank', 'Service', 'shop', 'Deployment', 'shop']);
  });
});
