/** How words stand out on a terminal. Every function returns the text unchanged where colours are off. */
export type Style = Readonly<Record<'error' | 'warning' | 'info' | 'pass' | 'bold' | 'faint', (text: string) => string>>;

/** The style of a place with or without colours. */
export function styleOf(colour: boolean): Style {
  const code = (open: number, close: number) => colour ? (text: string) => text && `\u001b[${open}m${text}\u001b[${close}m` : (text: string) => text;
  return { error: code(31, 39), warning: code(33, 39), info: code(36, 39), pass: code(32, 39), bold: code(1, 22), faint: code(2, 22) };
}

/** Whether colours may be used: `FORCE_COLOR` (not 0) says yes, else `NO_COLOR` and `TERM=dumb` say no, else a terminal says yes. */
export function mayUseColour(environment: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = environment;
  if (force !== undefined && force !== '') {
    return force !== '0' && force !== 'false';
  }
  return !no && term !== 'dumb' && isTerminal;
}
