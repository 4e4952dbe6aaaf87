/** What looks like kubeseal's ciphertext: the size of the session key (512 bytes), the sealed session key, a text with its tag. */
function ciphertext(first: number, text: number = 600): string {
  return Buffer.concat([Buffer.from([2, 0]), Buffer.from(Array.from({ length: 512 + text + 16 }, (_, i) => (first + i * 7) % 256))]).toString('base64');
}

export const CIPHERTEXT = ciphertext(1);
export const OTHER_CIPHERTEXT = ciphertext(2);
