import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ApplicationOptions } from './application-options';
import { ApplicationPlan } from './application-plan';
import { orderAnnotations } from './order-annotations';
import { DeliveredEnvironment, DeliveryAttachment, EmittedObject, IDelivery } from '../delivery';

/** How Argo CD gets the environments' folders. */
export interface ApplicationsProps extends ApplicationOptions {
  /**
   * API server addresses by cluster, for clusters that Argo CD does not know under the environment's name for them (MESH0006): with the scheme, as
   * in Argo CD's list of clusters (MESH0001).
   *
   * @default - clusters are looked up by name; an environment without cluster goes to the cluster that Argo CD runs in
   */
  readonly servers?: { [cluster: string]: string };
}

/**
 * Delivery by Argo CD: one `Application` (`argoproj.io/v1alpha1`, Argo CD 3.1 or newer) per environment and cluster, and the project they
 * belong to.
 *
 * Every Application syncs by itself, prunes and heals; compares on the server, so that Istio's webhook takes part; applies
 * on the server, only what differs, and nothing that another Application owns; retries with the newest revision; and is
 * refreshed only by commits that touch its folder. It holds no `kustomize` or `directory` block (the folder's own
 * `kustomization.yaml` decides), creates no namespace unless asked, and ignores exactly the fields that somebody else writes at run
 * time.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
export class Applications implements IDelivery {
  /**
   * One Application per environment; one per cluster where an environment names clusters.
   *
   * Throws when the repository's address carries credentials, a name is no DNS label, or options contradict each other.
   */
  public static perEnvironment(props: ApplicationsProps): Applications {
    return new Applications(props);
  }

  public readonly engine: string = 'argocd';
  public readonly outputPath?: string;
  public readonly repositoryUrl?: string;
  public readonly attachments?: DeliveryAttachment[];
  private readonly plan: ApplicationPlan;

  private constructor(props: ApplicationsProps) {
    this.outputPath = props.outputPath;
    this.repositoryUrl = props.repository?.url;
    this.plan = new ApplicationPlan(props, 'argocd.Applications.perEnvironment', { servers: props.servers });
    this.attachments = this.plan.attachments;
  }

  /** Adds the project, where it is derived, and one Application per environment and cluster to the scope. */
  public deliver(scope: Construct, folders: DeliveredEnvironment[]): void {
    const targets = this.plan.targets(folders);
    const inner = this.plan.open(scope, targets);
    for (const target of targets) {
      new ApiObject(new Construct(inner, target.name), 'Application', {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: this.plan.metadataOf(target),
        spec: this.plan.specOf(target),
      });
    }
  }

  /**
   * The sync wave of the object (left out for wave 0), `PruneLast=true` on every DestinationRule and on what other objects need (else
   * Argo CD would prune it before they are updated), `Prune=confirm` on every Namespace, CustomResourceDefinition and PersistentVolumeClaim. A wave that the object says itself
   * stays; options that it says itself stay and are joined by these.
   */
  public annotationsFor(object: EmittedObject): { [key: string]: string } {
    return orderAnnotations(object);
  }
}
