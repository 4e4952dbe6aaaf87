import { ReportedObject } from './fleet-report';

/** How an object gets past the typed constructs. */
export enum EscapeHatchKind {
  /** `addJsonPatch` changed it. */
  JSON_PATCH = 'json-patch',
  /** It is an object of an Istio kind that no typed construct made: an `ApiObject`, one of the `l1`, or one read from YAML. */
  RAW_OBJECT = 'raw-object',
}

/** An object that the typed constructs do not vouch for. The checks look at it like at any other. */
export interface EscapeHatch {
  /** How it gets past them; an object that is both counts as raw. */
  readonly kind: EscapeHatchKind;
  /** The object. */
  readonly object: ReportedObject;
  /** Path of its construct. */
  readonly constructPath: string;
  /** Environments it is in, in the order of the fleet. */
  readonly environments: string[];
  /**
   * The file that makes it, relative to the working directory where it is below it.
   *
   * @default - not known
   */
  readonly file?: string;
  /**
   * The line that makes it, from 1.
   *
   * @default - not known
   */
  readonly line?: number;
}
