/** A list as it reads in a sentence: `"a"`, `"a" and "b"`, `"a", "b" and 3 more`. */
export function quotedList(names: readonly (string | number)[], limit = 5): string {
  const texts = names.map(name => typeof name === 'number' ? String(name) : `"${name}"`);
  if (texts.length > limit) {
    return `${texts.slice(0, limit - 1).join(', ')} and ${texts.length - limit + 1} more`;
  }
  return texts.length > 1 ? `${texts.slice(0, -1).join(', ')} and ${texts[texts.length - 1]}` : texts.join('');
}

/** The question that proposes the nearest name, followed by other advice; the advice alone where nothing is near. */
export function didYouMean(nearest: string | undefined, advice?: string): string {
  if (nearest === undefined) {
    return `${advice ?? 'Correct the name'}.`;
  }
  return advice === undefined ? `Did you mean "${nearest}"?` : `Did you mean "${nearest}"? ${advice}.`;
}
