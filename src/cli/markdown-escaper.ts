/** Makes a text harmless. */
export type Escape = (text: string) => string;

/** Texts in which nothing is Markdown or HTML any more, shortened. */
export class Escaper {
  constructor(private readonly characters: number) {
  }

  /** In a `code` element. */
  public readonly code: Escape = text => `<code>${this.plain(text)}</code>`;

  /** Everything but letters, digits, spaces and a few harmless signs as an entity: entities are never syntax. */
  public readonly plain: Escape = text => {
    const short = text.length > this.characters ? `${text.slice(0, this.characters)}…` : text;
    return [...short].map(character => /[\p{L}\p{N} .,()=→…]/u.test(character) ? character
      : character === '\n' ? '⏎' : `&#${character.codePointAt(0)};`).join('');
  };
}
