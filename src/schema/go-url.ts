/**
 * Go's `net/url`, as far as the API server's CEL functions `isURL` and `url().getScheme()` need it. The WHATWG parser of JavaScript
 * is another grammar: it repairs what Go refuses (a bad percent escape) and refuses what Go takes (a bare path).
 */

/** The scheme in lower case (empty for an absolute path), or undefined where `url.ParseRequestURI` refuses the text. */
export function goUrlScheme(text: string): string | undefined {
  const fragment = text.indexOf('#');
  if (text === '' || /[\x00-\x1f\x7f]/.test(text) || (fragment >= 0 && !hasGoodEscapes(text.slice(fragment)))) {
    return undefined;
  }
  if (text === '*') {
    return '';
  }
  const colon = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(text)?.[0];
  if (!colon && text[0] === ':') {
    return undefined;
  }
  const scheme = colon ? colon.slice(0, -1).toLowerCase() : '';
  const rest = withoutQuery(text.slice(colon?.length ?? 0));
  if (!rest.startsWith('/')) {
    return colon ? scheme : undefined;
  }
  if (!colon || !rest.startsWith('//')) {
    return hasGoodEscapes(rest) ? scheme : undefined;
  }
  const slash = rest.indexOf('/', 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  return isAuthority(scheme, authority) && hasGoodEscapes(path) ? scheme : undefined;
}

function withoutQuery(text: string): string {
  const query = text.indexOf('?');
  return query < 0 ? text : text.slice(0, query);
}

function hasGoodEscapes(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

function isAuthority(scheme: string, authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const userinfo = at < 0 ? '' : authority.slice(0, at);
  return isHost(scheme, authority.slice(at + 1))
    && /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo) && hasGoodEscapes(userinfo);
}

function isHost(scheme: string, host: string): boolean {
  const open = host.lastIndexOf('[');
  if (open > 0) {
    return false;
  }
  if (open === 0) {
    const close = host.lastIndexOf(']');
    return close > 0 && isOptionalPort(host.slice(close + 1)) && isBracketedAddress(host.slice(1, close));
  }
  const first = host.indexOf(':');
  if (first >= 0) {
    const colon = scheme === 'http' || scheme === 'https' ? first : host.lastIndexOf(':');
    if (!isOptionalPort(host.slice(colon))) {
      return false;
    }
  }
  return isHostText(host);
}

/** Characters Go takes in a host; percent escapes only of what is not ASCII. */
function isHostText(host: string): boolean {
  return /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"\u0080-\uffff]|%25|%[89A-Fa-f][0-9A-Fa-f])*$/.test(host);
}

function isOptionalPort(text: string): boolean {
  return /^(?::[0-9]*)?$/.test(text);
}

function isBracketedAddress(text: string): boolean {
  const [address, ...zone] = text.split('%25');
  if (zone.length > 0 && (zone.join('%25') === '' || !hasGoodEscapes(zone.join('%25')))) {
    return false;
  }
  return isIpv6(address);
}

function isIpv6(text: string): boolean {
  const dotted = /^(.*:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (dotted && dotted.slice(2).some(byte => Number(byte) > 255 || /^0\d/.test(byte))) {
    return false;
  }
  const groups = (dotted ? `${dotted[1]}0:0` : text).split('::');
  const count = groups.join(':').split(':').filter(group => group !== '').length;
  return groups.length <= 2
    && groups.every(half => half === '' || half.split(':').every(group => /^[0-9A-Fa-f]{1,4}$/.test(group)))
    && (groups.length === 2 ? count < 8 : count === 8);
}
