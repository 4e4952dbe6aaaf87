import { MeshService, StringMatch, TlsPassthrough } from '../../src';
import { PatternStory } from '../pattern-story';

const SHARED = 'shared-vault.vaults.svc.cluster.local:443';
const ACME = 'acme-vault.vaults.svc.cluster.local:443';
const gateway = 'istio-ingress/ingressgateway';

export const STORY: PatternStory = {
  pattern: 'TlsPassthrough',
  chapter: 'edge',
  title: 'TLS passthrough',
  when: `For services that must terminate TLS themselves: a vault with client certificates, a database, another cluster's gateway. The gateway
chooses by the server name of the TLS handshake and reads nothing else, so there are no paths, headers, retries or status codes: use
\`HttpsGateway\` wherever the gateway may hold the certificate.`,
  mistakes: [
    {
      mistake: 'Routing passed-through TLS by path',
      consequence: 'Istio ignores HTTP routes on such a server, and every connection is closed.',
      refusedBy: 'compiler',
      program: chart => {
        const service = new MeshService(chart, 'Vault', { name: 'vault', ports: [{ name: 'tls', number: 443 }] });
        new TlsPassthrough(chart, 'Edge', {
          // @ts-expect-error there is nothing but the server name to choose by
          routes: [{ hosts: ['vault.example.com'], service, match: [{ uri: StringMatch.prefix('/v1') }] }],
        });
      },
    },
    {
      mistake: 'A destination port that Istio takes for plain HTTP',
      consequence: 'The sidecar of the service reads the handshake as a bad HTTP request and closes the connection.',
      refusedBy: 'MESH0002',
      fix: 'name a port for TLS',
      program: chart => {
        const service = new MeshService(chart, 'Vault', { name: 'vault', ports: [{ name: 'http', number: 8200 }] });
        new TlsPassthrough(chart, 'Edge', { routes: [{ hosts: ['vault.example.com'], service }] });
      },
    },
    {
      mistake: 'One server name for two services',
      consequence: 'Istio leaves the second route out, without a word.',
      refusedBy: 'MESH0008',
      fix: 'name vault.example.com once',
      program: chart => {
        const blue = new MeshService(chart, 'Blue', { name: 'blue', ports: [{ name: 'tls', number: 443 }] });
        const green = new MeshService(chart, 'Green', { name: 'green', ports: [{ name: 'tls', number: 443 }] });
        new TlsPassthrough(chart, 'Edge', { routes: [{ hosts: ['vault.example.com'], service: blue }, { hosts: ['vault.example.com'], service: green }] });
      },
    },
  ],
  traffic: [
    { request: 'a client, with a server name of the wildcard', gateway, url: 'tls://beta.vault.example.com:443', fate: { to: { [SHARED]: 100 } } },
    { request: 'a client, with the server name that has a vault of its own', gateway, url: 'tls://acme.vault.example.com:443', fate: { to: { [ACME]: 100 } } },
    { request: 'a client, with another server name', gateway, url: 'tls://vault.example.com:443', fate: { closed: true } },
  ],
};
