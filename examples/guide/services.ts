import { Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshNamespace, MeshService } from '../../src';

/** The services of namespace `default`, deployed from other repositories: what this one has to know of them. */
export class ServicesChart extends Chart {
  /** The pages that users see. */
  public readonly frontend: MeshService;
  /** What the pages are made from. */
  public readonly backend: MeshService;
  /** The public API, in two versions. */
  public readonly api: MeshService;
  /** The catalogue, whose versions Flagger makes. */
  public readonly catalog: MeshService;
  /** The web application, blue and green. */
  public readonly web: MeshService;

  constructor(scope: Construct, id: string, props: ChartProps) {
    super(scope, id, { ...props, namespace: 'default' });
    new MeshNamespace(this, 'Namespace', { name: 'default' });
    this.frontend = this.declare('frontend', [{ version: 'v1' }]);
    this.backend = this.declare('backend', [{ version: 'v1' }]);
    this.api = this.declare('api-service', [{ version: 'v1' }, { version: 'v2' }]);
    // Flagger changes `app` in the stable version: policies go by a label that it leaves alone.
    this.catalog = this.declare('catalog', [{}], 'example.com/service');
    this.web = this.declare('web-app', [{ deployment: 'blue' }, { deployment: 'green' }]);
  }

  private declare(name: string, versions: { [key: string]: string }[], selectedBy = 'app'): MeshService {
    return new MeshService(this, name, {
      name, ports: [{ name: 'http', number: 80, targetPort: 8080 }], selector: { [selectedBy]: name }, serviceAccount: name, versions,
    });
  }
}
