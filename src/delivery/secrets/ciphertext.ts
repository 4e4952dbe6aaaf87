import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/** Base64 as Go reads it: the standard alphabet, padded. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Sizes of an RSA key in bytes: 1,024 to 16,384 bits. The controller makes keys of 4,096. */
const [SMALLEST_KEY, LARGEST_KEY] = [128, 2048];
/** What AES-GCM adds to a text. */
const TAG = 16;

/**
 * The ciphertext of one key, without line ends. Fails (MESH0817) on what kubeseal cannot have made, and never says the value: two bytes with the
 * size of the sealed session key, that key, then at least one byte with its tag.
 */
export function requireCiphertext(key: string, value: string, where: string): string {
  const text = typeof value === 'string' ? value.replace(/[\r\n]/g, '') : '';
  const problem = problemOf(text);
  if (problem !== undefined) {
    fail({
      code: CODES.NOT_SEALED,
      what: `The value of ${JSON.stringify(key)} is not what kubeseal makes: ${problem}. It is not shown, because it may be the secret itself.`,
      where,
      why: 'A value that is not sealed would lie in Git for everybody to read, and the controller could not open it.',
      fix: 'Seal it (kubeseal --format yaml --scope … < secret.yaml) and copy the entry of spec.encryptedData. If the value was committed, '
        + 'replace the key and its certificate: it is known.',
    });
  }
  return text;
}

/** Why a text is no ciphertext, without a part of it. */
function problemOf(text: string): string | undefined {
  if (text === '') {
    return 'it is empty';
  }
  if (/-----BEGIN /.test(text)) {
    return 'it is PEM in plain text';
  }
  if (!BASE64.test(text)) {
    return 'it is not base64';
  }
  const bytes = Buffer.from(text, 'base64');
  const plain = bytes.subarray(0, 64).every(byte => byte >= 0x20 && byte < 0x7f || byte === 0x0a || byte === 0x0d || byte === 0x09);
  if (plain) {
    return bytes.includes('-----BEGIN ') ? 'it is PEM, only encoded' : 'it is plain text, only encoded';
  }
  const keySize = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  if (keySize < SMALLEST_KEY || keySize > LARGEST_KEY || keySize % 8 !== 0) {
    return 'it does not begin with a sealed session key';
  }
  return bytes.length > 2 + keySize + TAG ? undefined : 'it is too short';
}
