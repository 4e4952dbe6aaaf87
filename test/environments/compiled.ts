import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { transformFileSync } from '@swc/core';

const HERE = resolve(__dirname, '../..');

/** Compiles a source file and what it requires of this repository into a folder, so that plain Node starts it in no time. */
export function compileInto(folder: string, entry: string): string {
  const outputOf = (source: string) => join(folder, relative(HERE, source).replace(/\.ts$/, '.js'));
  const done = new Set<string>();
  const todo = [resolve(HERE, entry)];
  for (let source = todo.pop(); source !== undefined; source = todo.pop()) {
    if (!done.has(source)) {
      done.add(source);
      const { code } = transformFileSync(source, { swcrc: false, module: { type: 'commonjs' }, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
      mkdirSync(dirname(outputOf(source)), { recursive: true });
      writeFileSync(outputOf(source), code);
      for (const [, request] of code.matchAll(/require\("(\.[^"]+)"\)/g)) {
        const path = resolve(dirname(source), request);
        todo.push(existsSync(`${path}.ts`) ? `${path}.ts` : join(path, 'index.ts'));
      }
    }
  }
  return outputOf(resolve(HERE, entry));
}
