/** Environments whose syncs are judged by hooks of Argo CD: one release of one service, each environment in a namespace of its own. */

import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { parse } from 'yaml';
import { argocd, CanaryRelease, Fleet, IDelivery, MeshNamespace, MeshService, progressive } from '../../../src';
import { isKustomization, readFolder } from '../../oracle/documents';
import { GitServer } from '../git-server';
import { KubeObject } from '../kube';
import { quietly } from '../quietly';

/** One state of the repository. */
export interface JudgedRelease {
  /** Share of the new version in every environment: what the scenarios change. */
  readonly canaryPercent: number;
  /** Address of the Prometheus that is asked. */
  readonly prometheus: string;
  /** Names of the environments, each after the one before. */
  readonly environments: readonly string[];
  /** By environment, the one whose metrics it asks for before anything of its own is applied. */
  readonly gates?: Readonly<Record<string, string>>;
}

/** The namespace of an environment. */
export const namespaceOf = (environment: string) => `shop-${environment}`;

/** Releases of the judged environments in one repository. */
export class JudgedRepository {
  constructor(private readonly git: GitServer, private readonly delivery: (url: string) => IDelivery) {}

  /** Synthesizes a release and publishes it; returns the commit. */
  release(message: string, release: JudgedRelease): string {
    const fleet = new Fleet({ outdir: join(this.git.workTree, 'dist') });
    release.environments.forEach((name, i) => {
      const environment = fleet.addEnvironment(name, { after: release.environments.slice(Math.max(0, i - 1), i) });
      addRelease(new Chart(environment, 'shop', { namespace: namespaceOf(name) }), name, release);
    });
    fleet.deliver(this.delivery(this.git.url));
    quietly(() => fleet.synth());
    return this.git.commit(message);
  }

  /** The objects of Argo CD, projects first, for it does not look again soon at an Application whose project was not there. */
  controllerObjects(): KubeObject[] {
    return readFolder(join(this.git.workTree, 'dist', '_delivery', 'argocd'))
      .filter(({ file }) => !isKustomization(file)).map(({ text }) => parse(text) as KubeObject)
      // Beside them lie patches for Argo CD's own installation.
      .filter(({ kind }) => kind !== undefined)
      .sort((a, b) => Number(b.kind === 'AppProject') - Number(a.kind === 'AppProject'));
  }
}

function addRelease(chart: Chart, environment: string, { canaryPercent, prometheus, gates }: JudgedRelease): void {
  const namespace = namespaceOf(environment);
  new MeshNamespace(chart, 'Namespace', { name: namespace });
  new CanaryRelease(chart, 'Release', {
    service: new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 80 }], selector: { app: 'cart' } }),
    stable: { labels: { version: 'v1' } },
    canary: { labels: { version: 'v2' } },
    canaryPercent,
  });
  argocd.SyncHook.analysis(chart, 'AnswersAreGood', { prometheusAddress: prometheus, metrics: [errorsOf(environment)] });
  argocd.SyncHook.job(chart, 'AskOnce', { image: 'curlimages/curl:8.15.0', command: ['curl', '--fail', `http://cart.${namespace}`] });
  argocd.SyncHook.job(chart, 'TellPeople', {
    phase: argocd.SyncHookPhase.SYNC_FAIL, image: 'curlimages/curl:8.15.0', command: ['curl', '--fail', 'http://pager.example.com'],
  });
  const asked = gates?.[environment];
  if (asked) {
    argocd.SyncHook.analysis(chart, 'Gate', {
      name: `${asked}-is-sound`, phase: argocd.SyncHookPhase.PRE_SYNC, prometheusAddress: prometheus, metrics: [errorsOf(asked)],
    });
  }
}

/** Answers that were errors, in percent: not a number while nobody asks, and nothing at all before somebody has. */
function errorsOf(environment: string): progressive.AnalysisMetric {
  const answers = (more: string) => `sum(rate(istio_requests_total{destination_service_namespace="${namespaceOf(environment)}"${more}}[1m]))`;
  const second = Duration.seconds(1);
  return progressive.AnalysisMetric.query({
    name: 'errors',
    query: `100 * ${answers(',response_code=~"5.."')} / ${answers('')}`,
    max: 1,
    count: 2,
    failureLimit: 0,
    consecutiveErrorLimit: 0,
    interval: second,
    initialDelay: second,
  });
}
