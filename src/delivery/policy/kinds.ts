import { PolicyKind } from './rule-definition';

export const VIRTUAL_SERVICE: PolicyKind = { group: 'networking.istio.io', version: 'v1', kind: 'VirtualService', resource: 'virtualservices' };
export const DESTINATION_RULE: PolicyKind = { group: 'networking.istio.io', version: 'v1', kind: 'DestinationRule', resource: 'destinationrules' };
export const AUTHORIZATION_POLICY: PolicyKind =
  { group: 'security.istio.io', version: 'v1', kind: 'AuthorizationPolicy', resource: 'authorizationpolicies' };
export const PEER_AUTHENTICATION: PolicyKind = { group: 'security.istio.io', version: 'v1', kind: 'PeerAuthentication', resource: 'peerauthentications' };
export const WASM_PLUGIN: PolicyKind = { group: 'extensions.istio.io', version: 'v1alpha1', kind: 'WasmPlugin', resource: 'wasmplugins' };
