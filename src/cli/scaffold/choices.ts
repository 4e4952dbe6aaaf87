import { Forge, FORGES, ManagedChoices, managedFiles } from '../../delivery/ci/managed-files';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { nearestName } from '../../kernel/nearest';

/** The file that holds the choices, and the key they lie under. */
export const PACKAGE_FILE = 'package.json';
export const CHOICES_KEY = 'cdk8s-istio';

/** What a repository chose when it was made, as far as its managed files depend on it. */
export interface Choices extends ManagedChoices {
  /** Paths of managed files that the repository keeps itself. @default - none */
  readonly unmanaged?: readonly string[];
}

/** Reads the choices of a `package.json`; anything that is not one is refused (MESH0829). */
export function choicesOf(text: string): Choices {
  const manifest = parsed(text);
  const choices = isMap(manifest) ? manifest[CHOICES_KEY] : undefined;
  if (!isMap(choices)) {
    refuse(`${PACKAGE_FILE} has no "${CHOICES_KEY}"`, `add "${CHOICES_KEY}": { "forge": "${FORGES[0]}" }, or begin with: npx cdk8s-istio init`);
  }
  const { forge, policies = false, unmanaged = [], ...others } = choices;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    refuse(`"${CHOICES_KEY}" has the key ${JSON.stringify(other)}, which means nothing`, `remove it; known are ${KEYS.join(', ')}`, nearestName(other, KEYS));
  }
  if (!FORGES.includes(forge as Forge)) {
    refuse(`"forge" is ${JSON.stringify(forge)}`, `write one of ${FORGES.join(', ')}`, typeof forge === 'string' ? nearestName(forge, FORGES) : undefined);
  }
  if (typeof policies !== 'boolean') {
    refuse(`"policies" is ${JSON.stringify(policies)}`, 'write true or false');
  }
  const managed = { forge: forge as Forge, policies };
  return { ...managed, unmanaged: checkedPaths(unmanaged, managed) };
}

const KEYS = ['forge', 'policies', 'unmanaged'];

function checkedPaths(unmanaged: unknown, choices: ManagedChoices): string[] {
  if (!Array.isArray(unmanaged)) {
    refuse(`"unmanaged" is ${JSON.stringify(unmanaged)}`, 'write a list of paths');
  }
  const paths = managedFiles(choices).map(({ path }) => path);
  for (const path of unmanaged) {
    if (!paths.includes(path)) {
      refuse(`"unmanaged" names ${JSON.stringify(path)}, which is no managed file`, `name one of ${paths.join(', ')}`,
        typeof path === 'string' ? nearestName(path, paths) : undefined);
    }
  }
  return unmanaged;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(`${PACKAGE_FILE} is no JSON: ${(error as Error).message}`, 'correct it');
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(what: string, fix: string, nearest?: string): never {
  fail({ code: CODES.REPOSITORY_CHOICES, what: `${what}.`, where: PACKAGE_FILE, fix: `${nearest === undefined ? '' : `Did you mean ${JSON.stringify(nearest)}? `}${fix[0].toUpperCase()}${fix.slice(1)}.` });
}
