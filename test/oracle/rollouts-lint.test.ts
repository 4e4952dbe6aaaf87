/** Argo Rollouts' own linter on the Rollouts of the example, with the objects they name in one file. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from './command';
import { readFolder } from './documents';
import { itUnless } from './skippable';
import { skipReason } from './tools';

const FOLDER = join(__dirname, '../../examples/argo-rollouts/dist/production/shop');
const KINDS = ['Rollout', 'AnalysisTemplate', 'VirtualService'];

/** What the linter says of the example's objects after a change of their text; undefined when it has nothing to say. */
function fault(change: (text: string) => string = text => text): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'rollouts-lint-'));
  try {
    const file = join(folder, 'shop.yaml');
    const texts = readFolder(FOLDER).filter(({ text }) => KINDS.includes(/^kind: (.*)$/m.exec(text)?.[1] ?? '')).map(({ text }) => text.trimEnd());
    expect(texts.length).toBeGreaterThan(6);
    writeFileSync(file, change(texts.join('\n---\n')));
    const { status, stdout, stderr } = runTool('kubectl-argo-rollouts', ['lint', '-f', file]);
    return status === 0 ? undefined : (stderr || stdout).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('kubectl argo rollouts lint', () => {
  const reason = skipReason('kubectl-argo-rollouts');

  itUnless(reason, 'has nothing to say of the example', () => {
    expect(fault()).toBeUndefined();
  });

  const mistakes: readonly (readonly [mistake: string, from: RegExp, to: string, says: RegExp])[] = [
    ['a weight over 100', /setWeight: 50/, 'setWeight: 150', /SetWeight needs to be between 0 and 100/],
    ['a route that the delegate does not have', /- weights\n/, '- wheigts\n', /'wheigts' is not found/],
    ['a header route that is not managed', /name: testers\n(\s+)template/, 'name: tester\n$1template', /does not exist in .*managedRoutes/],
    ['an unknown field', /progressDeadlineAbort/, 'progressDeadlineAborts', /progressDeadlineAborts/],
  ];
  for (const [mistake, from, to, says] of mistakes) {
    itUnless(reason, `refuses ${mistake} when it is put into it`, () => {
      expect(fault(text => text.replace(from, to))).toMatch(says);
    });
  }
});
