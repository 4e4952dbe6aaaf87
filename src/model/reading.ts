/**
 * Defensive reading. The model is built from whatever was written: a list may be a text, an entry may be null, and the CRD
 * layer has already said so. Reading never throws; what has the wrong shape counts as absent.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** The map behind a value, or undefined. */
export function mapOf(value: unknown): Fields | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value as Fields : undefined;
}

/** The list behind a value; what is no list is empty. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NOTHING;
}

/** The non-empty text behind a value, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The number behind a value, or undefined. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The texts of a list; other entries are left out. */
export function textsOf(value: unknown): readonly string[] {
  const list = listOf(value);
  return list.every(isText) ? list as readonly string[] : list.filter(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether the value of a label or an annotation switches something on; Istio reads it as Go's `strconv.ParseBool` does. */
export function isSwitchedOn(value: string | undefined): boolean {
  return value !== undefined && SWITCHED_ON.has(value);
}

const SWITCHED_ON = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

/** Labels: the entries of a map whose values are texts, or undefined when there is none. */
export function labelsOf(value: unknown): Labels | undefined {
  const map = mapOf(value);
  if (!map) {
    return undefined;
  }
  let isEmpty = true;
  for (const key in map) {
    if (typeof map[key] !== 'string') {
      const texts = Object.entries(map).filter(([, text]) => typeof text === 'string');
      return texts.length > 0 ? Object.fromEntries(texts) as Labels : undefined;
    }
    isEmpty = false;
  }
  return isEmpty ? undefined : map as Labels;
}

/** A set of labels, or of labels that are asked for. */
export type Labels = Readonly<Record<string, string>>;

const NOTHING: readonly unknown[] = Object.freeze([]);
