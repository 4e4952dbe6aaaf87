import { MANAGED_HEADER, ManagedFile } from './managed-file';
import { TOOLS } from './pins';

/** The real tools on the output, one step each: the same script in every pipeline and on a laptop. */
export const TOOLS_SCRIPT: ManagedFile = {
  path: 'ci/tools.sh',
  executable: true,
  text: `#!/usr/bin/env bash
${MANAGED_HEADER}#
# ci/tools.sh <step>: what the real tools say of dist/. Steps:
#   install [tool...]  the pinned tools into $MESH_TOOLS (go, python3 and curl are needed; Linux)
#   drift              dist/ in Git is what the code makes, and nothing else (synthesize before)
#   yaml               yamllint
#   build              kustomize builds every folder
#   schemas            kubeconform: Kubernetes' schemas and those of CRDs
#   istio              istioctl validate and analyze, per environment, with the services that others deploy
#   policies           conftest, where there is a folder policies/
#   cluster            a kind cluster with istiod: its webhook and the API server look at every object (a dry run)
set -euo pipefail
cd "$(dirname "$0")/.."
MESH_TOOLS=\${MESH_TOOLS:-$HOME/.cache/mesh-tools}
PATH=$MESH_TOOLS:$PATH

ISTIOCTL=${TOOLS.istioctl}
KUSTOMIZE=${TOOLS.kustomize}
KUBECONFORM=${TOOLS.kubeconform}
CONFTEST=${TOOLS.conftest}
KIND=${TOOLS.kind}
YAMLLINT=${TOOLS.yamllint}
KUBERNETES=${TOOLS.kubernetes}
CRD_SCHEMAS=\${CRD_SCHEMAS:-https://raw.githubusercontent.com/datreeio/CRDs-catalog/${TOOLS.crdSchemas}}

# Every folder that is applied to one cluster: an environment, or each of its clusters.
environments() {
  local folder
  if [ ! -d dist ]; then
    echo 'there is no dist/: run "npm run synth" first' >&2
    exit 1
  fi
  for folder in dist/[!_]*/; do
    if [ -f "\${folder}kustomization.yaml" ]; then
      printf '%s\\n' "$folder"
    else
      printf '%s\\n' "$folder"*/
    fi
  done
}

# The folders of the controllers' objects.
deliveries() {
  if [ -d dist/_delivery ]; then
    find dist/_delivery -name kustomization.yaml -exec dirname {} \\; | sort
  fi
}

# Go checks every module against its public log of checksums.
install() {
  mkdir -p "$MESH_TOOLS"
  local tool
  for tool in "\${@:-all}"; do
    case $tool in
      all)
        install kustomize kubeconform istioctl yamllint
        if [ -d policies ]; then install conftest; fi
        ;;
      kustomize) GOBIN=$MESH_TOOLS go install "sigs.k8s.io/kustomize/kustomize/v5@$KUSTOMIZE" ;;
      kubeconform) GOBIN=$MESH_TOOLS go install "github.com/yannh/kubeconform/cmd/kubeconform@$KUBECONFORM" ;;
      conftest) GOBIN=$MESH_TOOLS go install "github.com/open-policy-agent/conftest@$CONFTEST" ;;
      kind) GOBIN=$MESH_TOOLS go install "sigs.k8s.io/kind@$KIND" ;;
      istioctl) install_istioctl ;;
      yamllint)
        python3 -m venv "$MESH_TOOLS/python"
        "$MESH_TOOLS/python/bin/pip" install --quiet "yamllint==$YAMLLINT"
        ln -sf python/bin/yamllint "$MESH_TOOLS/yamllint"
        ;;
      *) echo "unknown tool $tool" >&2; exit 2 ;;
    esac
  done
}

install_istioctl() {
  local machine archive
  machine=$(uname -m)
  case $machine in x86_64) machine=amd64 ;; aarch64) machine=arm64 ;; esac
  archive=istioctl-$ISTIOCTL-linux-$machine.tar.gz
  (
    cd "$MESH_TOOLS"
    curl --fail --silent --show-error --location --remote-name-all \\
      "https://github.com/istio/istio/releases/download/$ISTIOCTL/$archive" \\
      "https://github.com/istio/istio/releases/download/$ISTIOCTL/$archive.sha256"
    sha256sum --check --quiet "$archive.sha256"
    tar --extract --gzip --file "$archive" istioctl
    rm "$archive" "$archive.sha256"
  )
}

drift() {
  local strangers
  if [ ! -f dist/.cdk8s-istio-files ] || [ -n "$(git status --porcelain --ignored -- dist)" ]; then
    git --no-pager diff -- dist
    git status --short --ignored -- dist
    echo 'dist/ is not what the code makes: run "npm run synth", read the difference and commit it.' >&2
    exit 1
  fi
  # Controllers read more of a folder than its kustomization.yaml names: a .argocd-source.yaml changes what Argo CD makes of it.
  strangers=$(git ls-files -- dist | sed -n 's#^"*dist/\\(.*/.*\\)#\\1#p' | grep -vxF -f dist/.cdk8s-istio-files || true)
  if [ -n "$strangers" ]; then
    printf 'The code does not make these files of dist/:\\n%s\\nMove them out of its folders.\\n' "$strangers" >&2
    exit 1
  fi
}

yaml() { yamllint --strict .; }

build() {
  local folder
  { environments; deliveries; } | while read -r folder; do
    kustomize build "$folder" > /dev/null
    echo "builds: $folder"
  done
}

schemas() {
  local folder
  { environments; deliveries; } | while read -r folder; do
    echo "$folder"
    kustomize build "$folder" | kubeconform -strict -summary -ignore-missing-schemas -kubernetes-version "$KUBERNETES" \\
      -schema-location default -schema-location "$CRD_SCHEMAS/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"
  done
}

# Without a cluster istioctl knows only what it reads: dist/_known holds stubs of the services that others deploy.
istio() {
  local folder environment known
  environments | while read -r folder; do
    environment=\${folder#dist/}
    known=$PWD/dist/_known/\${environment%%/*}.yaml
    [ -f "$known" ] || known=
    echo "$folder"
    (
      cd "$folder"
      istioctl validate --filename .
      istioctl analyze --use-kube=false --all-namespaces --failure-threshold Error . \${known:+"$known"}
    )
  done
}

policies() {
  local folder
  if [ ! -d policies ]; then
    echo 'no folder policies/'
    return
  fi
  conftest verify --policy policies
  environments | while read -r folder; do
    echo "$folder"
    kustomize build "$folder" | conftest test --policy policies --all-namespaces -
  done
}

# CRDs of others that your objects need (Gateway API, SealedSecret ...) lie in ci/crds/.
cluster() {
  local folder objects namespace
  objects=$(mktemp)
  kind create cluster --name mesh --wait 180s
  istioctl install --skip-confirmation --set profile=minimal
  if [ -d ci/crds ]; then
    kubectl apply --server-side --filename ci/crds
  fi
  wait_for_webhook
  environments | while read -r folder; do
    echo "$folder"
    kustomize build "$folder" > "$objects"
    # An object cannot be tried in a namespace that does not exist yet.
    awk '/^  namespace: / { print $2 }' "$objects" | sort -u | while read -r namespace; do
      kubectl get namespace "$namespace" > /dev/null 2>&1 || kubectl create namespace "$namespace"
    done
    kubectl apply --server-side --dry-run=server --filename "$objects"
  done
}

# The webhook is there when it refuses what only the webhook refuses.
wait_for_webhook() {
  local try
  for try in $(seq 30); do
    if ! kubectl apply --dry-run=server --filename - > /dev/null 2>&1 <<'END'
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: refused, namespace: default}
spec: {hosts: ["*"], http: [{route: [{destination: {host: refused}}]}]}
END
    then
      echo "istiod's webhook runs (try $try)"
      return
    fi
    sleep 2
  done
  echo "istiod's webhook accepts what it has to refuse" >&2
  exit 1
}

case \${1:-} in
  install | drift | yaml | build | schemas | istio | policies | cluster) "$@" ;;
  *) sed -n '/^# ci\\/tools.sh/,/^set/p' "$0" | sed '$d; s/^# \\{0,1\\}//' >&2; exit 2 ;;
esac
`,
};
