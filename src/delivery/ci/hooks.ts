import { MANAGED_HEADER, ManagedFile } from './managed-file';

/** The hook of Git before a commit: what is committed in `dist/` is what the code makes, and has no findings. */
export const PRE_COMMIT_HOOK: ManagedFile = {
  path: 'ci/pre-commit',
  executable: true,
  text: `#!/bin/sh
${MANAGED_HEADER}#
# Synthesizes, and refuses the commit where the program has findings or changed files of dist/ are not staged.
# Once per clone:  git config core.hooksPath ci    (or: pre-commit install)
set -eu
cd "$(git rev-parse --show-toplevel)"
npx --no-install cdk8s-istio synth
unstaged=$(git diff --name-only -- dist; git ls-files --others --exclude-standard -- dist)
if [ -n "$unstaged" ]; then
  printf 'The code makes another dist/ than you commit:\\n%s\\nRead it, then: git add dist\\n' "$unstaged" >&2
  exit 1
fi
`,
};

/** For those who use the pre-commit framework: its configuration calls the same hook. Theirs to extend, so not managed. */
export const PRE_COMMIT_CONFIGURATION = `repos:
  - repo: local
    hooks:
      - id: mesh
        name: dist/ is what the code makes
        entry: ci/pre-commit
        language: script
        pass_filenames: false
        always_run: true
`;
