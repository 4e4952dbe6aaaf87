import { EveryRouteHasATimeout } from './every-route-has-a-timeout';
import { KnownDestinationsOnly } from './known-destinations-only';
import { IMeshRule, IRulePack } from '../../src';

/** The rules that every mesh of Acme keeps: `fleet.addRulePack(new AcmeRules())`. */
export class AcmeRules implements IRulePack {
  public readonly packName = 'acme';

  public rules(): IMeshRule[] {
    return [new EveryRouteHasATimeout(), new KnownDestinationsOnly()];
  }
}
