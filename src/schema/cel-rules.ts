import { goDuration } from './go-duration';
import { goUrlScheme } from './go-url';

/**
 * A CEL rule of Istio's CRDs in TypeScript. `holds` sees a value whose types, sizes and fields are already right, and takes null for
 * absent, as the API server does. An evaluation error of CEL is "does not hold".
 */
export interface CelRule {
  readonly holds: (self: any) => boolean;
  /** What is wrong, without location. */
  readonly says: (self: any) => string;
  readonly fix: string;
  /** Why it matters; only where the sentence does not say it. */
  readonly why?: string;
}

/** All rules by the name that `projenrc/import-cel.ts` gives to their text. */
export const CEL_RULES: Readonly<Record<string, CelRule>> = {
  'selector-or-target-refs': atMostOneOf('selector', 'targetRefs'),
  'selector-or-target-ref-or-target-refs': atMostOneOf('selector', 'targetRef', 'targetRefs'),
  'workload-selector-or-target-refs': atMostOneOf('workloadSelector', 'targetRefs'),
  'workload-selector-or-endpoints': atMostOneOf('workloadSelector', 'endpoints'),
  'tls-certificates-or-credential-names': atMostOneOf('tlsCertificates', 'credentialNames'),
  'tls-certificates-or-credential-names-again': atMostOneOf('credentialNames', 'tlsCertificates'),
  'credential-name-or-credential-names': atMostOneOf('credentialName', 'credentialNames'),
  'jwks-or-jwks-uri': atMostOneOf('jwksUri', 'jwks_uri', 'jwks'),
  'wasm-or-lua': {
    holds: self => has(self, 'wasm') !== has(self, 'lua'),
    says: self => (has(self, 'wasm') ? 'Both "wasm" and "lua" are set.' : 'Neither "wasm" nor "lua" is set.'),
    fix: 'Set exactly one of "wasm" and "lua".',
  },
  'label-keys-without-wildcard': {
    holds: self => keys(self).every(key => !key.includes('*')),
    says: self => `Label key ${quote(keys(self).find(key => key.includes('*')))} holds a wildcard.`,
    fix: 'Write the label key out: selectors match labels exactly.',
  },
  'label-keys-not-empty': {
    holds: self => keys(self).every(key => key !== ''),
    says: () => 'A label key is empty.',
    fix: 'Name the label.',
  },
  'label-value-without-wildcard': withoutWildcard('Write the label value out: selectors match labels exactly.'),
  'selector-value-without-wildcard': withoutWildcard('Write the label value out: selectors match labels exactly.'),
  'same-namespace': {
    holds: self => self === '',
    says: self => `A reference into the namespace ${quote(self)} is not supported.`,
    fix: 'Remove "namespace" and put this object into the namespace of what it refers to.',
  },
  'extension-url': pluginUrl(),
  'plugin-url': pluginUrl(),
  'env-value-inline': {
    holds: self => !(text(self, 'valueFrom') === 'HOST' && has(self, 'value')),
    says: () => 'A "value" is set although "valueFrom" is HOST.',
    fix: 'Remove "value", or set "valueFrom" to INLINE.',
  },
  'duration-at-least-1ms': {
    holds: self => (goDuration(self) ?? 0) >= 1e6,
    says: self => (goDuration(self) === undefined ? `${quote(self)} is not a duration.` : `${quote(self)} is shorter than 1ms.`),
    fix: 'Write a duration of at least 1ms as numbers with the units h, m, s or ms, like "1.5s" or "1m30s".',
  },
  'waypoint-match-in-waypoint-context': {
    holds: self => has(self, 'waypoint') === (text(self, 'context') === 'WAYPOINT'),
    says: self => (has(self, 'waypoint') ? 'A "waypoint" match is set outside of the context WAYPOINT.' : 'The context is WAYPOINT, but there is no "waypoint" match.'),
    fix: 'Use the context WAYPOINT and the "waypoint" match together, or neither.',
  },
  'port': {
    holds: self => self > 0 && self <= 65535,
    says: self => `${self} is not a port.`,
    fix: 'Use a port from 1 to 65535.',
  },
  'port-keys': {
    holds: self => keys(self).every(key => isPortKey(key)),
    says: self => `The key ${quote(keys(self).find(key => !isPortKey(key)))} is not a port.`,
    fix: 'Use port numbers of the workload, from 1 to 65535, as keys.',
  },
  'port-names': {
    holds: self => keys(self).every(isPortName),
    says: self => `${quote(keys(self).find(key => !isPortName(key)))} is not a port name.`,
    fix: 'Use letters, digits and inner hyphens, at most 62 characters.',
  },
  'port-numbers-unique': {
    holds: self => new Set(self.map((port: any) => port.number)).size === self.length,
    says: self => `Port ${repeated(self.map((port: any) => port.number))} is there more than once.`,
    fix: 'Give every port a number of its own.',
  },
  'port-level-mtls-needs-selector': {
    holds: self => !has(self, 'portLevelMtls') || keys(self.selector?.matchLabels ?? {}).length > 0,
    says: () => '"portLevelMtls" is set without a selector.',
    fix: 'Select the workload with "selector.matchLabels", or remove "portLevelMtls".',
    why: 'Ports belong to workloads: a policy of a namespace or mesh cannot name them.',
  },
  'cidr-needs-none-or-static': {
    holds: self => !has(self, 'resolution') || self.resolution === 'STATIC' || self.resolution === 'NONE'
      || !(self.addresses ?? []).some((address: string) => address.includes('/')),
    says: self => `The address ${quote((self.addresses ?? []).find((address: string) => address.includes('/')))} is a range, which the resolution ${self.resolution} cannot use.`,
    fix: 'Use single addresses, or the resolution NONE or STATIC.',
  },
  'none-without-endpoints': {
    holds: self => (has(self, 'resolution') && self.resolution !== 'NONE') || !has(self, 'endpoints'),
    says: () => 'The resolution is NONE, but there are endpoints.',
    fix: 'Set "resolution" to STATIC or DNS, or remove the endpoints.',
    why: 'With NONE, requests go to the address they were sent to: endpoints would be ignored.',
  },
  'round-robin-one-endpoint': {
    holds: self => text(self, 'resolution') !== 'DNS_ROUND_ROBIN' || (self.endpoints ?? []).length <= 1,
    says: self => `The resolution is DNS_ROUND_ROBIN, but there are ${self.endpoints.length} endpoints.`,
    fix: 'Keep one endpoint, or use the resolution DNS.',
  },
  'address-or-network': {
    holds: self => has(self, 'address') || has(self, 'network'),
    says: () => 'There is neither an address nor a network.',
    fix: 'Set "address", or "network" for a workload behind a gateway of another network.',
  },
  'unix-without-ports': {
    holds: self => !text(self, 'address').startsWith('unix://') || !has(self, 'ports'),
    says: self => `The address ${quote(self.address)} is a Unix socket, but there are ports.`,
    fix: 'Remove "ports": a socket has none.',
  },
  'unix-absolute': {
    holds: self => !self.startsWith('unix://') || self[7] === '/' || self[7] === '@',
    says: self => `${quote(self)} is not an absolute path of a Unix socket.`,
    fix: 'Write unix:///path/of/the/socket, or unix://@name for an abstract one.',
  },
  'unix-not-a-folder': {
    holds: self => !self.startsWith('unix://') || !self.endsWith('/'),
    says: self => `${quote(self)} is a folder, not a Unix socket.`,
    fix: 'Remove the slash at the end.',
  },
  'host-not-wildcard': {
    holds: self => self !== '*',
    says: () => 'The host is "*", which would take over all of the traffic.',
    fix: 'Name the host, or a domain such as "*.example.com".',
  },
  'probe-scheme': {
    holds: self => self === '' || self === 'HTTP' || self === 'HTTPS',
    says: self => `${quote(self)} is not a scheme of a probe.`,
    fix: 'Use HTTP or HTTPS, in capitals.',
  },
  'service-accounts-alone': {
    holds: self => !(has(self, 'serviceAccounts') || has(self, 'notServiceAccounts'))
      || !['principals', 'notPrincipals', 'namespaces', 'notNamespaces'].some(field => has(self, field)),
    says: () => 'Service accounts are named together with principals or namespaces.',
    fix: 'Name the caller in one way: a service account already says its namespace ("namespace/name"); use a second source for others.',
  },
  'jwks-uri-scheme': {
    holds: self => ['http', 'https'].includes(goUrlScheme(self) ?? ''),
    says: self => `${quote(self)} is not an http or https URL.`,
    fix: 'Write the full URL of the key set, starting with https:// (or http:// inside of the mesh).',
  },
  'upsert-needs-value': {
    holds: self => text(self, 'operation') !== 'UPSERT' || (has(self, 'value') && self.value !== ''),
    says: () => 'The operation is UPSERT, but there is no value.',
    fix: 'Set "value" to the CEL expression of the tag, or "operation" to REMOVE.',
  },
  'remove-without-value': {
    holds: self => text(self, 'operation') !== 'REMOVE' || !has(self, 'value'),
    says: () => 'The operation is REMOVE, but there is a value.',
    fix: 'Remove "value", or set "operation" to UPSERT.',
  },
};

function atMostOneOf(...fields: string[]): CelRule {
  const names = `${fields.slice(0, -1).map(quote).join(', ')} and ${quote(fields[fields.length - 1])}`;
  return {
    holds: self => {
      let count = 0;
      for (const field of fields) {
        if (has(self, field)) {
          count++;
        }
      }
      return count <= 1;
    },
    says: self => `${fields.filter(field => has(self, field)).map(quote).join(' and ')} exclude each other.`,
    fix: `Keep one of ${names}.`,
  };
}

function withoutWildcard(fix: string): CelRule {
  return { holds: self => !self.includes('*'), says: self => `${quote(self)} holds a wildcard.`, fix };
}

function pluginUrl(): CelRule {
  const schemes = ['', 'http', 'https', 'file', 'oci'];
  return {
    holds: self => schemes.includes(goUrlScheme(self) ?? goUrlScheme(`http://${self}`) ?? '-'),
    says: self => `${quote(self)} is not a URL of a plugin.`,
    fix: 'Use an oci://, https://, http:// or file:// URL, or an image reference without a scheme.',
  };
}

/** CEL's `has(self.field)`: null counts as absent. */
function has(self: any, field: string): boolean {
  return Object.prototype.hasOwnProperty.call(self, field) && self[field] !== null && self[field] !== undefined;
}

function text(self: any, field: string): string {
  return has(self, field) ? self[field] : '';
}

/** Keys of a map; the API server drops those whose value is null. */
function keys(self: any): string[] {
  return Object.keys(self).filter(key => has(self, key));
}

function isPortKey(key: string): boolean {
  return /^[+-]?\d+$/.test(key) && Number(key) > 0 && Number(key) <= 65535;
}

function isPortName(key: string): boolean {
  return key.length < 63 && /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(key);
}

function repeated(values: unknown[]): unknown {
  return values.find((value, index) => values.indexOf(value) !== index);
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}
