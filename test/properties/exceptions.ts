/** Names that no legal program of the generator can use, with the reason. A test says when one is reached all the same. */
export const EXCEPTIONS: { readonly [name: string]: string } = {};
