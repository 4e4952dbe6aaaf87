import { Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { GuideValues } from './values';
import { PeerAuthentication, ProxyConfig } from '../../src';

/** `base/istio-system`: what of the mesh configuration is an object of the API, and the mode of mutual TLS. */
export class IstioSystemChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, values: GuideValues) {
    super(scope, id, { ...props, namespace: 'istio-system' });
    new ProxyConfig(this, 'MeshDefault', { name: 'mesh-default', meshWide: true, concurrency: 2 });
    new PeerAuthentication(this, 'PeerAuthentication', { name: 'default', meshWide: true, mutualTls: values.mutualTls });
  }
}
