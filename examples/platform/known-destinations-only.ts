import { IMeshRule, LookupAnswer, MeshFinding, MeshModel } from '../../src';

/** Routes lead to services that the team has declared, so that the rules of the house can look at them. What nobody can know is asked, not accused. */
export class KnownDestinationsOnly implements IMeshRule {
  public readonly ruleId = 'ACME-KNOWN-DESTINATION';

  public check(mesh: MeshModel): MeshFinding[] {
    return mesh.routes.flatMap(({ object, destinations }) => destinations.flatMap(({ host, field }) => {
      const { answer, because } = mesh.lookUpHost(host, object.namespace);
      return answer === LookupAnswer.CANNOT_TELL ? [MeshFinding.undecided({ object, field: `${field}.host`, because: because ?? 'nobody knows' })] : [];
    }));
  }
}
