import { isIP, isIPv6 } from 'node:net';

/** Whether a text is an IPv4 or IPv6 address (an IPv6 zone is legal). */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** Whether a text is an address, or a range in CIDR notation: `10.0.0.0/8`. */
export function isAddressOrRange(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) {
    return isAddress(text);
  }
  const address = text.slice(0, slash);
  const bits = text.slice(slash + 1);
  return isAddress(address) && !address.includes('%') && /^(?:0|[1-9][0-9]{0,2})$/.test(bits) && Number(bits) <= (isIPv6(address) ? 128 : 32);
}
