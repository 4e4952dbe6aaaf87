import { FindingSeverity } from './fleet-report';
import { MeshObject } from './mesh-object';

/** The words of a finding of a rule pack. */
export interface MeshFindingProps {
  /**
   * The object it is about.
   * @default - the mesh as a whole
   */
  readonly object?: MeshObject;
  /**
   * The field it is about, as findings write it: `spec.http[0].timeout`. The line of the program that says it is found by it; a
   * field that is not there leads to the nearest one around it.
   * @default - the whole object
   */
  readonly field?: string;
  /** What is wrong with which value. One sentence, without the place. */
  readonly message: string;
  /** How to fix it. */
  readonly fix: string;
  /**
   * Why it matters.
   * @default - plain from the message
   */
  readonly why?: string;
  /**
   * The value that is wrong.
   * @default - not a single value
   */
  readonly found?: string;
  /**
   * The value that was probably meant.
   * @default - none is near
   */
  readonly nearest?: string;
}

/** A question that a rule could not decide. */
export interface UndecidedProps {
  /** The object it is about. */
  readonly object: MeshObject;
  /**
   * The field it is about.
   * @default - the whole object
   */
  readonly field?: string;
  /** What is missing to decide. */
  readonly because: string;
}

/** What a rule of a rule pack says: a finding of some severity, or that it cannot tell. */
export class MeshFinding {
  /** It keeps the output from being written, unless it is acknowledged. */
  public static error(props: MeshFindingProps): MeshFinding {
    return new MeshFinding(props, FindingSeverity.ERROR);
  }

  /** It needs a look. */
  public static warning(props: MeshFindingProps): MeshFinding {
    return new MeshFinding(props, FindingSeverity.WARNING);
  }

  /** It is good to know. */
  public static info(props: MeshFindingProps): MeshFinding {
    return new MeshFinding(props, FindingSeverity.INFO);
  }

  /** The rule cannot tell: counted and listed as an open question, never as a fault. */
  public static undecided(props: UndecidedProps): MeshFinding {
    return new MeshFinding(props, undefined);
  }

  /** Recognises a finding, also one of another copy of this library. */
  public static isMeshFinding(value: any): value is MeshFinding {
    return value !== null && typeof value === 'object' && MESH_FINDING in value;
  }

  private constructor(private readonly props: MeshFindingProps | UndecidedProps, private readonly severity: FindingSeverity | undefined) {
    Object.defineProperty(this, MESH_FINDING, { value: true });
  }

  /** @internal */
  public get _severity(): FindingSeverity | undefined {
    return this.severity;
  }

  /** @internal */
  public get _props(): Partial<MeshFindingProps & UndecidedProps> {
    return this.props;
  }
}

const MESH_FINDING = Symbol.for('cdk8s-istio.MeshFinding');
