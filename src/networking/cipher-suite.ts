import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * A cipher suite for TLS up to 1.2, by its name in BoringSSL. Open set: `of` for others.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export class CipherSuite {
  /** `ECDHE-ECDSA-AES128-GCM-SHA256`. */
  public static readonly ECDHE_ECDSA_AES128_GCM_SHA256 = new CipherSuite('ECDHE-ECDSA-AES128-GCM-SHA256');
  /** `ECDHE-ECDSA-AES256-GCM-SHA384`. */
  public static readonly ECDHE_ECDSA_AES256_GCM_SHA384 = new CipherSuite('ECDHE-ECDSA-AES256-GCM-SHA384');
  /** `ECDHE-ECDSA-CHACHA20-POLY1305`. */
  public static readonly ECDHE_ECDSA_CHACHA20_POLY1305 = new CipherSuite('ECDHE-ECDSA-CHACHA20-POLY1305');
  /** `ECDHE-ECDSA-AES128-SHA`. */
  public static readonly ECDHE_ECDSA_AES128_SHA = new CipherSuite('ECDHE-ECDSA-AES128-SHA');
  /** `ECDHE-ECDSA-AES256-SHA`. */
  public static readonly ECDHE_ECDSA_AES256_SHA = new CipherSuite('ECDHE-ECDSA-AES256-SHA');
  /** `ECDHE-RSA-AES128-GCM-SHA256`. */
  public static readonly ECDHE_RSA_AES128_GCM_SHA256 = new CipherSuite('ECDHE-RSA-AES128-GCM-SHA256');
  /** `ECDHE-RSA-AES256-GCM-SHA384`. */
  public static readonly ECDHE_RSA_AES256_GCM_SHA384 = new CipherSuite('ECDHE-RSA-AES256-GCM-SHA384');
  /** `ECDHE-RSA-CHACHA20-POLY1305`. */
  public static readonly ECDHE_RSA_CHACHA20_POLY1305 = new CipherSuite('ECDHE-RSA-CHACHA20-POLY1305');
  /** `ECDHE-RSA-AES128-SHA`. */
  public static readonly ECDHE_RSA_AES128_SHA = new CipherSuite('ECDHE-RSA-AES128-SHA');
  /** `ECDHE-RSA-AES256-SHA`. */
  public static readonly ECDHE_RSA_AES256_SHA = new CipherSuite('ECDHE-RSA-AES256-SHA');
  /** `AES128-GCM-SHA256`. */
  public static readonly AES128_GCM_SHA256 = new CipherSuite('AES128-GCM-SHA256');
  /** `AES256-GCM-SHA384`. */
  public static readonly AES256_GCM_SHA384 = new CipherSuite('AES256-GCM-SHA384');
  /** `AES128-SHA`. */
  public static readonly AES128_SHA = new CipherSuite('AES128-SHA');
  /** `AES256-SHA`. */
  public static readonly AES256_SHA = new CipherSuite('AES256-SHA');
  /** `DES-CBC3-SHA`. */
  public static readonly DES_CBC3_SHA = new CipherSuite('DES-CBC3-SHA');

  /** A suite, or an expression of BoringSSL such as `[ECDHE-ECDSA-AES128-GCM-SHA256|ECDHE-ECDSA-CHACHA20-POLY1305]`. Not empty (MESH0001). */
  public static of(name: string): CipherSuite {
    if (name.trim() === '') {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'a cipher suite without name', fix: 'name it, or use one of CipherSuite.…' });
    }
    return new CipherSuite(name);
  }

  private constructor(private readonly name: string) {}

  /** @internal */
  public _render(): string {
    return this.name;
  }
}
