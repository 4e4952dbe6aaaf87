/**
 * Evaluates CEL with a CEL library, for tests that compare our translations with it. A program of its own because the library is
 * an ES module, which jest does not load. In: `[{ rule, self }]` as JSON; out: a list of `true`, `false` or an error's text.
 */
import { Environment } from '@marcbachmann/cel-js';

const environment = new Environment({ unlistedVariablesAreDyn: true })
  // The API server's URL functions, for plain cases only: a scheme or a leading slash, and no broken percent escape.
  .registerFunction('isURL(string): bool', text => /^([A-Za-z][A-Za-z0-9+.-]*:|\/)/.test(text) && !/%(?![0-9A-Fa-f]{2})|[\s\\]/.test(text))
  .registerFunction('url(string): dyn', text => {
    if (!/^([A-Za-z][A-Za-z0-9+.-]*:|\/)/.test(text)) {
      throw new Error(`not a URL: ${text}`);
    }
    return { scheme: /^([^:/]*):/.exec(text)?.[1].toLowerCase() ?? '' };
  })
  .registerFunction('dyn.getScheme(): string', url => url.scheme);

let input = '';
for await (const chunk of process.stdin) {
  input += chunk;
}
console.log(JSON.stringify(JSON.parse(input).map(({ rule, self }) => {
  try {
    return environment.evaluate(rule, { self: withIntegers(self) });
  } catch (error) {
    return String(error.message);
  }
})));

/** CEL's integers are JavaScript's bigint. */
function withIntegers(value) {
  if (Array.isArray(value)) {
    return value.map(withIntegers);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withIntegers(member)]));
  }
  return Number.isInteger(value) ? BigInt(value) : value;
}
