import { Rollouts } from '../engines/rollouts';
import { playRelease } from '../programs/release-story';
import { Scenario } from '../scenario';

export const scenario: Scenario = {
  title: 'Argo Rollouts moves the weights of a release',
  about: 'A release whose weights belong to Argo Rollouts, as the library writes it. Somebody applies what has changed, and only that. '
    + 'A fake Prometheus says whether metrics are good. Every share that the new version ever had is recorded from a watch.',
  cluster: true,
  tools: Rollouts.tools,
  notRun: ['Real traffic and real metrics: no container runs in the lab. Queries are read by a parser of PromQL when the program is written.'],
  run: (lab) => playRelease(lab, 'argo-rollouts', 'hand'),
};
