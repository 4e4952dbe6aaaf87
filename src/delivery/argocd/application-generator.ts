import { ApplicationPlan } from './application-plan';
import { ProjectTarget } from './project-permissions';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { labelValueFault, qualifiedNameFault } from '../../kernel/names';

/** Which registered clusters take part. */
export interface ClusterGeneratorProps {
  /**
   * Labels that the Secret of a cluster in Argo CD must have (MESH0003). A cluster loses its Applications with the label, where the controller may
   * delete them.
   *
   * @default - none: every cluster that an environment names
   */
  readonly matchLabels?: { [key: string]: string };
}

/** What the Applications of an ApplicationSet are generated from. Both forms name clusters by their name in Argo CD. */
export class ApplicationGenerator {
  /** The environments and clusters of the fleet, written out. */
  public static list(): ApplicationGenerator {
    return new ApplicationGenerator();
  }

  /**
   * The clusters that are registered in Argo CD, as far as an environment names them: one that is not registered yet gets no Application
   * instead of one that fails. An environment without cluster is written out as with `list`.
   */
  public static clusters(props: ClusterGeneratorProps = {}): ApplicationGenerator {
    for (const [key, value] of Object.entries(props.matchLabels ?? {})) {
      const fault = qualifiedNameFault(key) ?? labelValueFault(value);
      if (fault !== undefined) {
        fail({
          code: CODES.INVALID_NAME,
          what: `A label of a cluster is none: ${fault}`,
          where: 'argocd.ApplicationGenerator.clusters',
          fix: 'Write it as the Secret has it.',
        });
      }
    }
    return new ApplicationGenerator(props.matchLabels ?? {});
  }

  private constructor(private readonly labels?: { [key: string]: string }) {}

  /**
   * Labels of registered clusters; undefined for a list.
   * @internal
   */
  public get _matchLabels(): { [key: string]: string } | undefined {
    return this.labels;
  }
}

/**
 * What the template of an ApplicationSet takes from its generators: the cluster's name, and values that both forms give alike.
 * @internal
 */
export const SET_VALUES = {
  cluster: '{{ .name }}',
  application: '{{ .values.application }}',
  environment: '{{ .values.environment }}',
  path: '{{ .values.path }}',
  namespace: '{{ .values.namespace }}',
};

/**
 * One generator per environment, in their order, with what only that environment has as a template of its own.
 * @internal
 */
export function setGenerators(generator: ApplicationGenerator, targets: readonly ProjectTarget[], plan: ApplicationPlan): object[] {
  const byEnvironment = new Map<string, ProjectTarget[]>();
  for (const target of targets) {
    byEnvironment.set(target.environment.name, [...byEnvironment.get(target.environment.name) ?? [], target]);
  }
  return [...byEnvironment.values()].map(members => {
    const template = plan.templateOf(members[0]);
    const labels = members[0].cluster === undefined ? undefined : generator._matchLabels;
    return labels ? clusterGenerator(members, labels, template, plan) : listGenerator(members, template, plan);
  });
}

function listGenerator(members: readonly ProjectTarget[], template: object, plan: ApplicationPlan): object {
  const elements = members.map(member => ({ name: member.cluster ?? 'in-cluster', values: valuesOf(member, plan) }));
  return { list: { elements, ...template } };
}

/** A generator over all registered clusters, filtered by the names of those that have a folder. */
function clusterGenerator(members: readonly ProjectTarget[], labels: { [key: string]: string }, template: object, plan: ApplicationPlan): object {
  const [first] = members;
  const { application, path, ...values } = valuesOf(first, plan);
  const byName = (text: string) => text.endsWith(first.cluster!) ? `${text.slice(0, -first.cluster!.length)}${SET_VALUES.cluster}` : text;
  return {
    clusters: {
      ...Object.keys(labels).length > 0 ? { selector: { matchLabels: labels } } : {},
      values: { application: byName(application), path: byPath(path, members, byName), ...values },
      ...template,
    },
    selector: { matchExpressions: [{ key: 'name', operator: 'In', values: members.map(({ cluster }) => cluster!) }] },
  };
}

/** Clusters that share a folder keep its path; others have one each, named by the cluster. */
function byPath(path: string, members: readonly ProjectTarget[], byName: (text: string) => string): string {
  return members.every(({ environment }) => environment.path === path) && members[0].environment.cluster === undefined ? path : byName(path);
}

function valuesOf(target: ProjectTarget, plan: ApplicationPlan): { application: string; environment: string; path: string; namespace: string } {
  const { name, environment } = target;
  return { application: name, environment: environment.name, path: environment.path, namespace: plan.namespaceOf(target) ?? '' };
}
