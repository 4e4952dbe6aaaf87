/** A file of a user's repository that this library writes and keeps up to date. */
export interface ManagedFile {
  /** Its path below the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Whether it is a program. @default false */
  readonly executable?: boolean;
}

/** The words by which a managed file is known: in one of its first lines, behind the comment sign of its language. */
export const MANAGED_MARK = 'Managed by cdk8s-istio.';

/** The first lines of a managed file. */
export const MANAGED_HEADER = `# ${MANAGED_MARK} "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
`;

/** Whether a text is that of a managed file: what is not was written by somebody else, and is theirs. */
export function isManaged(text: string): boolean {
  return text.split('\n', 4).some(line => line.includes(MANAGED_MARK));
}
