import { Flagger } from '../engines/flagger';
import { Flux } from '../engines/flux';
import { playRelease } from '../programs/release-story';
import { Scenario } from '../scenario';

export const scenario: Scenario = {
  title: 'Flagger moves the weights of a release, under Flux',
  about: 'The same release, applied by Flux with the Kustomization that the library writes: what Flagger writes is in its spec.ignore. '
    + 'A fake Prometheus says whether metrics are good. Every share that the new version ever had is recorded from a watch.',
  cluster: true,
  tools: [...Flagger.tools, ...Flux.tools],
  notRun: ['Real traffic and real metrics: no container runs in the lab. Queries are read by a parser of PromQL when the program is written.'],
  run: (lab) => playRelease(lab, 'flagger', 'flux'),
};
