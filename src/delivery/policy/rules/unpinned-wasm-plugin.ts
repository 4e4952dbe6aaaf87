import { WASM_PLUGIN } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { mapOf } from '../reading';
import { PolicyRuleDefinition } from '../rule-definition';

/** A tag, or an address, can come to mean another module without any change in Git. */
export const UNPINNED_WASM_PLUGIN: PolicyRuleDefinition = {
  rule: PolicyRule.UNPINNED_WASM_PLUGIN,
  subject: WASM_PLUGIN,
  severity: 'deny',
  words: 'the module is named without digest, so whoever may push can change what runs in the proxies',
  fix: 'Name the image by digest (`oci://…@sha256:…`), or give `sha256`.',

  check: object => {
    const { url = '', sha256 = '' } = mapOf(object.spec);
    return sha256 === '' && !String(url).startsWith('file://') && !String(url).includes('@sha256:') ? ['spec.url'] : [];
  },

  rego: () => `unpinned_wasm_plugin contains "spec.url" if {
	object.get(input.spec, "sha256", "") == ""
	not startswith(input.spec.url, "file://")
	not contains(input.spec.url, "@sha256:")
}`,

  admission: () => ({
    variables: { url: 'has(object.spec) && has(object.spec.url) ? object.spec.url : ""' },
    allowed: '(has(object.spec) && has(object.spec.sha256) && object.spec.sha256 != "")'
      + ' || variables.url.startsWith("file://") || variables.url.contains("@sha256:")',
    places: '"spec.url"',
  }),

  cases: [
    {
      title: 'an image by digest',
      spec: { url: 'oci://registry.example.com/auth@sha256:1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77' },
      faults: [],
    },
    { title: 'an image by tag', spec: { url: 'oci://registry.example.com/auth:1.4.2' }, faults: ['spec.url'] },
    { title: 'an image without scheme', spec: { url: 'registry.example.com/auth:1.4.2' }, faults: ['spec.url'] },
    { title: 'a file of a web server', spec: { url: 'https://files.example.com/auth.wasm' }, faults: ['spec.url'] },
    {
      title: 'a file of a web server with its sum',
      spec: { url: 'https://files.example.com/auth.wasm', sha256: '1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77' },
      faults: [],
    },
    { title: 'a file of the proxy’s image', spec: { url: 'file:///opt/filters/auth.wasm' }, faults: [] },
  ],
};
