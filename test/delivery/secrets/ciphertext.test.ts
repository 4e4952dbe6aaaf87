import { CIPHERTEXT } from './ciphertexts';
import { requireCiphertext } from '../../../src/delivery/secrets/ciphertext';
import { MeshError } from '../../../src/kernel/fail';

const SECRET = 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgU4';
const PEM = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`;
const encoded = (text: string | Buffer) => Buffer.from(text).toString('base64');

test('what kubeseal makes is taken', () => {
  expect(requireCiphertext('tls.key', CIPHERTEXT, 'here')).toBe(CIPHERTEXT);
});

test.each([
  ['nothing', '', 'it is empty'],
  ['PEM', PEM, 'it is PEM in plain text'],
  ['PEM after a line of words', `key:\n${PEM}`, 'it is PEM in plain text'],
  ['PEM as base64, as in a Secret', encoded(PEM), 'it is PEM, only encoded'],
  ['a password', 'correct horse', 'it is not base64'],
  ['a password that could be base64', 'hunter22', 'it does not begin with a sealed session key'],
  ['a password as base64', encoded('correct horse battery staple'), 'it is plain text, only encoded'],
  ['a key in DER as base64', encoded(Buffer.from(SECRET, 'base64')), 'it does not begin with a sealed session key'],
  ['the placeholder of many guides', 'AgA...encrypted...data...', 'it is not base64'],
  ['the beginning of a ciphertext', CIPHERTEXT.slice(0, 400), 'it is too short'],
  ['a ciphertext of nothing', encoded(Buffer.from(CIPHERTEXT, 'base64').subarray(0, 2 + 512 + 16)), 'it is too short'],
  ['a ciphertext that lost its padding', CIPHERTEXT.replace(/=+$/, '') + (CIPHERTEXT.endsWith('=') ? '' : 'A'), 'it is not base64'],
  ['a ciphertext without its first character', CIPHERTEXT.slice(1), 'it is not base64'],
  ['no text', 42 as any, 'it is empty'],
])('%s is refused and not shown', (_, value, says) => {
  let error: MeshError | undefined;
  try {
    requireCiphertext('tls.key', value, 'GatewayTlsSecret');
  } catch (thrown) {
    error = thrown as MeshError;
  }
  expect(error).toMatchObject({ code: 'MESH0817', what: expect.stringContaining(says) });
  const said = `${error!.message}\n${error!.stack}`;
  for (const part of [SECRET, encoded(PEM), 'hunter22', 'correct horse', encoded('correct horse battery staple'), CIPHERTEXT.slice(0, 40), 'encrypted...']) {
    expect(said).not.toContain(part);
  }
});
