import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';
import { hostClaimedTwice } from '../../src/analysis/rules/routing/host-claimed-twice';

const routed = (name: string, spec: string, namespace = 'shop') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${spec} }
---
`;
const ALL = 'http: [{ route: [{ destination: { host: cart } }] }]';
const SOME = 'http: [{ match: [{ uri: { prefix: /a } }], route: [{ destination: { host: cart } }] }]';
const HTTP_ALL = (match: string) => `http: [{ match: [${match}], route: [{ destination: { host: cart } }] }]`;

/** Who is said to claim what somebody else claims: `shop/b spec.hosts[0]`. */
function said(text: string): string[] {
  const { findings, undecided, faults } = examine(manifestsOf(text), { minor: '1.31', rules: [hostClaimedTwice], checkObjects: false });
  expect([faults, undecided]).toEqual([[], []]);
  return findings.map(({ object, field }) => `${object?.namespace}/${object?.name} ${field}`);
}

describe('on the mesh', () => {
  test.each<[string, string, string[]]>([
    ['two of one host', routed('a', `hosts: [cart], ${ALL}`) + routed('b', `hosts: [cart], ${ALL}`), ['shop/b spec.hosts[0]']],
    ['three of one host', ['a', 'b', 'c'].map(name => routed(name, `hosts: [cart], ${ALL}`)).join(''), ['shop/b spec.hosts[0]', 'shop/c spec.hosts[0]']],
    ['written in full, in upper case', routed('a', `hosts: [cart], ${ALL}`) + routed('b', `hosts: [x, CART.shop.svc.cluster.local], ${ALL}`), ['shop/b spec.hosts[1]']],
    ['of different paths: sidecars merge nothing', routed('a', `hosts: [cart], ${SOME}`) + routed('b', `hosts: [cart], ${SOME}`), ['shop/b spec.hosts[0]']],
    ['one of them also at a gateway', routed('a', `hosts: [cart], ${ALL}`) + routed('b', `hosts: [cart], gateways: [public, mesh], ${ALL}`), ['shop/b spec.hosts[0]']],
    ['one of them at a gateway only', routed('a', `hosts: [cart], ${ALL}`) + routed('b', `hosts: [cart], gateways: [public], ${ALL}`), []],
    ['short names of two namespaces', routed('a', `hosts: [cart], ${ALL}`) + routed('a', `hosts: [cart], ${ALL}`, 'other'), []],
    ['a host within a wildcard', routed('a', `hosts: ["*.example.com"], ${ALL}`) + routed('b', `hosts: [a.example.com], ${ALL}`), []],
    ['equal wildcards', routed('a', `hosts: ["*.example.com"], ${ALL}`) + routed('b', `hosts: ["*.example.com"], ${ALL}`), ['shop/b spec.hosts[0]']],
    ['a private one beside a public one', routed('a', `hosts: [cart], ${ALL}`) + routed('b', `hosts: [cart], exportTo: [.], ${ALL}`), []],
    ['two private ones', routed('a', `hosts: [cart], exportTo: [.], ${ALL}`) + routed('b', `hosts: [cart], exportTo: [shop], ${ALL}`), ['shop/b spec.hosts[0]']],
    ['two exported to one namespace', routed('a', `hosts: [x.y], exportTo: [web], ${ALL}`) + routed('b', `hosts: [x.y], exportTo: [web, api], ${ALL}`, 'other'), ['shop/a spec.hosts[0]']],
    ['private to different namespaces', routed('a', `hosts: [x.y], exportTo: [.], ${ALL}`) + routed('b', `hosts: [x.y], exportTo: [.], ${ALL}`, 'other'), []],
    ['exported nowhere', routed('a', `hosts: [cart], exportTo: ["~"], ${ALL}`) + routed('b', `hosts: [cart], exportTo: ["~"], ${ALL}`), []],
    ['two of one name, which is another mistake', routed('a', `hosts: [cart], ${ALL}`) + routed('a', `hosts: [cart], ${ALL}`), []],
    ['delegates, which have no hosts', routed('a', ALL) + routed('b', ALL), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('at gateways', () => {
  const at = (name: string, routes: string, gateway = 'public', namespace?: string) => routed(name, `hosts: [shop.example.com], gateways: [${gateway}], ${routes}`, namespace);
  test.each<[string, string, string[]]>([
    ['two that catch everything', at('a', ALL) + at('b', ALL), ['shop/b spec.hosts[0]']],
    ['one that catches everything, and one that does not', at('a', ALL) + at('b', SOME), []],
    ['two that do not', at('a', SOME) + at('b', SOME), []],
    ['a prefix of everything', at('a', ALL) + at('b', HTTP_ALL('{ uri: { prefix: / } }')), ['shop/b spec.hosts[0]']],
    ['a pattern of everything', at('a', ALL) + at('b', HTTP_ALL('{ uri: { regex: ".*" }, name: all }')), ['shop/b spec.hosts[0]']],
    ['one of several matches', at('a', ALL) + at('b', HTTP_ALL('{ uri: { exact: /a } }, { statPrefix: all }')), ['shop/b spec.hosts[0]']],
    ['everything with a header', at('a', ALL) + at('b', HTTP_ALL('{ uri: { prefix: / }, headers: { a: { exact: b } } }')), []],
    ['another gateway', at('a', ALL) + at('b', ALL, 'internal'), []],
    ['the gateway by its full name', at('a', ALL) + at('b', ALL, 'shop/public', 'other'), ['shop/a spec.hosts[0]']],
    ['TLS by server names', at('a', 'tls: []') + at('b', 'tls: []'), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});
