import { ClientTls, EgressPort, ExternalService } from '../../src';
import { PatternStory } from '../pattern-story';

export const STORY: PatternStory = {
  pattern: 'ExternalService',
  chapter: 'egress',
  title: 'TLS origination',
  when: `Where an application speaks plain HTTP to a host that wants TLS, or where retries, timeouts and metrics of single requests are wanted for what
leaves the mesh: the application calls port 80, and its sidecar encrypts, sends the server name and verifies that the certificate names the host. An
application that encrypts itself needs \`EgressPort.tls\`.`,
  mistakes: [
    {
      mistake: 'Authorities from a Secret at sidecars',
      consequence: 'Sidecars read no Secrets: Istio leaves TLS out, and the requests leave the mesh in plain text.',
      refusedBy: 'MESH0002',
      fix: 'egressGateway',
      program: chart => {
        new ExternalService(chart, 'Payments', { host: 'api.payments.example', port: EgressPort.tlsOrigination({ credentialName: 'payments-ca' }) });
      },
    },
    {
      mistake: 'A second place that says how to encrypt',
      consequence: 'One of the two wins; if it is the one without TLS, requests leave the mesh in plain text.',
      refusedBy: 'MESH0002',
      fix: 'EgressPort.tlsOrigination',
      program: chart => {
        new ExternalService(chart, 'Payments', {
          host: 'api.payments.example', port: EgressPort.tlsOrigination(), trafficPolicy: { tls: ClientTls.disable() },
        });
      },
    },
    {
      mistake: 'Settings of the port beside TLS',
      consequence: 'Settings of a port inherit nothing, so TLS is lost with the first timeout that is set there.',
      refusedBy: 'MESH0002',
      fix: 'at the top of the traffic policy',
      program: chart => {
        new ExternalService(chart, 'Payments', {
          host: 'api.payments.example',
          port: EgressPort.tlsOrigination(),
          trafficPolicy: { portLevelSettings: [{ port: 80, connectionPool: { tcp: { maxConnections: 10 } } }] },
        });
      },
    },
    {
      mistake: 'TLS to a wildcard',
      consequence: 'No certificate could be verified, so whoever answers is believed.',
      refusedBy: 'MESH0002',
      fix: 'one ExternalService for each host',
      program: chart => {
        new ExternalService(chart, 'Payments', { host: '*.payments.example', port: EgressPort.tlsOrigination() });
      },
    },
  ],
  meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
  traffic: [
    {
      request: 'an application that speaks HTTP',
      from: 'shop/cart',
      url: 'http://api.payments.example/charges',
      fate: { to: { 'api.payments.example:80': 100 }, transport: 'tls', sees: { path: '/charges', host: 'api.payments.example' } },
    },
    { request: 'an application that encrypts itself, at a port that the entry does not have', from: 'shop/cart', url: 'tls://api.payments.example:443', fate: { closed: true } },
    { request: 'a host that nobody declared', from: 'shop/cart', url: 'http://elsewhere.example.com/', fate: { status: 502 } },
  ],
};
