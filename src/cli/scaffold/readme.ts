import type { NewRepository } from './new-repository';
import { Forge } from '../../delivery/ci/managed-files';

const PIPELINES: Readonly<Record<Forge, string>> = {
  github: '`.github/workflows/mesh-check.yaml` checks every pull request; `mesh-promote` (Actions, Run workflow) opens the pull request of a promotion.',
  gitlab: '`.gitlab-ci.yml` checks every merge request; a pipeline run by hand with `FROM` and `TO` opens the merge request of a promotion.',
};

const CONTROLLERS = {
  argocd: {
    name: 'Argo CD', apply: `kubectl apply -f dist/_delivery/argocd/appproject_argoproj.io.mesh.yaml \\
     -f dist/_delivery/argocd/application_argoproj.io.mesh-production.yaml`,
  },
  flux: { name: 'Flux', apply: 'kubectl apply -k dist/_delivery/flux/production' },
};

/** `README.md` of a new repository. */
export function readme({ name, engine, choices: { forge } }: NewRepository): string {
  const { name: controller, apply } = CONTROLLERS[engine];
  return `# ${name}

The service mesh as a program. \`dist/<environment>/\` is what it makes, committed: ${controller} applies it.

\`\`\`sh
npm install        # once; commit package-lock.json
npm run synth      # check, and write dist/
npm test           # types, no findings, and a mistake that is caught
\`\`\`

| Where | What |
|---|---|
| \`mesh.ts\` | the mesh: gateway, canary, policies, three environments, the way to the clusters |
| \`config/<environment>.yaml\` | the values that move from one environment to the next |
| \`dist/<environment>/\` | what a cluster gets; never edited by hand |
| \`dist/_delivery/\` | the objects of ${controller} |
| \`dist/_known/\` | stubs of the services that others deploy, for checks only |
| \`ci/tools.sh\` | kustomize, kubeconform, istioctl, conftest, yamllint on \`dist/\`, pinned |

## Go on

1. Put your own services, hosts and repository address into \`mesh.ts\`, then \`npm run synth\` and read \`git diff\`.
2. Commit and push. ${PIPELINES[forge]}
3. Each environment is for a cluster of its own. Once per cluster, here production's:
   \`\`\`sh
   ${apply}
   \`\`\`
4. A new share for the canary is a commit: \`config/staging.yaml\`, then \`npm run synth\`. What proved itself there goes to production with
   \`npx cdk8s-istio promote --from staging --to production\`. Back is \`git revert\`.

A hook keeps \`dist/\` and the program together: \`git config core.hooksPath ci\` (or \`pre-commit install\`).
Files that begin with "Managed by cdk8s-istio." follow the library: \`npm run update\` after an upgrade.
`;
}
