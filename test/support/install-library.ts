import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** Puts the library, from its sources, and what it stands on where `npm install` would put them. */
export function installLibrary(project: string): void {
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'cdk8s-istio'), { recursive: true });
  mkdirSync(join(modules, '.bin'));
  writeFileSync(join(modules, 'cdk8s-istio/package.json'), '{ "name": "cdk8s-istio", "main": "index.js" }');
  writeFileSync(join(modules, 'cdk8s-istio/index.js'), `module.exports = require(${JSON.stringify(join(ROOT, 'src/index.ts'))});\n`);
  ['cdk8s', 'constructs', 'tsx'].forEach(name => symlinkSync(join(ROOT, 'node_modules', name), join(modules, name)));
  symlinkSync(join(ROOT, 'node_modules/.bin/tsx'), join(modules, '.bin/tsx'));
  const command = `#!/bin/sh\nexec "${join(ROOT, 'node_modules/.bin/tsx')}" "${join(ROOT, 'src/cli/main.ts')}" "$@"\n`;
  writeFileSync(join(modules, '.bin/cdk8s-istio'), command, { mode: 0o755 });
}
