import { MANAGED_HEADER, ManagedFile } from './managed-file';
import { ACTIONS, NODE, uses } from './pins';

/**
 * The workflow that promotes: `cdk8s-istio promote` edits the target's values, and a pull request carries them. What a person typed reaches
 * programs through the environment only, never the text of a script, and the request's body is a file.
 */
export const GITHUB_PROMOTE_WORKFLOW: ManagedFile = {
  path: '.github/workflows/mesh-promote.yaml',
  text: `${MANAGED_HEADER}name: mesh-promote

on:
  workflow_dispatch:
    inputs:
      from:
        description: Environment whose values are promoted
        type: string
        required: true
        default: staging
      to:
        description: Environment that gets them
        type: string
        required: true
        default: production
      only:
        description: Keys, separated by commas; empty for all
        type: string
        required: false

permissions:
  contents: read

concurrency:
  group: mesh-promote-\${{ inputs.to }}
  cancel-in-progress: false

jobs:
  promote:
    name: Promote to \${{ inputs.to }}
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    # Reviewers and waiting times of the environment with the target's name hold.
    environment: \${{ inputs.to }}
    permissions:
      contents: write
      pull-requests: write
    steps:
      - uses: ${uses(ACTIONS.checkout)}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: ${uses(ACTIONS.setupNode)}
        with:
          node-version: '${NODE}'
          package-manager-cache: false
      - name: Install
        run: npm ci --ignore-scripts
      - name: Promote
        env:
          FROM: \${{ inputs.from }}
          TO: \${{ inputs.to }}
          ONLY: \${{ inputs.only }}
        run: |
          arguments=("--from=$FROM" "--to=$TO" "--body=$RUNNER_TEMP/body.md")
          if [ -n "$ONLY" ]; then
            arguments+=("--only=$ONLY")
          fi
          npx --no-install cdk8s-istio promote "\${arguments[@]}"
          if [ -f "$RUNNER_TEMP/body.md" ]; then
            cat "$RUNNER_TEMP/body.md" >> "$GITHUB_STEP_SUMMARY"
          fi
      # Requests that the default token opens start no workflows. Give a token of an app as MESH_PROMOTE_TOKEN, so that mesh-check runs on them.
      - name: Open the pull request
        env:
          FROM: \${{ inputs.from }}
          TO: \${{ inputs.to }}
          GH_TOKEN: \${{ secrets.MESH_PROMOTE_TOKEN || github.token }}
        run: |
          if [ -z "$(git status --porcelain)" ]; then
            echo 'Nothing to promote.'
            exit 0
          fi
          branch="promote/$FROM-to-$TO"
          git config user.name 'github-actions[bot]'
          git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
          gh auth setup-git
          git switch --create "$branch"
          git add config dist
          git commit --message "promote: $FROM to $TO"
          git push --force origin "$branch"
          if [ "$(gh pr list --head "$branch" --state open --json number --jq length)" = 0 ]; then
            gh pr create --head "$branch" --base "$GITHUB_REF_NAME" --title "Promote $FROM to $TO" --body-file "$RUNNER_TEMP/body.md"
          else
            gh pr edit "$branch" --body-file "$RUNNER_TEMP/body.md"
          fi
`,
};
