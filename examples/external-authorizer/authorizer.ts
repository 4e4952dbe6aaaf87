import { Construct } from 'constructs';
import { AuthorizationProvider, AuthorizerOutage, MeshService } from '../../src';

/** The authorizers of the example: what policies call them, and what the mesh configuration needs to know of them. */
export function authorizers(scope: Construct): Record<'login' | 'ledger' | 'ads', AuthorizationProvider> {
  const ports = [{ name: 'http', number: 8000 }];
  const namespace = 'auth';
  const login = new MeshService(scope, 'Login', { name: 'login', namespace, ports, selector: { app: 'login' }, serviceAccount: 'login' });
  const down = new MeshService(scope, 'Down', { name: 'down', namespace, ports });
  return {
    login: AuthorizationProvider.http('login', { service: login, headersToService: ['x-user'] }),
    ledger: AuthorizationProvider.http('ledger', { service: down }),
    ads: AuthorizationProvider.http('ads', { service: down, outage: AuthorizerOutage.LET_PASS }),
  };
}
