import { FieldPath } from '../kernel/field-path';

/** Something in one object that the API server refuses (or, for `WIRE_RANGE`, Istio's webhook behind it). */
export interface Violation {
  /** `CODES.CRD_…` or `CODES.WIRE_RANGE`. */
  readonly code: string;
  /** The place of the value that is wrong; for an unknown or missing field, the place where it is or would be. */
  readonly path: FieldPath;
  /** What is wrong with which value. One sentence without location. */
  readonly message: string;
  /** Why it matters, where the message does not say it. */
  readonly why?: string;
  /** How to fix it. */
  readonly fix: string;
  /** The text that is wrong, and the one that was probably meant. */
  readonly found?: string;
  readonly nearest?: string;
}
