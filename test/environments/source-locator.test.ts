import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Finding } from '../../src/analysis/finding';
import { SourceLocator } from '../../src/environments/source-locator';

const home = mkdtempSync(join(tmpdir(), 'locator-'));
afterAll(() => rmSync(home, { recursive: true }));

const PROGRAM = [
  "const host = 'elsewhere';", //        1
  'new VirtualService(this, id, {', //    2
  "  hosts: ['cart'],", //                3
  "  subset: 'v3',", //                   4
  "  mirror: 'twice', other: 'x',", //    5
  "  again: 'twice',", //                 6
  '  quoted: "double", ticked: `tick`,', // 7
  '});', //                               8
  ...Array.from({ length: 70 }, () => ''),
  "const far = 'far'; const also = 'v3';", // 79
].join('\n');

test.each([
  ['stands below the mark', 'v3', 4],
  ['stands in double quotes', 'double', 7],
  ['stands in backticks', 'tick', 7],
  ['stands twice', 'twice', 2],
  ['stands above the mark only', 'elsewhere', 1],
  ['stands far below only', 'far', 79],
  ['stands nowhere', 'missing', 2],
  ['is a part of a longer text', 'car', 2],
  ['is empty', '', 2],
])('a value that %s is found at the right line', (_, found, line) => {
  const file = join(home, 'main.ts');
  writeFileSync(file, PROGRAM);
  expect(new SourceLocator().refine({ file, line: 2, found, constructPath: 'shop/routes' } as Finding).line).toBe(line);
});

test('a file that cannot be read leaves the finding as it is', () => {
  const finding = { file: join(home, 'gone.ts'), line: 2, found: 'v3', constructPath: 'shop/routes' } as Finding;
  expect(new SourceLocator().refine(finding)).toBe(finding);
});
