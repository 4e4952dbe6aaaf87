// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

type State = 'text' | 'variable' | 'arguments' | 'listItem' | 'string' | 'afterString' | 'afterList' | 'afterArguments';

/**
 * Why a header value is no format that Envoy can read; undefined when it is one. `%%` is a percent sign, `%NAME%` and
 * `%NAME(argument)%` are variables, arguments are raw text or a list of strings in brackets.
 *
 * The grammar is that of Istio's `pkg/config/validation/header_value_validator.go`.
 */
export function headerFormatFault(value: string): string | undefined {
  if (CONTROL.test(value)) {
    return 'it holds a control character';
  }
  if (!value.includes('%')) {
    return undefined;
  }
  let state: State = 'text';
  for (let i = 0; i < value.length; i++) {
    const character = value[i];
    if (state === 'text' && character === '%') {
      if (i === value.length - 1) {
        return 'it ends with a single %';
      }
      if (value[i + 1] === '%') {
        i++;
      } else {
        state = 'variable';
      }
    } else if (state === 'string' && character === '\\') {
      if (++i === value.length) {
        return 'it ends with a backslash';
      }
    } else {
      const next: State | undefined = step(state, character);
      if (!next) {
        return `${JSON.stringify(character)} at position ${i + 1} is not expected`;
      }
      state = next;
    }
  }
  return state === 'text' ? undefined : 'a variable is not closed';
}

/** The state after a character, or undefined where the grammar has no place for it. */
function step(state: State, character: string): State | undefined {
  switch (state) {
    case 'text': return 'text';
    case 'variable': return character === '%' ? 'text' : character === '(' ? 'arguments' : 'variable';
    case 'arguments': return character === ' ' ? 'arguments' : character === '[' ? 'listItem' : 'string';
    case 'listItem': return character === ' ' ? 'listItem' : character === '"' ? 'string' : undefined;
    case 'string': return character === ')' ? 'afterArguments' : character === '"' ? 'afterString' : state;
    case 'afterString': return character === ',' ? 'listItem' : character === ']' ? 'afterList' : character === ' ' ? 'afterString' : undefined;
    case 'afterList': return character === ' ' ? 'afterList' : character === ')' ? 'afterArguments' : undefined;
    case 'afterArguments': return character === ' ' ? 'afterArguments' : character === '%' ? 'text' : undefined;
  }
}
