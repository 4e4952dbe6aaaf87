import { MANAGED_HEADER, ManagedFile } from './managed-file';
import { GO, NODE } from './pins';

/** The pipeline of GitLab: the same steps as the workflows of GitHub, by the same script. */
export const GITLAB_PIPELINE: ManagedFile = {
  path: '.gitlab-ci.yml',
  text: `${MANAGED_HEADER}stages: [check, promote]

workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "web"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

default:
  interruptible: true
  timeout: 20 minutes

.node:
  image: node:${NODE}-bookworm
  before_script:
    - npm ci --ignore-scripts

.check:
  stage: check
  rules:
    - if: $CI_PIPELINE_SOURCE != "web"

# What takes two releases must not be merged as one. The label accept-break says that somebody answers for the break.
check:
  extends: [.node, .check]
  variables:
    GIT_DEPTH: '0'
  script:
    - npm test
    - npx --no-install cdk8s-istio synth
    - ci/tools.sh drift
    - npx --no-install cdk8s-istio check dist
    - |
      case ",$CI_MERGE_REQUEST_LABELS," in
        *,accept-break,*) ;;
        *) [ -z "$CI_MERGE_REQUEST_DIFF_BASE_SHA" ] || npx --no-install cdk8s-istio plan --since "$CI_MERGE_REQUEST_DIFF_BASE_SHA" ;;
      esac
    - npx --no-install cdk8s-istio update --check

tools:
  extends: .check
  image: golang:${GO}-bookworm
  before_script:
    - apt-get update --quiet
    - apt-get install --quiet --yes --no-install-recommends python3-venv
    - ci/tools.sh install
  script:
    - ci/tools.sh yaml
    - ci/tools.sh build
    - ci/tools.sh schemas
    - ci/tools.sh istio
    - ci/tools.sh policies

# Run a pipeline by hand with the variables FROM, TO and, where not all, ONLY (keys, separated by commas). MESH_PROMOTE_TOKEN is a masked
# and protected variable with a project access token that may push (write_repository), one for each environment that is promoted to (its
# environment scope): the jobs that check merge requests must not see it.
promote:
  extends: .node
  stage: promote
  interruptible: false
  resource_group: promote-$TO
  variables:
    GIT_DEPTH: '0'
  environment:
    name: $TO
    action: prepare
  rules:
    - if: $CI_PIPELINE_SOURCE == "web" && $FROM && $TO
  script:
    - |
      set -- "--from=$FROM" "--to=$TO" --body=/tmp/body.md
      if [ -n "\${ONLY:-}" ]; then set -- "$@" "--only=$ONLY"; fi
      npx --no-install cdk8s-istio promote "$@"
      if [ -z "$(git status --porcelain)" ]; then
        echo 'Nothing to promote.'
        exit 0
      fi
      git config user.name mesh-promote
      git config user.email mesh-promote@users.noreply.invalid
      git switch --create "promote/$FROM-to-$TO"
      git add config dist
      { printf 'promote: %s to %s\\n\\n' "$FROM" "$TO"; cat /tmp/body.md; } | git commit --file=-
      git push --force --push-option=merge_request.create \\
        --push-option="merge_request.target=$CI_COMMIT_REF_NAME" \\
        --push-option="merge_request.title=Promote $FROM to $TO" \\
        "https://mesh-promote:$MESH_PROMOTE_TOKEN@$CI_SERVER_HOST/$CI_PROJECT_PATH.git" "HEAD:promote/$FROM-to-$TO"
`,
};
