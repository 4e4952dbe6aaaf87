/**
 * The CEL rules of Istio's CRDs by their exact text: what the API server evaluates on the left, the name of our translation
 * (`src/schema/cel-rules.ts`) on the right. A text that is not here fails the generation, so no rule is ever passed by.
 */
export const CEL_RULES: readonly { readonly id: string; readonly rule: string; readonly message: string }[] = [
  {
    id: 'selector-or-target-refs',
    rule: '(has(self.selector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1',
    message: 'only one of targetRefs or selector can be set',
  },
  {
    id: 'wasm-or-lua',
    rule: 'has(self.wasm) != has(self.lua)',
    message: 'exactly one of wasm or lua must be set',
  },
  {
    id: 'label-keys-without-wildcard',
    rule: 'self.all(key, !key.contains("*"))',
    message: 'wildcard not allowed in label key match',
  },
  {
    id: 'label-keys-not-empty',
    rule: 'self.all(key, key.size() != 0)',
    message: 'key must not be empty',
  },
  {
    id: 'label-value-without-wildcard',
    rule: '!self.contains("*")',
    message: 'wildcard not allowed in label value match',
  },
  {
    id: 'same-namespace',
    rule: 'self.size() == 0',
    message: 'cross namespace referencing is not currently supported',
  },
  {
    id: 'extension-url',
    rule: 'isURL(self) ? (url(self).getScheme() in ["", "http", "https", "file", "oci"]) : (isURL("http://" + self) &&\nurl("http://" + self).getScheme() in ["", "http", "https", "file", "oci"])',
    message: 'url must have schema one of [http, https, file, oci]',
  },
  {
    id: 'env-value-inline',
    rule: '(has(self.valueFrom) ? self.valueFrom : "") != "HOST" || !has(self.value)',
    message: 'value may only be set when valueFrom is INLINE',
  },
  {
    id: 'selector-or-target-ref-or-target-refs',
    rule: '(has(self.selector) ? 1 : 0) + (has(self.targetRef) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1',
    message: 'only one of targetRefs or selector can be set',
  },
  {
    id: 'plugin-url',
    rule: 'isURL(self) ? (url(self).getScheme() in ["", "http", "https", "oci", "file"]) : (isURL("http://" + self) &&\nurl("http://" + self).getScheme() in ["", "http", "https", "oci", "file"])',
    message: 'url must have schema one of [http, https, file, oci]',
  },
  {
    id: 'duration-at-least-1ms',
    rule: 'duration(self) >= duration(\'1ms\')',
    message: 'must be a valid duration greater than 1ms',
  },
  {
    id: 'workload-selector-or-target-refs',
    rule: '(has(self.workloadSelector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1',
    message: 'only one of targetRefs or workloadSelector can be set',
  },
  {
    id: 'waypoint-match-in-waypoint-context',
    rule: 'has(self.context) ? ((self.context == "WAYPOINT") ? has(self.waypoint) : !has(self.waypoint)) : !has(self.waypoint)',
    message: 'only support waypointMatch when context is WAYPOINT',
  },
  {
    id: 'port',
    rule: '0 < self && self <= 65535',
    message: 'port must be between 1-65535',
  },
  {
    id: 'selector-value-without-wildcard',
    rule: '!self.contains("*")',
    message: 'wildcard is not supported in selector',
  },
  {
    id: 'tls-certificates-or-credential-names',
    rule: '(has(self.tlsCertificates) ? 1 : 0) + (has(self.credentialNames) ? 1 : 0) <= 1',
    message: 'only one of credentialNames or tlsCertificates can be set',
  },
  {
    id: 'credential-name-or-credential-names',
    rule: '(has(self.credentialName) ? 1 : 0) + (has(self.credentialNames) ? 1 : 0) <= 1',
    message: 'only one of credentialName or credentialNames can be set',
  },
  {
    id: 'tls-certificates-or-credential-names-again',
    rule: '(has(self.credentialNames) ? 1 : 0) + (has(self.tlsCertificates) ? 1 : 0) <= 1',
    message: 'only one of credentialName or tlsCertificates can be set',
  },
  {
    id: 'workload-selector-or-endpoints',
    rule: '(has(self.workloadSelector) ? 1 : 0) + (has(self.endpoints) ? 1 : 0) <= 1',
    message: 'only one of WorkloadSelector or Endpoints can be set',
  },
  {
    id: 'cidr-needs-none-or-static',
    rule: '!((has(self.addresses) ? self.addresses : []).exists(k, k.contains("/")) && !((has(self.resolution) ? self.resolution : "NONE") in ["STATIC", "NONE"]))',
    message: 'CIDR addresses are allowed only for NONE/STATIC resolution types',
  },
  {
    id: 'none-without-endpoints',
    rule: '((has(self.resolution) ? self.resolution : "NONE") == "NONE") ? !has(self.endpoints) : true',
    message: 'NONE mode cannot set endpoints',
  },
  {
    id: 'round-robin-one-endpoint',
    rule: '((has(self.resolution) ? self.resolution : "") == "DNS_ROUND_ROBIN") ? ((has(self.endpoints) ? self.endpoints : []).size() <= 1) : true',
    message: 'DNS_ROUND_ROBIN mode cannot have multiple endpoints',
  },
  {
    id: 'address-or-network',
    rule: 'has(self.address) || has(self.network)',
    message: 'Address is required',
  },
  {
    id: 'unix-without-ports',
    rule: '(has(self.address) ? self.address : "").startsWith("unix://") ? !has(self.ports) : true',
    message: 'UDS may not include ports',
  },
  {
    id: 'unix-absolute',
    rule: 'self.startsWith("unix://") ? (self.substring(7, 8) == "/" || self.substring(7, 8) == "@") : true',
    message: 'UDS must be an absolute path or abstract socket',
  },
  {
    id: 'unix-not-a-folder',
    rule: 'self.startsWith("unix://") ? !self.endsWith("/") : true',
    message: 'UDS may not be a dir',
  },
  {
    id: 'port-names',
    rule: 'self.all(key, size(key) < 63 && key.matches("^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$"))',
    message: 'port name must be valid',
  },
  {
    id: 'host-not-wildcard',
    rule: 'self != "*"',
    message: 'hostname cannot be wildcard',
  },
  {
    id: 'port-numbers-unique',
    rule: 'self.all(l1, self.exists_one(l2, l1.number == l2.number))',
    message: 'port number cannot be duplicated',
  },
  {
    id: 'probe-scheme',
    rule: 'self in ["", "HTTP", "HTTPS"]',
    message: 'scheme must be one of [HTTP, HTTPS]',
  },
  {
    id: 'service-accounts-alone',
    rule: '(has(self.serviceAccounts) || has(self.notServiceAccounts)) ? (!has(self.principals) &&\n!has(self.notPrincipals) && !has(self.namespaces) && !has(self.notNamespaces)) : true',
    message: 'Cannot set serviceAccounts with namespaces or principals',
  },
  {
    id: 'port-level-mtls-needs-selector',
    rule: 'has(self.portLevelMtls) ? (((has(self.selector) && has(self.selector.matchLabels)) ? self.selector.matchLabels : {}).size() > 0) : true',
    message: 'portLevelMtls requires selector',
  },
  {
    id: 'port-keys',
    rule: 'self.all(key, 0 < int(key) && int(key) <= 65535)',
    message: 'port must be between 1-65535',
  },
  {
    id: 'jwks-or-jwks-uri',
    rule: '(has(self.jwksUri) ? 1 : 0) + (has(self.jwks_uri) ? 1 : 0) + (has(self.jwks) ? 1 : 0) <= 1',
    message: 'only one of jwks or jwksUri can be set',
  },
  {
    id: 'jwks-uri-scheme',
    rule: 'url(self).getScheme() in ["http", "https"]',
    message: 'url must have scheme http:// or https://',
  },
  {
    id: 'upsert-needs-value',
    rule: '((has(self.operation) ? self.operation : "") == "UPSERT") ? (self.value != "") : true',
    message: 'value must be set when operation is UPSERT',
  },
  {
    id: 'remove-without-value',
    rule: '((has(self.operation) ? self.operation : "") == "REMOVE") ? !has(self.value) : true',
    message: 'value must not be set when operation is REMOVE',
  },
];

const IDS = new Map(CEL_RULES.map(({ id, rule, message }) => [`${rule}\n${message}`, id]));

/** The name of a rule, or a failure that says what to do about an unknown text. */
export function celRuleId(rule: string, message: string | undefined, where: string): string {
  const id = IDS.get(`${rule}\n${message}`);
  if (!id) {
    throw new Error(`${where} has a CEL rule without translation: ${JSON.stringify({ rule, message })}. `
      + 'Add its text to projenrc/import-cel.ts, its translation to src/schema/cel-rules.ts and its fixtures to test/schema/cel-rules.test.ts.');
  }
  return id;
}
