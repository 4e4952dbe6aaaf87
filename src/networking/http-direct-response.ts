import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** The largest body Istio takes, in bytes. */
const LARGEST_BODY = 1024 * 1024;

/**
 * Body of an answer that the proxy gives by itself; at most 1 MiB (MESH0001), and better far less: it is part of every proxy's configuration.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPBody
 */
export class DirectResponseBody {
  /** Text, sent as UTF-8. Istio field `directResponse.body.string`. */
  public static string(text: string): DirectResponseBody {
    return new DirectResponseBody('string', text, Buffer.byteLength(text));
  }

  /**
   * Bytes. Istio field `directResponse.body.bytes`.
   * @param base64 the bytes in standard base64 with padding (MESH0001): `Buffer.from(…).toString('base64')`
   */
  public static bytes(base64: string): DirectResponseBody {
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.toString('base64') !== base64) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: 'the body is no base64',
        why: 'the API server takes standard base64 with padding only',
        fix: 'use Buffer.from(…).toString(\'base64\'), or DirectResponseBody.string for text',
      });
    }
    return new DirectResponseBody('bytes', base64, bytes.length);
  }

  private constructor(private readonly field: 'string' | 'bytes', private readonly value: string, size: number) {
    if (size > LARGEST_BODY) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `a body of ${size} bytes is too large`,
        why: `Istio takes at most ${LARGEST_BODY} bytes`,
        fix: 'serve it from a workload and route to that',
      });
    }
  }

  /** @internal */
  public _render(): object {
    return { [this.field]: this.value };
  }
}
