import { argocd, Fleet, flux, IstioVersion } from '../../src';
import { addServices } from '../ours';

/** The workload of single objects, delivered by both engines: references of every object, waves, projects, ignore rules. */
export function synthesize(services: number, outdir: string): void {
  const repository = { url: 'https://git.example.com/bench/mesh.git' };
  const fleet = new Fleet({ outdir });
  addServices(fleet.addEnvironment('bench', { istioVersion: IstioVersion.V1_30 }), services);
  fleet.deliver(argocd.Applications.perEnvironment({ repository, project: argocd.Project.derived({ name: 'mesh' }) }));
  fleet.deliver(flux.Kustomizations.perEnvironment({ repository }));
  fleet.synth();
}
