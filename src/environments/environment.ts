import { join } from 'node:path';
import { App, IResolver } from 'cdk8s';
import { IConstruct } from 'constructs';
import { checkClusterNames, checkEnvironmentName, checkIstioVersion, checkedFreezes, checkOrder, checkValuesOf } from './environment-name';
import { EnvironmentValues } from './environment-values';
import { FreezeWindow } from './freeze-window';
import { FreezeFacts } from './frozen-now';
import { IstioVersion } from './istio-version.gen';
import { defaultOutdir } from './output-root';
import { synthFleet } from './synthesis';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { SourceMark } from '../kernel/source';
import { MESH_CONTEXT } from '../networking/mesh-context';
import { LATEST_MINOR } from '../schema/istio-version';

/** What the mesh does with requests to hosts it does not know. */
export enum OutboundTrafficPolicy {
  /** Requests to unknown hosts pass. Istio's default. */
  ALLOW_ANY = 'ALLOW_ANY',
  /** Requests to unknown hosts are refused: every external host needs a ServiceEntry. */
  REGISTRY_ONLY = 'REGISTRY_ONLY',
}

/**
 * How the mesh of an environment is installed, as far as the checks need it.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
export interface MeshSettings {
  /**
   * Namespace whose policies apply to the whole mesh (`rootNamespace` of the mesh configuration).
   *
   * @default 'istio-system'
   */
  readonly rootNamespace?: string;
  /**
   * What happens to requests to hosts that the mesh does not know (`outboundTrafficPolicy.mode` of the mesh configuration).
   *
   * @default OutboundTrafficPolicy.ALLOW_ANY
   */
  readonly outboundTrafficPolicy?: OutboundTrafficPolicy;
  /**
   * DNS domain of the cluster: the end of every full service name.
   *
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;
}

/** What makes one environment differ from another, besides the values of its charts. */
export interface EnvironmentProps {
  /**
   * The Istio minor the environment runs. Fields and kinds that it does not know are findings.
   *
   * @default - the newest this library knows
   */
  readonly istioVersion?: IstioVersion;
  /**
   * Names of the clusters that each get the full copy of the environment, in a folder of its own. DNS names, unique.
   *
   * @default - none: one folder for the environment
   */
  readonly clusters?: string[];
  /**
   * Trust domain of the mesh (`trustDomain` of the mesh configuration): the first part of every workload identity.
   *
   * @default 'cluster.local'
   */
  readonly trustDomain?: string;
  /**
   * How the mesh is installed.
   *
   * @default - Istio's defaults
   */
  readonly mesh?: MeshSettings;
  /**
   * Names of the environments that get a change before this one. Unknown names and circles are findings.
   *
   * @default - none
   */
  readonly after?: string[];
  /**
   * The values that people promote and machines bump, from the environment's own file. Those that the program does not read are
   * findings (MESH0833), and `cdk8s-istio promote` moves those that it reads.
   *
   * @default - none: nothing can be promoted to this environment
   */
  readonly values?: EnvironmentValues;
  /**
   * Times in which nothing is promoted to this environment.
   *
   * @default - none
   */
  readonly frozen?: FreezeWindow[];
  /**
   * cdk8s resolvers for values in constructs, as in `AppProps`.
   *
   * @default - none
   */
  readonly resolvers?: IResolver[];
}

/**
 * One environment: the root of a tree of charts, and one folder of the output.
 *
 * Each environment is an `App` of its own, so that names are the same in all of them, and whatever works below an `App`
 * (cdk8s-plus, `Include`, `Helm`, `Testing`) works here. Made by `Fleet.addEnvironment`; `new Environment(...)` alone is a
 * fleet of one.
 */
export class Environment extends App {
  /** The environment a construct belongs to, or undefined where its tree has another root. */
  public static find(construct: IConstruct): Environment | undefined {
    const root = construct.node.root;
    return Environment.isEnvironment(root) ? root : undefined;
  }

  /** Whether a value is an environment, also one of another copy of this library. */
  public static isEnvironment(value: any): value is Environment {
    return value !== null && typeof value === 'object' && ENVIRONMENT in value;
  }

  /** Name of the environment and of its folder. */
  public readonly environmentName: string;
  /** The Istio minor it runs. */
  public readonly istioVersion: IstioVersion;
  /** Trust domain of the mesh. */
  public readonly trustDomain: string;
  /** Namespace whose policies apply to the whole mesh. */
  public readonly rootNamespace: string;
  /** DNS domain of the cluster. */
  public readonly clusterDomain: string;
  /** What happens to requests to hosts that the mesh does not know. */
  public readonly outboundTrafficPolicy: OutboundTrafficPolicy;
  /** @internal */
  public readonly _said: SourceMark;
  /** @internal */
  public readonly _values?: EnvironmentValues;
  /** @internal */
  public readonly _frozen: readonly FreezeFacts[];
  private readonly clusterNames: readonly string[];
  private readonly afterNames: readonly string[];
  private fleet?: SynthesizedTogether;

  /**
   * @param name name of the environment and of its folder: a DNS label (MESH0407)
   * @param props what makes it differ
   */
  constructor(name: string, props: EnvironmentProps = {}) {
    checkEnvironmentName(name);
    checkClusterNames(name, props.clusters ?? []);
    checkOrder(name, props.after ?? []);
    const istioVersion = props.istioVersion ?? LATEST_MINOR as IstioVersion;
    checkIstioVersion(name, istioVersion);
    checkValuesOf(name, props.values);
    super({ outdir: join(defaultOutdir(), name), recordConstructMetadata: false, resolvers: props.resolvers });
    Object.defineProperty(this, ENVIRONMENT, { value: true });
    this._said = SourceMark.here(new.target);
    this._values = props.values;
    this._frozen = checkedFreezes(name, props.frozen ?? []);
    this.environmentName = name;
    this.istioVersion = istioVersion;
    this.trustDomain = props.trustDomain ?? 'cluster.local';
    this.rootNamespace = props.mesh?.rootNamespace ?? 'istio-system';
    this.clusterDomain = props.mesh?.clusterDomain ?? 'cluster.local';
    this.outboundTrafficPolicy = props.mesh?.outboundTrafficPolicy ?? OutboundTrafficPolicy.ALLOW_ANY;
    this.clusterNames = [...props.clusters ?? []];
    this.afterNames = [...props.after ?? []];
    this.node.setContext(MESH_CONTEXT.clusterDomain, this.clusterDomain);
    this.node.setContext(MESH_CONTEXT.trustDomain, this.trustDomain);
    this.node.setContext(MESH_CONTEXT.rootNamespace, this.rootNamespace);
  }

  /** Clusters that each get a full copy; empty for one folder. */
  public get clusters(): string[] {
    return [...this.clusterNames];
  }

  /** Names of the environments that get a change before this one. */
  public get after(): string[] {
    return [...this.afterNames];
  }

  /**
   * Synthesizes the whole fleet this environment belongs to, because the output is checked and replaced as a whole. An
   * environment without fleet is a fleet of one, with the default output folder.
   */
  public synth(): void {
    if (this.fleet) {
      this.fleet.synth();
    } else {
      synthFleet({ environments: [this], deliveries: [] });
    }
  }

  /**
   * Notes the fleet this environment is synthesized with. An environment belongs to one fleet only.
   * @internal
   */
  public _join(fleet: SynthesizedTogether): void {
    if (this.fleet) {
      fail({
        code: CODES.ENVIRONMENT_ORDER,
        what: `the environment ${this.environmentName} belongs to a fleet already`,
        fix: 'add each environment to one fleet',
      });
    }
    this.fleet = fleet;
  }
}

/** What an environment asks of its fleet. */
interface SynthesizedTogether {
  synth(): unknown;
}

const ENVIRONMENT = Symbol.for('cdk8s-istio.Environment');
