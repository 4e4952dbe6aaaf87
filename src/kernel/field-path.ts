/** Steps from the root of a document to a value: map keys and list indices. */
export type FieldPath = readonly (string | number)[];

/** The path as people write it: `spec.http[0].match[1].headers["x-canary"].exact`. */
export function fieldPathText(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') {
      text += `[${step}]`;
    } else if (isPlainKey(step)) {
      text += text === '' ? step : `.${step}`;
    } else {
      text += `[${JSON.stringify(step)}]`;
    }
  }
  return text;
}

/** The path of a text that `fieldPathText` writes; undefined for any other text. */
export function parseFieldPath(text: string): FieldPath | undefined {
  const steps: (string | number)[] = [];
  let rest = text;
  while (rest !== '') {
    const [all, name, index, quoted] = STEP.exec(rest) ?? [];
    if (all === undefined || (name !== undefined && rest.startsWith('.') === (steps.length === 0))) {
      return undefined;
    }
    steps.push(name ?? (index === undefined ? JSON.parse(quoted) as string : Number(index)));
    rest = rest.slice(all.length);
  }
  return steps;
}

const STEP = /^(?:\.?([A-Za-z_][A-Za-z0-9_-]*)|\[(0|[1-9]\d{0,8})\]|\[("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")\])/;

/** The value at a path, or undefined where the path leads nowhere. Reads own properties only. */
export function valueAt(document: unknown, path: FieldPath): unknown {
  let value = document;
  for (const step of path) {
    if (value === null || typeof value !== 'object' || !Object.prototype.hasOwnProperty.call(value, step)) {
      return undefined;
    }
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function isPlainKey(key: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key);
}
