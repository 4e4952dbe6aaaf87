/** Ways in which a state of the repository gets into the cluster: three that a scenario can be played with. */

import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { Cluster } from './cluster';
import { ArgoCd } from './engines/argocd';
import { Flux } from './engines/flux';
import { GitServer } from './git-server';
import { KubeObject } from './kube';
import { CartRelease, ReleaseEngine, synthesizeRelease } from './programs/release-fleet';
import { quietly } from './quietly';
import { Lab } from './scenario';
import { eventually } from './wait';
import { argocd, flux, IDelivery } from '../../src';
import { isKustomization, readFolder } from '../oracle/documents';

export type DelivererName = 'hand' | 'flux' | 'argocd';

const ENVIRONMENT = 'mesh-staging';

/** Brings states of one repository into one cluster. */
export abstract class Deliverer {
  static async start(name: DelivererName, lab: Lab, cluster: Cluster, engine: ReleaseEngine, prometheus: string): Promise<Deliverer> {
    const git = await lab.startGitServer();
    switch (name) {
      case 'hand':
        return new ByHand(git, cluster, engine, prometheus);
      case 'flux':
        return new ByFlux(git, cluster, engine, prometheus, lab.keep(await Flux.start(cluster)));
      case 'argocd':
        return new ByArgoCd(git, cluster, engine, prometheus, lab.keep(await ArgoCd.start(cluster)));
    }
  }

  /** The folder in which the controllers' objects of this way of delivery lie; undefined for those without. */
  protected abstract readonly folder: string | undefined;

  private first = true;

  protected constructor(
    private readonly git: GitServer,
    protected readonly cluster: Cluster,
    private readonly engine: ReleaseEngine,
    private readonly prometheus: string,
  ) {}

  /** Synthesizes and publishes a state, and returns when the cluster has it. */
  async deliver(message: string, release: CartRelease): Promise<void> {
    quietly(() => synthesizeRelease(this.git.workTree, this.engine, this.prometheus, release, this.deliveries(this.git.url)));
    const commit = this.git.commit(message);
    if (this.first) {
      this.first = false;
      for (const object of this.controllerObjects()) {
        await this.cluster.kube.apply(object);
      }
    }
    await this.bring(commit);
  }

  /** Lets the engine of delivery look at the unchanged repository again. */
  abstract again(): Promise<void>;

  protected abstract deliveries(url: string): IDelivery[];

  protected abstract bring(commit: string): Promise<void>;

  /** Texts of the environment's objects by their file. */
  protected objects(): Map<string, string> {
    const documents = readFolder(join(this.git.workTree, 'dist', 'staging')).filter(({ file }) => !isKustomization(file));
    return new Map(documents.map(({ file, text }) => [file, text]));
  }

  private controllerObjects(): KubeObject[] {
    return this.folder === undefined ? [] : readFolder(join(this.git.workTree, 'dist', '_delivery', this.folder))
      .filter(({ file }) => !isKustomization(file)).map(({ text }) => parse(text) as KubeObject)
      // Argo CD does not look again soon at an Application whose project was not there.
      .sort((a, b) => Number(b.kind === 'AppProject') - Number(a.kind === 'AppProject'));
  }
}

/** Somebody who applies what has changed, and nothing else. */
class ByHand extends Deliverer {
  protected readonly folder = undefined;
  private readonly applied = new Map<string, string>();

  async again(): Promise<void> {
    // Nothing has changed, so nobody applies anything.
  }

  protected deliveries(): IDelivery[] {
    return [];
  }

  protected async bring(): Promise<void> {
    const objects = this.objects();
    for (const [file, text] of [...objects].sort(([a], [b]) => rank(a) - rank(b))) {
      if (this.applied.get(file) !== text) {
        await this.cluster.kube.apply(parse(text) as KubeObject);
        this.applied.set(file, text);
      }
    }
  }
}

function rank(file: string): number {
  return file.includes('namespace.') ? 0 : 1;
}

class ByFlux extends Deliverer {
  protected readonly folder = 'flux/staging';

  constructor(git: GitServer, cluster: Cluster, engine: ReleaseEngine, prometheus: string, private readonly controllers: Flux) {
    super(git, cluster, engine, prometheus);
  }

  async again(): Promise<void> {
    await this.controllers.reapply(ENVIRONMENT);
  }

  protected deliveries(url: string): IDelivery[] {
    return [flux.Kustomizations.perEnvironment({ repository: { url }, outputPath: 'dist', interval: Duration.hours(1) })];
  }

  protected async bring(commit: string): Promise<void> {
    await this.controllers.reconcile(ENVIRONMENT, commit);
  }
}

class ByArgoCd extends Deliverer {
  protected readonly folder = 'argocd';

  constructor(git: GitServer, cluster: Cluster, engine: ReleaseEngine, prometheus: string, private readonly controllers: ArgoCd) {
    super(git, cluster, engine, prometheus);
  }

  async again(): Promise<void> {
    await this.controllers.refresh(ENVIRONMENT);
    // A second request while the first is under way would be lost: it changes nothing.
    await eventually('Argo CD has looked', 60_000, async () =>
      (await this.controllers.application(ENVIRONMENT)).metadata.annotations?.['argocd.argoproj.io/refresh'] === undefined);
  }

  protected deliveries(url: string): IDelivery[] {
    return [argocd.Applications.perEnvironment({ repository: { url }, outputPath: 'dist', project: argocd.Project.derived() })];
  }

  protected async bring(commit: string): Promise<void> {
    await this.controllers.synced(ENVIRONMENT, commit);
  }
}
