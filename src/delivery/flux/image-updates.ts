import { ApiObject, Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { fluxDuration } from './flux-duration';
import { GitReference } from './git-reference';
import { gitSource } from './git-source';
import { checkMarkers, ImagePart, markerText } from './image-marker';
import { checkUpdates, DEFAULT_PUSH_BRANCH, ImageUpdatesProps, MESSAGE } from './image-updates-props';
import { CheckedImage, checkedImage } from './watched-image';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { nearestName } from '../../kernel/nearest';
import { DeliveredEnvironment, EmittedObject, IDelivery } from '../delivery';

/**
 * Image automation by Flux, on *input* files: it watches registries, writes the newest tags behind the markers of `config/<environment>.yaml`,
 * and pushes a branch. The pipeline synthesizes the output there, and a pull request delivers it. The output itself is never edited: the
 * next synth would undo it.
 *
 * Emits a `GitRepository`, an `ImageUpdateAutomation`, and an `ImageRepository` and an `ImagePolicy` per image, all `v1`, for one Flux.
 *
 * @see https://fluxcd.io/flux/components/image/imageupdateautomations/
 */
export class ImageUpdates implements IDelivery {
  /**
   * Watches images and writes to the input files of a repository.
   *
   * Throws when an image, the folder, the template or an address is wrong (MESH0001), when the change would be pushed to the branch it
   * starts from, or nobody signs in for it (MESH0002), and when a name is illegal (MESH0003).
   */
  public static ofRepository(props: ImageUpdatesProps): ImageUpdates {
    return new ImageUpdates(props);
  }

  public readonly engine: string = 'flux';
  private readonly namespace: string;
  private readonly namePrefix: string;
  private readonly path: string;
  private readonly images: ReadonlyMap<string, CheckedImage>;
  private readonly interval: string;
  private readonly source: object;

  private constructor(private readonly props: ImageUpdatesProps) {
    checkUpdates(props, WHERE);
    this.namespace = props.namespace ?? 'flux-system';
    this.namePrefix = props.namePrefix ?? 'mesh';
    this.path = props.path ?? 'config';
    this.interval = fluxDuration(props.interval ?? Duration.minutes(10), `${WHERE}: interval`);
    const { url, branch = 'main', secretRef } = props.repository;
    const source = gitSource({ url, secretRef, provider: props.provider, reference: GitReference.branch(branch) });
    this.source = source.specFor({ name: this.path, path: this.path });
    gitSource({ url, reference: GitReference.branch(props.pushBranch ?? DEFAULT_PUSH_BRANCH) });
    this.images = new Map(props.images.map(image => [`${this.namePrefix}-${image.name}`, checkedImage(image, WHERE)]));
  }

  /**
   * The comment that marks a value of an input file, to be written at the end of its line: `tag: 1.4.2 # {"$imagepolicy": "…"}`.
   *
   * @param image name of a watched image (MESH0006)
   * @param part what of it stands there; the digest only where it is reflected (MESH0808)
   */
  public markerFor(image: string, part: ImagePart): string {
    const policy = `${this.namePrefix}-${image}`;
    if (!this.images.has(policy)) {
      const names = this.props.images.map(({ name }) => name);
      const nearest = nearestName(image, names);
      fail({
        code: CODES.UNKNOWN_MEMBER,
        what: `No watched image is called ${JSON.stringify(image)}.`,
        where: WHERE,
        fix: nearest === undefined ? `Images are: ${names.join(', ')}.` : `Did you mean ${JSON.stringify(nearest)}?`,
      });
    }
    const marker = markerText(this.namespace, policy, part);
    this.checkInput('marker', `value ${marker}`);
    return marker;
  }

  /**
   * Checks the markers of an input file: Flux passes over those that it cannot read or that name no policy, and says nothing (MESH0808).
   *
   * @param file its name, for the message
   * @param text all of it
   */
  public checkInput(file: string, text: string): void {
    checkMarkers(file, text, { namespace: this.namespace, images: this.images });
  }

  /** Adds everything to the folder of the one Flux that does it. Without environments there is none. */
  public deliver(scope: Construct, folders: DeliveredEnvironment[]): void {
    if (folders.length === 0) {
      return;
    }
    const flux = this.props.central ? undefined : this.fluxOf(folders);
    const chart = flux === undefined ? scope : scope.node.tryFindChild(flux) as Chart | undefined ?? new Chart(scope, flux);
    const name = `${this.namePrefix}-images`;
    const parent = new Construct(chart, name);
    this.addObject(parent, 'source.toolkit.fluxcd.io/v1', 'GitRepository', name, this.source);
    this.addObject(parent, 'image.toolkit.fluxcd.io/v1', 'ImageUpdateAutomation', name, this.automationSpec(name));
    for (const [policy, image] of this.images) {
      const pair = new Construct(parent, image.name);
      this.addObject(pair, 'image.toolkit.fluxcd.io/v1', 'ImageRepository', policy, image.repository);
      this.addObject(pair, 'image.toolkit.fluxcd.io/v1', 'ImagePolicy', policy, { imageRepositoryRef: { name: policy }, ...image.policy });
    }
  }

  /** None: it edits input files. */
  public annotationsFor(_object: EmittedObject): { [key: string]: string } {
    return {};
  }

  /** By them the automation knows its own policies: another one in the same Flux pushes other branches. */
  private get labels(): { [key: string]: string } {
    return { 'app.kubernetes.io/managed-by': 'cdk8s-istio', 'app.kubernetes.io/instance': this.namePrefix };
  }

  private automationSpec(source: string): object {
    const { repository, authorEmail, authorName = 'Flux', signingKey, messageTemplate = MESSAGE } = this.props;
    return {
      interval: this.interval,
      sourceRef: { kind: 'GitRepository', name: source },
      policySelector: { matchLabels: this.labels },
      git: {
        checkout: { ref: { branch: repository.branch ?? 'main' } },
        commit: {
          author: { name: authorName, email: authorEmail },
          messageTemplate,
          ...signingKey === undefined ? {} : { signingKey: { type: signingKey.type ?? 'gpg', secretRef: { name: signingKey.secretRef } } },
        },
        push: { branch: this.props.pushBranch ?? DEFAULT_PUSH_BRANCH },
      },
      update: { path: `./${this.path}`, strategy: 'Setters' },
    };
  }

  private addObject(scope: Construct, apiVersion: string, kind: string, name: string, spec: object): void {
    new ApiObject(scope, kind, { apiVersion, kind, metadata: { name, namespace: this.namespace, labels: this.labels }, spec });
  }

  private fluxOf(folders: readonly DeliveredEnvironment[]): string {
    const all = new Set(folders.flatMap(({ name, cluster, clusters }) => clusters.length > 0 ? clusters : [cluster ?? name]));
    const { cluster } = this.props;
    if (cluster !== undefined && !all.has(cluster)) {
      const nearest = nearestName(cluster, all);
      fail({
        code: CODES.UNKNOWN_MEMBER,
        what: `No Flux is in a cluster ${JSON.stringify(cluster)}.`,
        where: `${WHERE}: cluster`,
        fix: nearest === undefined ? `Clusters, or environments without, are: ${[...all].join(', ')}.` : `Did you mean ${JSON.stringify(nearest)}?`,
      });
    }
    if (cluster === undefined && all.size > 1) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `Nothing says which Flux writes to the input files: ${[...all].join(', ')}.`,
        where: WHERE,
        why: 'Two would push to one branch and undo what the other did.',
        fix: `Name one: cluster: '${[...all][0]}', or central: true.`,
      });
    }
    return cluster ?? [...all][0];
  }
}

const WHERE = 'flux.ImageUpdates.ofRepository';
