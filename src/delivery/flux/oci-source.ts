import { Duration } from 'cdk8s';
import { OciReference } from './oci-reference';
import { OciVerification } from './oci-verification';
import { requireSecretName } from './secret-name';
import { accessOf, SourceDefinition, timesOf } from './source-definition';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/** Whose way of signing in Flux uses for a registry (`spec.provider` of an OCIRepository). */
export enum OciProvider {
  /** The credentials in the Secret or of the ServiceAccount. */
  GENERIC = 'generic',
  /** The workload identity of AWS. */
  AWS = 'aws',
  /** The workload identity of Azure. */
  AZURE = 'azure',
  /** The workload identity of Google Cloud. */
  GCP = 'gcp',
}

/** What Flux does with the layer of an artifact (`spec.layerSelector.operation`). */
export enum LayerOperation {
  /** The layer is an archive, and is unpacked. */
  EXTRACT = 'extract',
  /** The layer is taken as it is. */
  COPY = 'copy',
}

/** Which layer of an artifact holds the manifests. */
export interface LayerSelector {
  /**
   * Media type of the layer.
   *
   * @default - the first layer
   */
  readonly mediaType?: string;
  /**
   * What is done with it.
   *
   * @default LayerOperation.EXTRACT
   */
  readonly operation?: LayerOperation;
}

/**
 * An artifact in a registry: the content of an environment's folder, as
 * `flux push artifact oci://<url>:<environment> --path=dist/<environment>` writes it.
 *
 * Either `verify` says who must have signed it, or `unverified` says why nobody must (MESH0021): in a registry, everybody who may push a
 * tag decides what runs.
 *
 * @see https://fluxcd.io/flux/components/source/ocirepositories/
 */
export interface OciSourceProps {
  /** The repository in the registry, without tag: `oci://registry.example.com/acme/mesh` (MESH0001). */
  readonly url: string;
  /**
   * Which artifact is delivered.
   *
   * @default - the tag that is called as the environment
   */
  readonly reference?: OciReference;
  /**
   * Who must have signed it.
   *
   * @default - nobody: `unverified` says why
   */
  readonly verify?: OciVerification;
  /**
   * Why no signature is demanded. Not empty.
   *
   * @default - a signature is demanded: `verify`
   */
  readonly unverified?: string;
  /**
   * How Flux signs in.
   *
   * @default OciProvider.GENERIC
   */
  readonly provider?: OciProvider;
  /**
   * Name of the Secret with the credentials (`kubernetes.io/dockerconfigjson`), in the namespace of the Kustomizations.
   *
   * @default - a registry anyone can read, or the workload identity of the provider
   */
  readonly secretRef?: string;
  /**
   * Name of the ServiceAccount whose image pull secrets or workload identity are used.
   *
   * @default - that of the controller
   */
  readonly serviceAccountName?: string;
  /**
   * Name of the Secret with the certificates of the registry.
   *
   * @default - the authorities of the system
   */
  readonly certSecretRef?: string;
  /**
   * Name of the Secret with the address and the credentials of a proxy.
   *
   * @default - no proxy
   */
  readonly proxySecretRef?: string;
  /**
   * Which layer holds the manifests.
   *
   * @default - the first one, unpacked
   */
  readonly layerSelector?: LayerSelector;
  /**
   * How often Flux asks what the reference points at.
   *
   * @default Duration.minutes(5)
   */
  readonly interval?: Duration;
  /**
   * How long fetching may take.
   *
   * @default - Flux's: 60 seconds
   */
  readonly timeout?: Duration;
  /**
   * What is left out of the artifact, in the format of `.gitignore`.
   *
   * @default - Flux's own list
   */
  readonly ignore?: string;
}

/**
 * A source of the kind OCIRepository. Everything is checked at once; only the tag differs by environment.
 * @internal
 */
export function ociSource(props: OciSourceProps): SourceDefinition {
  checkUrl(props.url);
  checkVerification(props);
  const { interval, timeout } = timesOf(props, Duration.minutes(5), WHERE);
  const { provider, layerSelector, certSecretRef, verify } = props;
  const certificates = certSecretRef === undefined ? {} : { certSecretRef: { name: requireSecretName(certSecretRef, `${WHERE}: certSecretRef`) } };
  const access = accessOf(props, WHERE);
  return {
    kind: 'OCIRepository',
    folderOf: ({ path, cluster }) => cluster !== undefined && path.endsWith(`/${cluster}`) ? `./${cluster}` : '.',
    specFor: ({ name }) => ({
      interval,
      url: props.url,
      ref: props.reference?._fields ?? { tag: name },
      ...timeout === undefined ? {} : { timeout },
      ...provider === undefined ? {} : { provider },
      ...access,
      ...certificates,
      ...layerSelector === undefined ? {} : { layerSelector: { ...layerSelector } },
      ...verify === undefined ? {} : { verify: verify._spec },
    }),
  };
}

const WHERE = 'flux.Source.oci';

function checkUrl(url: string): void {
  if (!/^oci:\/\/[^\s@?#/]+(?:\/[^\s@?#/]+)+$/.test(url) || /[:@][^/]*$/.test(url.slice('oci://'.length).replace(/^[^/]+/, ''))) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${/[@?#]/.test(url) ? 'The text in url (not shown, it might hold a credential)' : JSON.stringify(url)} is not a repository in a registry.`,
      where: `${WHERE}: url`,
      why: 'Credentials are in a Secret (secretRef), tag and digest in reference.',
      fix: "Write it as 'oci://registry.example.com/acme/mesh'.",
    });
  }
}

function checkVerification({ verify, unverified }: OciSourceProps): void {
  if (verify !== undefined && unverified !== undefined) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'verify demands a signature, and unverified says why none is demanded.',
      where: WHERE,
      fix: 'Leave out one of the two.',
    });
  }
  if (verify === undefined && (unverified ?? '').trim() === '') {
    fail({
      code: CODES.MISSING_REASON,
      what: 'Nobody must have signed the artifact, and nothing says why.',
      where: WHERE,
      why: 'Everybody who may push the tag would decide what runs in the cluster.',
      fix: 'Name the signer in verify, for example flux.OciVerification.cosignKeys(…), or give the reason in unverified.',
    });
  }
}
