import { ApiObject, App, Chart } from 'cdk8s';
import { DeliveredEnvironment, IDelivery } from '../../src/delivery';

/** The controllers' objects that an engine adds to a chart, in the order it adds them. */
export function emitted(delivery: IDelivery, environments: DeliveredEnvironment[]): any[] {
  const chart = new Chart(new App(), 'delivery');
  delivery.deliver(chart, environments);
  return chart.node.findAll().filter(construct => ApiObject.isApiObject(construct)).map(object => (object as ApiObject).toJson());
}
