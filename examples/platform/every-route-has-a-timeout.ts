import { IMeshRule, MeshFinding, MeshModel, RouteProtocol } from '../../src';

/** Every HTTP route that leads somewhere has a timeout: without one, a stuck backend holds all of its callers. */
export class EveryRouteHasATimeout implements IMeshRule {
  public readonly ruleId = 'ACME-ROUTE-TIMEOUT';

  public check(mesh: MeshModel): MeshFinding[] {
    return mesh.routes
      .filter(({ protocol, destinations, json }) => protocol === RouteProtocol.HTTP && destinations.length > 0 && json.timeout === undefined)
      .map(({ object, field, name }) => MeshFinding.error({
        object,
        field,
        message: `The route ${name ?? field} has no timeout.`,
        why: 'A stuck backend would hold all of its callers.',
        fix: 'Set `timeout`, or use AcmeHttpService; acknowledge ACME-ROUTE-TIMEOUT for streams.',
      }));
  }
}
