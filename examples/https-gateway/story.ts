import { Duration } from 'cdk8s';
import { HttpsGateway, ServerCertificates, TlsVersion } from '../../src';
import { PatternStory } from '../pattern-story';

const FRONTEND = 'frontend.shop.svc.cluster.local:8080';
const PARTNERS = 'partners.shop.svc.cluster.local:8080';
const gateway = 'istio-ingress/ingressgateway';

export const STORY: PatternStory = {
  pattern: 'HttpsGateway',
  chapter: 'edge',
  title: 'HTTPS gateway',
  when: `For every gateway that browsers and other clients outside of the mesh come to. It lists certificates with their hosts, and gives each
certificate a server of its own; plain text is redirected. The ports are those of the gateway's Service (80 and 443), which Istio translates to
those of its pods. Routes are written elsewhere: \`HttpService\`, \`PublicApi\` and \`HostRoutes\` take its \`gateway\`.

With \`strictTransportSecurity\` browsers are told to come with https only. It takes an EnvoyFilter, because Istio has no field that sets a
header on all answers of a gateway, and Istio's webhook warns of every EnvoyFilter. For services that terminate TLS themselves see
\`TlsPassthrough\`.`,
  mistakes: [
    {
      mistake: 'One certificate, its hosts in two servers',
      consequence: 'Browsers reuse a connection for all hosts of its certificate. The server it leads to answers 404 for the hosts of the other one, now and then.',
      refusedBy: 'MESH0008',
      fix: 'name all its hosts in certificates[0]',
      program: chart => {
        new HttpsGateway(chart, 'Public', {
          certificates: [
            { hosts: ['shop.example.com'], certificate: ServerCertificates.secret('example-tls') },
            { hosts: ['api.example.com'], certificate: ServerCertificates.secret('example-tls') },
          ],
        });
      },
    },
    {
      mistake: 'A wildcard certificate beside one for a host within it',
      consequence: 'A browser that is connected with the wildcard certificate asks for the host on the same connection, and gets 404.',
      refusedBy: 'MESH0008',
      fix: 'serve api.example.com with the certificate of *.example.com',
      program: chart => {
        new HttpsGateway(chart, 'Public', {
          certificates: [
            { hosts: ['*.example.com'], certificate: ServerCertificates.secret('wildcard-tls') },
            { hosts: ['api.example.com'], certificate: ServerCertificates.secret('api-tls') },
          ],
        });
      },
    },
    {
      mistake: 'TLS 1.0 and 1.1',
      consequence: 'Both are broken, and auditors ask for them first.',
      refusedBy: 'compiler',
      program: chart => {
        new HttpsGateway(chart, 'Public', {
          certificates: [{ hosts: ['shop.example.com'], certificate: ServerCertificates.secret('shop-tls') }],
          // @ts-expect-error only TLS 1.2 and 1.3 are possible
          tlsFloor: TlsVersion.TLS_1_0,
        });
      },
    },
    {
      mistake: 'A host on the preload lists of browsers without its subdomains',
      consequence: 'The lists refuse it, and meanwhile every answer says something that is not so.',
      refusedBy: 'MESH0002',
      fix: 'set includeSubdomains',
      program: chart => {
        new HttpsGateway(chart, 'Public', {
          certificates: [{ hosts: ['shop.example.com'], certificate: ServerCertificates.secret('shop-tls') }],
          strictTransportSecurity: { maxAge: Duration.days(365), preload: true },
        });
      },
    },
  ],
  traffic: [
    {
      request: 'a browser',
      gateway,
      url: 'https://shop.example.com/',
      fate: { to: { [FRONTEND]: 100 }, answer: { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } },
    },
    { request: 'a browser, at the other host of the certificate', gateway, url: 'https://www.shop.example.com/', fate: { to: { [FRONTEND]: 100 } } },
    { request: 'a browser, at a host of the other certificate', gateway, url: 'https://acme.partners.example.com/', fate: { to: { [PARTNERS]: 100 }, answer: { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } } },
    {
      request: 'a browser that speaks plain text',
      gateway,
      url: 'http://shop.example.com/cart?page=2',
      fate: { status: 301, answer: { 'location': 'https://shop.example.com/cart?page=2', 'strict-transport-security': null } },
    },
    {
      request: 'a browser that speaks plain text, at a host of the wildcard',
      gateway,
      url: 'http://acme.partners.example.com/',
      fate: { status: 301, answer: { location: 'https://acme.partners.example.com/' } },
    },
    { request: 'a browser, at the domain above the wildcard', gateway, url: 'https://partners.example.com/', fate: { closed: true } },
    {
      request: 'a client that names a host of one certificate in TLS, and of the other in the request',
      gateway,
      url: 'https://shop.example.com/',
      headers: { host: 'acme.partners.example.com' },
      fate: { status: 404 },
    },
    { request: 'a browser, at a host that nobody serves', gateway, url: 'https://other.example.com/', fate: { closed: true } },
  ],
};
