import { re2Matches } from '../../../kernel/re2';
import { WASM_PLUGIN } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { mapOf } from '../reading';
import { PolicyRuleDefinition } from '../rule-definition';

/** An image by its whole digest, as RE2 reads it. Behind `https://` the same characters are part of a path, and pin nothing. */
const IMAGE_BY_DIGEST = '^(oci://)?[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._-]+)*(:[A-Za-z0-9._-]+)?@sha256:[0-9a-f]{64}$';

/** A tag, or an address, can come to mean another module without any change in Git. */
export const UNPINNED_WASM_PLUGIN: PolicyRuleDefinition = {
  rule: PolicyRule.UNPINNED_WASM_PLUGIN,
  subject: WASM_PLUGIN,
  severity: 'deny',
  words: 'the module is named without digest, so whoever may push can change what runs in the proxies',
  fix: 'Name the image by digest (`oci://…@sha256:…`), or give `sha256`.',

  check: object => {
    const { url = '', sha256 = '' } = mapOf(object.spec);
    return sha256 === '' && !String(url).startsWith('file://') && !re2Matches(IMAGE_BY_DIGEST, String(url)) ? ['spec.url'] : [];
  },

  rego: () => `unpinned_wasm_plugin contains "spec.url" if {
	object.get(input.spec, "sha256", "") == ""
	not startswith(input.spec.url, "file://")
	not regex.match(\`${IMAGE_BY_DIGEST}\`, input.spec.url)
}`,

  admission: () => ({
    variables: { url: 'has(object.spec) && has(object.spec.url) ? object.spec.url : ""' },
    allowed: '(has(object.spec) && has(object.spec.sha256) && object.spec.sha256 != "")'
      + ' || variables.url.startsWith("file://") || variables.url.matches("' + IMAGE_BY_DIGEST + '")',
    places: '"spec.url"',
  }),

  cases: [
    {
      title: 'an image by digest',
      spec: { url: 'oci://registry.example.com/auth@sha256:1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77' },
      faults: [],
    },
    {
      title: 'an image of a registry with a port, by tag and digest',
      spec: { url: 'oci://registry.example.com:5000/shop/auth:1.4.2@sha256:1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77' },
      faults: [],
    },
    { title: 'an image by a part of a digest', spec: { url: 'oci://registry.example.com/auth:1.4.2@sha256:1f3870be' }, faults: ['spec.url'] },
    {
      title: 'a file of a web server that is called like a digest',
      spec: { url: 'https://assets.example.com/auth@sha256:1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77' },
      faults: ['spec.url'],
    },
    { title: 'an image by tag', spec: { url: 'oci://registry.example.com/auth:1.4.2' }, faults: ['spec.url'] },
    { title: 'an image without scheme', spec: { url: 'registry.example.com/auth:1.4.2' }, faults: ['spec.url'] },
    { title: 'a file of a web server', spec: { url: 'https://assets.example.com/auth.wasm' }, faults: ['spec.url'] },
    {
      title: 'a file of a web server with its sum',
      spec: { url: 'https://assets.example.com/auth.wasm', sha256: '1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77' },
      faults: [],
    },
    { title: 'a file of the proxy’s image', spec: { url: 'file:///opt/filters/auth.wasm' }, faults: [] },
  ],
};
