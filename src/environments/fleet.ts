import { AddedRulePack, addedRulePack } from './added-rule-pack';
import { Environment, EnvironmentProps } from './environment';
import { checkDelivery, checkFleetProps } from './fleet-arguments';
import { FindingSeverity, FleetReport } from './fleet-report';
import { IRulePack } from './rule-pack';
import { examineFleet, FleetPlan, synthFleet } from './synthesis';
import { IDelivery } from '../delivery/delivery';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { SourceMark } from '../kernel/source';

/** Props of a fleet. */
export interface FleetProps {
  /**
   * The output root: one folder per environment, and nothing of other tools. Relative to the working directory.
   *
   * @default - `CDK8S_OUTDIR`, which `cdk8s synth` sets, else `dist`
   */
  readonly outdir?: string;
  /**
   * From which severity on findings keep the output from being written.
   *
   * @default FindingSeverity.ERROR; `CDK8S_ISTIO_THRESHOLD`, which `cdk8s-istio synth` sets, counts where it is stricter
   */
  readonly threshold?: FindingSeverity;
  /**
   * Takes over an output root that holds files of others: those at our paths are replaced, all others stay.
   *
   * @default - as `CDK8S_ISTIO_ADOPT=1` says, else false: a folder that is not ours is refused (MESH0401)
   */
  readonly adopt?: boolean;
}

/**
 * All environments of a mesh: they are rendered and checked together, and the output folder is replaced as a whole.
 *
 * @example
 * const fleet = new Fleet();
 * const environment = fleet.addEnvironment('staging', { istioVersion: IstioVersion.V1_30 });
 * new Chart(environment, 'shop', { namespace: 'shop' });
 * fleet.synth();
 */
export class Fleet {
  private readonly props: FleetProps;
  private readonly members: Environment[] = [];
  private readonly deliveries: IDelivery[] = [];
  private readonly deliveriesSaid = new Map<IDelivery, SourceMark>();
  private readonly rulePacks: AddedRulePack[] = [];

  constructor(props: FleetProps = {}) {
    checkFleetProps(props);
    this.props = props;
  }

  /** The environments, in the order they were added. */
  public get environments(): Environment[] {
    return [...this.members];
  }

  /**
   * Adds an environment: the scope of its charts.
   *
   * @param name name of the environment and of its folder: a DNS label (MESH0407), once per fleet (MESH0406)
   * @param props what makes it differ
   */
  public addEnvironment(name: string, props: EnvironmentProps = {}): Environment {
    if (this.members.some(member => member.environmentName === name)) {
      fail({
        code: CODES.ENVIRONMENT_ORDER,
        what: `the environment ${name} is there already`,
        why: 'both would write the same folder',
        fix: 'give each environment a name of its own',
      });
    }
    const environment = new Environment(name, props);
    environment._join(this);
    this.members.push(environment);
    return environment;
  }

  /** Adds a delivery engine, whose objects are written to `_delivery/<engine>/`. */
  public deliver(delivery: IDelivery): void {
    checkDelivery(delivery);
    this.deliveries.push(delivery);
    this.deliveriesSaid.set(delivery, SourceMark.here());
  }

  /**
   * Adds the rules of a platform team: they look at every environment, after the rules of this library. A pack without a name, or
   * with an id that is taken, is refused (MESH0703).
   */
  public addRulePack(pack: IRulePack): void {
    this.rulePacks.push(addedRulePack(pack, this.rulePacks));
  }

  /** Renders and checks all environments in memory. Nothing is written or printed. */
  public examine(): FleetReport {
    return examineFleet(this.plan());
  }

  /**
   * Renders and checks all environments, and writes the output if no finding reaches the threshold and something changed.
   *
   * Prints a summary to standard error and sets the exit status of the process: 0 written or unchanged, 1 findings, 2 the
   * output folder is not ours, the file system refused, or a rule of a rule pack failed, 3 another synth holds the lock, 4 a fault of this library. In each
   * case but the first the output folder stays as it was. Errors in the program itself are thrown.
   */
  public synth(): FleetReport {
    return synthFleet(this.plan());
  }

  private plan(): FleetPlan {
    return { environments: this.members, deliveries: this.deliveries, deliveriesSaid: this.deliveriesSaid, rulePacks: this.rulePacks, ...this.props };
  }
}
