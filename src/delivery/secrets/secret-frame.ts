import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/** What a Secret is besides its content. */
export interface SecretFrame {
  readonly name: string;
  /** A text, or a value that is known when it is written. */
  readonly namespace: any;
  /** Field `type` of the Secret. */
  readonly type: string;
  /** Keys that it must have. */
  readonly required: readonly string[];
  /** Keys that it may have. */
  readonly optional: readonly string[];
  readonly where: string;
}

/** An object that makes a Secret. */
export interface RenderedSecret {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: any;
  readonly spec: any;
}

/** The keys are those that the Secret needs, and no others; with `more`, keys that are missing come from elsewhere. */
export function requireKeys(keys: readonly string[], { required, optional, where }: SecretFrame, field: string, more: boolean = false): void {
  const missing = more ? undefined : required.find(key => !keys.includes(key));
  const unknown = keys.find(key => !required.includes(key) && !optional.includes(key));
  if (missing !== undefined || unknown !== undefined) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: missing !== undefined ? `the key ${missing} is missing` : `the key ${JSON.stringify(unknown)}`,
      where: `${where}, ${field}`,
      why: 'istiod reads certain keys of the Secret and no others',
      fix: `give ${[...required, ...optional.map(key => `${key} (if you want it)`)].join(', ')}`,
    });
  }
}
