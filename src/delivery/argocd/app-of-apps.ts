import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { OWN_SERVER } from './destination';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { CheckedRepository } from '../checked-repository';
import { DeliveredEnvironment } from '../delivery';

/** What a root Application is made of. */
export interface Root {
  readonly rootName: string;
  readonly projectName?: string;
  /** Namespace of the root and of what it applies. */
  readonly namespace: string;
  readonly repository: CheckedRepository;
  readonly outputPath?: string;
  readonly syncPolicy: object;
  /** Who asks, for messages. */
  readonly where: string;
}

/** The folder of root Applications below the engine's. */
const ROOT_FOLDER = 'root';

/** Adds the root in a folder of its own: it lies beside the folder that it applies, never in it. */
export function addRoot(scope: Construct, environment: DeliveredEnvironment, root: Root): void {
  const { rootName, projectName = 'default', namespace, repository, outputPath, syncPolicy, where } = root;
  const output = outputPath?.replace(/\/+$/, '') ?? outputRootOf(environment, where);
  const below = output === '' || output === '.' ? '' : `${output}/`;
  const chart = scope.node.tryFindChild(ROOT_FOLDER) ?? new Chart(scope, ROOT_FOLDER);
  new ApiObject(new Construct(chart, rootName), 'Application', {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: rootName, namespace, labels: { 'app.kubernetes.io/managed-by': 'cdk8s-istio' } },
    spec: {
      project: projectName,
      source: { repoURL: repository.url, targetRevision: repository.branch, path: `${below}_delivery/argocd/${rootName}` },
      destination: { server: OWN_SERVER, namespace },
      syncPolicy,
    },
  });
}

export function checkRoot(rootName: string, projectName: string | undefined, where: string): void {
  requireName(rootName, DNS_LABEL, 'rootName', where);
  requireName(projectName ?? 'default', DNS_SUBDOMAIN, 'projectName', where);
  if (rootName === ROOT_FOLDER) {
    fail({
      code: CODES.APPLICATION_FOLDER,
      what: `The root Application cannot be called ${rootName}.`,
      where,
      why: `It lies in the folder ${ROOT_FOLDER}, and the folder it applies has its name: it would apply itself.`,
      fix: "Give it the name of what it applies, for example 'mesh'.",
    });
  }
}

/** The output root in the repository: what is before the environment's own name in its path. */
function outputRootOf({ name, path, cluster }: DeliveredEnvironment, where: string): string {
  const own = cluster === undefined ? name : `${name}/${cluster}`;
  if (path !== own && !path.endsWith(`/${own}`)) {
    fail({
      code: CODES.APPLICATION_FOLDER,
      what: `Where the root Application's folder lies cannot be told from ${path}, the path of environment ${name}.`,
      where: `${where}: appOfApps`,
      fix: "Set outputPath, for example 'dist'.",
    });
  }
  return path.slice(0, -own.length).replace(/\/$/, '');
}
