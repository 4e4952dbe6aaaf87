import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { programOf, renderReadme } from '../../projenrc/readme';

const ROOT = join(__dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'README.md'), 'utf8');

test('every output that the README shows was produced by the program it shows (npx tsx projenrc/readme.ts)', () => {
  expect(renderReadme(PAGE)).toBe(PAGE);
}, 60_000);

test('the program of the README compiles, and so does every other TypeScript snippet', () => {
  const folder = mkdtempSync(join(ROOT, 'test/.readme-'));
  try {
    const snippets = [...PAGE.matchAll(/```ts\n([^]*?)```/g)].map(match => match[1]);
    expect(snippets).toContain(programOf(PAGE));
    const files = snippets.map((snippet, i) => {
      const file = join(folder, `snippet-${i}.ts`);
      writeFileSync(file, snippet.replace(/'cdk8s-istio'/g, "'../../src'"));
      return file;
    });
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(ROOT, 'test/tsconfig.json'), ts.sys.readFile).config, ts.sys, join(ROOT, 'test'));
    const program = ts.createProgram(files, { ...options, noEmit: true });
    const faults = ts.getPreEmitDiagnostics(program).map(fault => ts.flattenDiagnosticMessageText(fault.messageText, '\n'));
    expect(faults).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

test('every file that the README links to exists', () => {
  for (const [, target] of PAGE.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
    expect(() => readFileSync(join(ROOT, target, /\.\w+$/.test(target) ? '' : '.'), 'utf8')).not.toThrow(/ENOENT/);
  }
});
