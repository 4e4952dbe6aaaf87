import { CODES } from './codes';
import { fail } from './fail';

/** A kind of name with its limits, as Kubernetes checks it. */
export interface NameRule {
  /** What it is called in messages: `DNS label (RFC 1123)`. */
  readonly title: string;
  /** What is legal, in words. */
  readonly words: string;
  readonly longest: number;
  readonly pattern: RegExp;
}

/** Namespaces, containers, most ports' owners: up to 63 lower-case letters, digits and `-`. */
export const DNS_LABEL: NameRule = {
  title: 'DNS label',
  words: 'at most 63 lower-case letters, digits and "-", starting and ending with a letter or digit',
  longest: 63,
  pattern: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
};

/** Names of Services: a DNS label that starts with a letter (RFC 1035). */
export const SERVICE_NAME: NameRule = {
  title: 'Service name',
  words: 'at most 63 lower-case letters, digits and "-", starting with a letter and ending with a letter or digit',
  longest: 63,
  pattern: /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
};

/** Names of most objects: DNS labels joined by points, up to 253 characters. */
export const DNS_SUBDOMAIN: NameRule = {
  title: 'DNS subdomain',
  words: 'at most 253 lower-case letters, digits, "-" and ".", each part starting and ending with a letter or digit',
  longest: 253,
  pattern: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
};

/** Names of RBAC objects and other path segments: anything but `.`, `..`, and text with `/` or `%`. */
export const PATH_SEGMENT: NameRule = {
  title: 'path segment',
  words: 'not empty, not "." or "..", without "/" and "%"',
  longest: 253,
  pattern: /^(?!\.{1,2}$)[^/%]+$/,
};

/** The part of a label or annotation key after the slash, and label values that are not empty. */
const QUALIFIED_PART = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const LONGEST_PART = 63;

/** Why a name is not legal under a rule; undefined when it is. The sentence ends the message: `"Cart_1" is no DNS label: …`. */
export function nameFault(name: string, rule: NameRule): string | undefined {
  if (name.length <= rule.longest && rule.pattern.test(name)) {
    return undefined;
  }
  const length = name.length > rule.longest ? ` (it has ${name.length} characters)` : '';
  return `${JSON.stringify(name)} is no ${rule.title}${length}: ${rule.words}.`;
}

/** Fails with INVALID_NAME unless the name is legal under the rule. `what` names the argument: `name of MeshService`. */
export function requireName(name: string, rule: NameRule, what: string, where?: string): string {
  if (typeof name !== 'string') {
    fail({ code: CODES.INVALID_NAME, what: `The ${what} is no text but ${JSON.stringify(name)}`, where, fix: `Choose a legal name: ${rule.words}.` });
  }
  const fault = nameFault(name, rule);
  if (fault) {
    const near = legalName(name, rule);
    fail({ code: CODES.INVALID_NAME, what: `The ${what} ${fault}`, where, fix: near ? `Write ${JSON.stringify(near)}.` : `Choose a legal name: ${rule.words}.` });
  }
  return name;
}

/** The legal name nearest to an illegal one, or undefined where nothing of it can be kept. */
export function legalName(name: string, rule: NameRule): string | undefined {
  const parts = rule.longest > LONGEST_PART ? name.split('.') : [name];
  const text = parts.map(kebabCase).filter(Boolean).join('.').slice(0, rule.longest).replace(/[.-]+$/, '');
  return rule.pattern.test(text) ? text : undefined;
}

/** Why a text is no key of a label or annotation (`[prefix/]name`); undefined when it is one. */
export function qualifiedNameFault(key: string): string | undefined {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  const shown = JSON.stringify(key);
  if (slash >= 0 && (key.slice(0, slash).length > DNS_SUBDOMAIN.longest || !DNS_SUBDOMAIN.pattern.test(key.slice(0, slash)))) {
    return `the prefix of ${shown} is no ${DNS_SUBDOMAIN.title}: ${DNS_SUBDOMAIN.words}.`;
  }
  return name.length <= LONGEST_PART && QUALIFIED_PART.test(name) ? undefined
    : `the name in ${shown} must have 1 to 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit.`;
}

/** Why a text is no value of a label; undefined when it is one. The empty text is legal. */
export function labelValueFault(value: string): string | undefined {
  return value === '' || (typeof value === 'string' && value.length <= LONGEST_PART && QUALIFIED_PART.test(value)) ? undefined
    : `${JSON.stringify(value)} is no label value: at most 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit.`;
}

/**
 * A construct id as a name: `CartRoutes` is `cart-routes`, `HTTPService2` is `http-service2`, `my_chart.v1` is `my-chart-v1`.
 * Only ASCII letters and digits are kept; the result is a DNS label without length limit, or empty.
 */
export function kebabCase(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .replace(/[A-Z]/g, letter => letter.toLowerCase());
}
