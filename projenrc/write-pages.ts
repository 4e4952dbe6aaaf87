import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** Writes generated pages, by their path in the repository, and removes those of the folder that are no longer made. */
export function writePages(folder: string, pages: Readonly<Record<string, string>>): void {
  mkdirSync(join(ROOT, folder), { recursive: true });
  for (const file of readdirSync(join(ROOT, folder))) {
    if (!(`${folder}/${file}` in pages)) {
      rmSync(join(ROOT, folder, file));
    }
  }
  for (const [path, text] of Object.entries(pages)) {
    writeFileSync(join(ROOT, path), text);
  }
}
