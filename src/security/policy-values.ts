import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { isAddressOrRange } from '../networking/ip-address';

/**
 * Checks of the lists of values in authorization rules. Each takes the list and the name of the field, and returns a copy.
 * Istio matches a value exactly, or as prefix (`abc*`), suffix (`*abc`) or presence (`*`); a `*` elsewhere is taken literally.
 */
export type ValueCheck = (values: readonly string[], where: string) => string[];

/** Texts with an optional `*` at the start or at the end. */
export function wildcardValues(values: readonly string[], where: string): string[] {
  return each(values, where, value => {
    const star = value.indexOf('*');
    const lone = star === value.lastIndexOf('*') && (star <= 0 || star === value.length - 1);
    return star < 0 || lone ? undefined : {
      what: `the "*" in ${JSON.stringify(value)} would be taken literally`,
      why: 'Istio knows one wildcard per value, at the start or at the end; elsewhere the value matches only a literal star',
      fix: 'move the "*" to the start or the end, or write one value per case',
    };
  });
}

/** Values of a header, with an optional `*` at the start or at the end. */
export function headerValues(values: readonly string[], where: string): string[] {
  return each(wildcardValues(values, where), where, value => value === value.trim() ? undefined : {
    what: `the value ${JSON.stringify(value)} begins or ends with a blank`,
    why: 'proxies take blanks around the value of a header away, so that it would match no request',
    fix: `write ${JSON.stringify(value.trim())}`,
  });
}

/** Server names of TLS connections, with an optional `*` at the start or at the end. */
export function serverNameValues(values: readonly string[], where: string): string[] {
  return each(wildcardValues(values, where), where, value => /^[a-z0-9._*-]+$/.test(value) ? undefined : {
    what: `${JSON.stringify(value)} is no server name`,
    why: 'a server name is a host without port, which proxies compare in lower case, so that it would match no connection',
    fix: /^[A-Za-z0-9._*-]+$/.test(value) ? `write ${JSON.stringify(value.toLowerCase())}` : 'write the host alone, in lower case',
  });
}

/** Identities of workloads, `cluster.local/ns/shop/sa/cart`, with an optional `*` at the start or at the end. */
export function principalValues(values: readonly string[], where: string): string[] {
  return each(wildcardValues(values, where), where, principalFault);
}

function principalFault(value: string): ValueFault | undefined {
  if (value.startsWith('spiffe://')) {
    return {
      what: `the principal ${JSON.stringify(value)} starts with spiffe://`,
      why: 'Istio adds that itself; written twice it matches no caller',
      fix: `write ${JSON.stringify(value.slice('spiffe://'.length))}`,
    };
  }
  // Identities that Istio did not give have other paths, below a trust domain with a point in it.
  return /^\*|\*$|^[^/\s]+\/ns\/[^/\s]+\/sa\/\S+$|^[^/\s]+\.[^/\s]+\/\S+$/.test(value) ? undefined : {
    what: `${JSON.stringify(value)} is no identity of a workload`,
    why: 'it would match no caller: a rule that denies would deny nobody, and one for everybody else would let everybody in',
    fix: 'write trust domain, namespace and service account: cluster.local/ns/shop/sa/cart; or name the caller itself in `services`',
  };
}

/** Issuer and subject of tokens, `https://login.example.com/alice`, with an optional `*` at the start or at the end. */
export function requestPrincipalValues(values: readonly string[], where: string): string[] {
  return each(wildcardValues(values, where), where, value => /\/|^\*|\*$/.test(value) ? undefined : {
    what: `${JSON.stringify(value)} is no issuer and subject of a token`,
    why: 'Istio takes it for an issuer whose tokens have no subject, so that it would match no request',
    fix: 'write issuer/subject: https://login.example.com/alice, or https://login.example.com/* for every subject',
  });
}

/** Names of namespaces, with `*` for any characters. */
export function namespaceValues(values: readonly string[], where: string): string[] {
  return each(values, where, value => /^[a-z0-9*](?:[a-z0-9*-]*[a-z0-9*])?$/.test(value) ? undefined : {
    what: `${JSON.stringify(value)} is no name of a namespace`,
    why: 'it would match no caller',
    fix: 'use lower-case letters, digits and "-", and "*" for any characters',
  });
}

/** Service accounts, `cart` or `shop/cart`: at most 16, no wildcard. Without namespace, that of the policy is meant. */
export function serviceAccountValues(values: readonly string[], where: string): string[] {
  if (values.length > 16) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${values.length} service accounts`, where, why: 'Istio takes 16 at most', fix: 'use several sources' });
  }
  return each(values, where, value => value.length <= 320 && /^(?:[a-z0-9-]+\/)?[a-z0-9.-]+$/.test(value) ? undefined : {
    what: `${JSON.stringify(value)} is no service account`,
    why: 'it would match no caller: names are of lower-case letters, digits, "-" and ".", without "*", at most 320 characters',
    fix: 'write namespace/name',
  });
}

/** Trust domains, with an optional `*` at the start or at the end. */
export function trustDomainValues(values: readonly string[], where: string): string[] {
  return each(wildcardValues(values, where), where, value => /^[a-z0-9._*-]+$/.test(value) ? undefined : {
    what: `${JSON.stringify(value)} is no trust domain`,
    why: 'a trust domain is the part before /ns/ of a principal, in lower case; anything else would match no caller',
    fix: /^[a-z0-9._*-]+\//.test(value) ? `write ${JSON.stringify(value.slice(0, value.indexOf('/')))}` : 'write it as principals begin: cluster.local',
  });
}

/** Addresses and ranges of addresses. */
export function ipBlockValues(values: readonly string[], where: string): string[] {
  return each(values, where, value => isAddressOrRange(value) ? undefined : {
    what: `${JSON.stringify(value)} is neither an address nor a range of addresses`,
    why: 'Istio refuses it',
    fix: 'write an address such as 10.1.2.3 or a range such as 10.0.0.0/8',
  });
}

/** Port numbers as text. */
export function portValues(values: readonly string[], where: string): string[] {
  return each(values, where, value => /^[1-9][0-9]{0,4}$/.test(value) && Number(value) <= 65535 ? undefined : {
    what: `${JSON.stringify(value)} is no port number`,
    why: 'Istio takes numbers of the workload’s ports',
    fix: 'use a number from 1 to 65535',
  });
}

/** Hosts as callers send them, with an optional `*` at the start or at the end. */
export function hostValues(values: readonly string[], where: string): string[] {
  return each(wildcardValues(values, where), where, value => /^[!-.0-~]+$/.test(value) ? undefined : {
    what: `${JSON.stringify(value)} is no host`,
    why: 'the value is compared with the Host header, which holds host and port only, so it would match no request',
    fix: 'write the host alone: shop.example.com, and shop.example.com:* for any port',
  });
}

/** Paths: exact, with one `*` at the start or the end, or templates with `{*}` (one segment) and `{**}` (the rest). */
export function pathValues(values: readonly string[], where: string): string[] {
  return each(values, where, pathFault);
}

/** Texts that must not be empty. */
export function plainValues(values: readonly string[], where: string): string[] {
  return each(values, where, () => undefined);
}

interface ValueFault { readonly what: string; readonly why: string; readonly fix: string }

const TEMPLATE_LITERAL = /^[A-Za-z0-9\-._~%!$&'()+,;:@=]+$/;

function pathFault(path: string): ValueFault | undefined {
  if (!/^[/*]/.test(path)) {
    return {
      what: `the path ${JSON.stringify(path)} matches no request`,
      why: 'paths of requests start with "/"',
      fix: `write ${JSON.stringify(`/${path}`)}`,
    };
  }
  if (/[?#]/.test(path)) {
    return {
      what: `the path ${JSON.stringify(path)} matches no request`,
      why: 'Istio compares the path without query and fragment',
      fix: `write ${JSON.stringify(path.slice(0, path.search(/[?#]/)))}`,
    };
  }
  return notNormalFault(path) ?? (/[{}]/.test(path) ? templateFault(path) : starFault(path));
}

/** Proxies compare what is left of a path after they have taken dot segments, backslashes and needless escapes out of it. */
function notNormalFault(path: string): ValueFault | undefined {
  const fault = (what: string, fix: string): ValueFault => ({
    what: `the path ${JSON.stringify(path)} does not match what it says: ${what}`,
    why: 'paths are compared as they are after normalization, so that a rule that denies it would let requests through',
    fix,
  });
  if (/[^\x21-\x7e]|["<>|]/.test(path)) {
    return fault('other than plain characters of URLs are escaped in requests', `write ${JSON.stringify(encodeURI(path).replace(/%25/g, '%'))}`);
  }
  if (/\\/.test(path)) {
    return fault('proxies turn a backslash into a slash', `write ${JSON.stringify(path.replace(/\\/g, '/'))}`);
  }
  const needless = /%(?:2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aA]|5[fF]|6[1-9a-fA-F]|7[0-9aA]|7[eE])/.exec(path)?.[0];
  if (needless !== undefined) {
    return fault(`proxies write ${JSON.stringify(decodeURIComponent(needless))} for ${needless}`, 'write the character itself');
  }
  return path.split('/').some(segment => segment === '.' || segment === '..')
    ? fault('proxies resolve "." and ".."', 'write the path without them') : undefined;
}

function starFault(path: string): ValueFault | undefined {
  const star = path.indexOf('*');
  if (star < 0 || (star === path.lastIndexOf('*') && (star === 0 || star === path.length - 1))) {
    return undefined;
  }
  const template = path.replace(/\/\*(?=\/)/g, '/{*}').replace(/\/\*$/, '/{**}');
  return {
    what: `the "*" in the path ${JSON.stringify(path)} would be taken literally`,
    why: 'Istio knows one wildcard per path, at the start or at the end; in the middle the path matches only a literal star',
    fix: template.includes('*') && !templateFault(template) ? `write ${JSON.stringify(template)}: {*} is one segment, {**} the rest`
      : 'use {*} for one whole segment and {**} for the rest',
  };
}

function templateFault(path: string): ValueFault | undefined {
  const segments = path.replace(/^\/+|\/+$/g, '').split('/');
  const rest = segments.indexOf('{**}');
  const wrong = segments.find((segment, i) => segment === '{*}' || segment === '{**}' ? rest >= 0 && i > rest : !TEMPLATE_LITERAL.test(segment));
  return wrong === undefined ? undefined : {
    what: `${JSON.stringify(wrong)} is not possible in the path template ${JSON.stringify(path)}`,
    why: 'Istio refuses it: each segment is {*}, {**} or plain text of URL characters, and no {*} or {**} follows {**}',
    fix: 'use {*} for one whole segment, and {**} once, as the last placeholder',
  };
}

function each(values: readonly string[], where: string, faultOf: (value: string) => ValueFault | undefined): string[] {
  if (values.length === 0) {
    fail({
      code: CODES.AMBIGUOUS_POLICY,
      what: 'an empty list of values',
      where,
      why: 'Istio reads an empty list as an absent one: the rule would match everything instead of nothing',
      fix: 'leave the field out if there is no restriction, or name at least one value',
    });
  }
  values.forEach((value, i) => {
    const fault = value === '' ? { what: 'an empty value', why: 'Istio refuses it', fix: 'name a value; "*" stands for any value that is not empty' } : faultOf(value);
    if (fault) {
      fail({ code: CODES.INVALID_ARGUMENT, where: `${where}[${i}]`, ...fault });
    }
  });
  return [...values];
}
