import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulePages } from '../../projenrc/rule-pages';
import { examine } from '../../src/analysis/analyzer';
import { RULES } from '../../src/analysis/rules';
import { CODES } from '../../src/kernel/codes';
import { manifestsOf } from '../analysis/manifests';

const ROOT = join(__dirname, '..', '..');
const findingsOf = (text: string) => examine(manifestsOf(text), { minor: '1.30' }).findings;

describe('the rules', () => {
  test('are all registered: one file under rules/ is one rule of that name', () => {
    const folder = join(ROOT, 'src/analysis/rules');
    const files = readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(join(folder, name)))
      .map(file => file.replace(/\.ts$/, ''));
    expect(RULES.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  test('have codes of the register, each its own, in order', () => {
    const codes = RULES.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect([...codes].sort()).toEqual(codes);
    expect(Object.values(CODES)).toEqual(expect.arrayContaining(codes));
  });

  test('use every code of the register from MESH1000', () => {
    expect(Object.values(CODES).filter(code => code >= 'MESH1000').sort()).toEqual(RULES.map(({ code }) => code));
  });

  test.each(RULES)('$name says what, why, how to fix it and when it cannot tell', ({ name, summary, why, fix, cannotTell, equals, reads }) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
    for (const words of [summary, why, fix]) {
      expect(words).toMatch(/^[A-Z].{30,}[.]$/);
    }
    expect(cannotTell).toMatch(/^[a-z].{20,}[.]$/);
    equals.forEach(code => expect(code).toMatch(/^(IST|KIA)\d{4}$/));
    expect(new Set(reads).size).toBe(reads.length);
  });

  test.each(RULES)('$name finds exactly one fault in its bad example, and no other rule finds another', ({ code, examples }) => {
    const findings = findingsOf(examples.bad);
    expect(findings.map(finding => [finding.code, finding.message])).toEqual([[code, expect.stringMatching(/[.]$/)]]);
    expect(findings[0].fix).toMatch(/[.?]$/);
    expect(findings[0].line).toBeGreaterThan(0);
    expect(findings[0].field).not.toBe('');
  });

  test.each(RULES)('$name finds nothing in its good example, and neither does any other rule', ({ examples }) => {
    expect(findingsOf(examples.good)).toEqual([]);
  });

  test.each(RULES)('$name looks at no other kinds than it says', rule => {
    for (const text of [rule.examples.bad, rule.examples.good]) {
      const all = manifestsOf(text);
      const read = all.filter(({ object }) => rule.reads.includes(object.kind));
      const answers = [all, read].map(manifests => examine(manifests, { minor: '1.30', rules: [rule], checkObjects: false }));
      expect(answers[1].findings).toEqual(answers[0].findings);
      expect(answers[1].undecided).toEqual(answers[0].undecided);
    }
  });
});

describe('the pages of the rules', () => {
  const pages = rulePages();

  test.each(Object.keys(pages))('%s is what the rule says today (run `npx tsx projenrc/rule-pages.ts`)', page => {
    const file = join(ROOT, page);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(pages[page]);
  });

  test('stand alone: no page is left of a rule that is gone', () => {
    expect(readdirSync(join(ROOT, 'docs/rules')).map(file => `docs/rules/${file}`).sort()).toEqual(Object.keys(pages).sort());
  });
});
