import { ApiObject, App, ApiObjectProps, Chart, YamlOutputType } from 'cdk8s';
import { addUnits, RELEASES } from './ours';
import { Environment } from '../../src';
import { serviceName } from '../workload';

let shared: ApiObjectProps[] = [];
let units: ApiObjectProps[][] = [];

/** Makes the objects that the other side emits, outside of the clock: one unit per kind by this library, all others as copies of it with their own number. */
export function prepare(services: number): void {
  const environment = new Environment('bench');
  addUnits(environment, RELEASES.length);
  const objects = environment.node.findAll().filter(construct => ApiObject.isApiObject(construct)).map(object => (object as ApiObject).toJson());
  const number = (index: number) => serviceName(index).slice('service-'.length);
  // cdk8s gives the namespace of the chart to every object; the other side leaves it away where it means nothing.
  const texts = objects.map(object => JSON.stringify(object.kind === 'Namespace' ? { ...object, metadata: { ...object.metadata, namespace: undefined } } : object));
  const templates = RELEASES.map((_, i) => texts.filter(text => text.includes(number(i))));
  shared = texts.filter(text => !templates.some(template => template.includes(text))).map(text => JSON.parse(text));
  units = Array.from({ length: services }, (_, i) => {
    const kind = i % RELEASES.length;
    return templates[kind].map(text => JSON.parse(text.replaceAll(number(kind), number(i))));
  });
}

/** Synthesizes the same objects with cdk8s alone: one chart and one file per unit. */
export function synthesize(_services: number, outdir: string): void {
  const app = new App({ outdir, yamlOutputType: YamlOutputType.FILE_PER_CHART });
  addChart(app, 'platform', shared);
  units.forEach((objects, i) => addChart(app, serviceName(i), objects));
  app.synth();
}

function addChart(app: App, id: string, objects: readonly ApiObjectProps[]): void {
  const chart = new Chart(app, id);
  objects.forEach((object, i) => new ApiObject(chart, `object-${i}`, object));
}
