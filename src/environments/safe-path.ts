import { createHash } from 'node:crypto';

/** Longest name that common file systems take, in bytes. */
const LONGEST = 255;
const PLAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;

/** Whether Windows takes a lower-case name for a device, with or without extension. */
export function isReservedFileName(name: string): boolean {
  return RESERVED.test(name);
}

/**
 * Any text as part of a file name, one to one: lower-case letters, digits, `-` and inner dots stay, every other character
 * becomes `%` and the hexadecimal digits of its UTF-8 bytes. No two texts get one result, also where the file system folds
 * case or composes accents, and no result is a way up, hidden, or starts with `_`, which only folders of ours do.
 */
export function encodeName(text: string): string {
  return PLAIN.test(text) ? text : encodeSlowly(text);
}

/** A whole file or folder name: never one that Windows takes for a device, never longer than a file system allows. */
export function fileName(encoded: string, extension = ''): string {
  const name = isReservedFileName(encoded) ? hex(encoded.charCodeAt(0)) + encoded.slice(1) : encoded;
  if (name.length + extension.length <= LONGEST) {
    return name + extension;
  }
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 32);
  return `${name.slice(0, LONGEST - extension.length - digest.length - 1)}~${digest}${extension}`;
}

function encodeSlowly(text: string): string {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!;
    const character = text[i];
    if (/[a-z0-9-]/.test(character) || (character === '.' && isInnerDot(text, i))) {
      result += character;
    } else {
      result += utf8(code);
      i += code > 0xffff ? 1 : 0;
    }
  }
  return result;
}

/** A dot between two plain characters: it cannot lead upwards, hide a file, or vanish on Windows. */
function isInnerDot(text: string, at: number): boolean {
  return /^[a-z0-9-]\.[a-z0-9-]$/.test(text.slice(Math.max(at - 1, 0), at + 2));
}

/** UTF-8 by hand, because encoders replace a lone surrogate, which would give two texts one name. */
function utf8(code: number): string {
  if (code < 0x80) {
    return hex(code);
  }
  const bytes: number[] = [];
  let rest = code;
  for (let lead = 0x40; rest >= lead; lead /= 2) {
    bytes.unshift(0x80 + rest % 0x40);
    rest = Math.floor(rest / 0x40);
  }
  const marks = [0, 0xc0, 0xe0, 0xf0];
  return [marks[bytes.length] + rest, ...bytes].map(hex).join('');
}

function hex(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`;
}
