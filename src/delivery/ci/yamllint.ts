import { MANAGED_HEADER, ManagedFile } from './managed-file';

/**
 * The configuration of yamllint: what can change a meaning is an error, what is taste is off. Output has no document start and long lines
 * (expressions, certificates); its lists stand below their key, and keys such as `on:` in workflows are no booleans.
 */
export const YAMLLINT: ManagedFile = {
  path: '.yamllint.yaml',
  text: `${MANAGED_HEADER}extends: default
ignore: |
  node_modules/
rules:
  braces: disable
  brackets: disable
  comments:
    min-spaces-from-content: 1
  comments-indentation: disable
  document-start: disable
  indentation:
    spaces: consistent
    indent-sequences: whatever
  line-length: disable
  octal-values:
    forbid-implicit-octal: true
    forbid-explicit-octal: true
  truthy:
    check-keys: false
`,
};
