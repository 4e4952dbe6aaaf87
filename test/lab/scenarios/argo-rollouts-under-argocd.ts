import { ArgoCd } from '../engines/argocd';
import { Rollouts } from '../engines/rollouts';
import { playRelease } from '../programs/release-story';
import { Scenario } from '../scenario';

export const scenario: Scenario = {
  title: 'Argo Rollouts moves the weights of a release, under Argo CD',
  about: 'The same release, synced by Argo CD with the Application that the library writes: what Argo Rollouts writes is in its ignoreDifferences. '
    + 'A fake Prometheus says whether metrics are good. Every share that the new version ever had is recorded from a watch.',
  cluster: true,
  tools: [...Rollouts.tools, ...ArgoCd.tools],
  programs: ArgoCd.programs,
  notRun: ['Real traffic and real metrics: no container runs in the lab. Queries are read by a parser of PromQL when the program is written.'],
  run: (lab) => playRelease(lab, 'argo-rollouts', 'argocd'),
};
