import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { NAMESPACE, objectsOf, serviceName } from './workload';

/** Synthesizes the workload with cdk8s alone: one chart and one file per service. */
export function synthesize(services: number, outdir: string): void {
  const app = new App({ outdir, yamlOutputType: YamlOutputType.FILE_PER_CHART });
  for (let i = 0; i < services; i++) {
    const chart = new Chart(app, serviceName(i), { namespace: NAMESPACE });
    for (const object of objectsOf(i)) {
      new ApiObject(chart, object.kind, object);
    }
  }
  app.synth();
}
