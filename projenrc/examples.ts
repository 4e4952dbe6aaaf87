/** Runs the program of every example but the main one (`npm start` runs that), in one process: each writes its own `dist/`. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const EXAMPLES = join(__dirname, '../examples');

for (const name of readdirSync(EXAMPLES).sort()) {
  const main = join(EXAMPLES, name, 'main.ts');
  if (name !== 'shop' && existsSync(main)) {
    console.error(`examples/${name}`);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the programs are found at run time, and run on import
    require(main);
    if (process.exitCode) {
      break;
    }
  }
}
