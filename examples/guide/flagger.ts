import { Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshService, progressive } from '../../src';

/** Flagger and its load tester, which run in the mesh: mutual TLS and the denial of everything hold for them too. */
export class FlaggerChart extends Chart {
  /** What sends requests to new versions. */
  public readonly loadTester: MeshService;
  /** Where Flagger says what became of a release. */
  public readonly alerts: progressive.FlaggerAlertProvider;

  constructor(scope: Construct, id: string, props: ChartProps) {
    super(scope, id, { ...props, namespace: 'flagger-system' });
    const flagger = new MeshService(this, 'Flagger', {
      name: 'flagger', ports: [{ name: 'http', number: 8080 }], selector: { app: 'flagger' }, serviceAccount: 'flagger',
    });
    this.loadTester = new MeshService(this, 'LoadTester', {
      name: 'flagger-loadtester',
      ports: [{ name: 'http', number: 80, targetPort: 8080 }],
      selector: { app: 'flagger-loadtester' },
      serviceAccount: 'flagger-loadtester',
    });
    this.loadTester.connections.allowFrom(flagger);
    this.alerts = new progressive.FlaggerAlertProvider(this, 'Alerts', {
      name: 'istio-alerts', receiver: progressive.FlaggerAlertReceiver.SLACK, secretName: 'slack-webhook', channel: 'istio-alerts',
    });
  }
}
