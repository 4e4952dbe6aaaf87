import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What this package says of itself. */
export interface OwnPackage {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The `package.json` that this file belongs to: above the sources, and above what they are compiled to. */
export function ownPackage(folder = __dirname): OwnPackage {
  const file = join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as OwnPackage : ownPackage(dirname(folder));
}
