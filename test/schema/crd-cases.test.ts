import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkObject } from '../../src/schema/check';
import { compareMinors, isIstioMinor, ISTIO_MINORS } from '../../src/schema/istio-version';

interface CrdCase {
  readonly file: string;
  readonly index: number;
  readonly valid: boolean;
  /** The first minor that accepts a valid case; `main` stands for none of the released ones. */
  readonly acceptedFrom?: string;
  readonly errorHas?: string;
  readonly resource: any;
}

const FILE = join(process.env.CONFORMANCE_DATA ?? '', 'conformance', 'crd-cases.json');
const CASES: CrdCase[] = process.env.CONFORMANCE_DATA && existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : [];

describe('the verdicts of Istio’s own CRD test documents', () => {
  if (CASES.length === 0) {
    console.warn('SKIPPED: 58 CRD cases under 3 minors, because CONFORMANCE_DATA is not set');
    it.skip('are the same [SKIPPED: CONFORMANCE_DATA is not set]', () => undefined);
    return;
  }

  it.each(ISTIO_MINORS)('are the same under Istio %s', minor => {
    const accepted = (testCase: CrdCase) => testCase.valid && (testCase.acceptedFrom === undefined
      || (isIstioMinor(testCase.acceptedFrom) && compareMinors(testCase.acceptedFrom, minor) <= 0));
    expect(CASES.length).toBeGreaterThanOrEqual(58);
    expect(CASES.flatMap(testCase => {
      const violations = checkObject(testCase.resource, minor);
      return (violations.length === 0) === accepted(testCase) ? [] : [{ ...testCase, violations }];
    })).toEqual([]);
  });

  it('name the place that the API server names, where it names one', () => {
    const wrong = CASES.filter(({ valid, errorHas }) => !valid && /^spec[.[:]/.test(errorHas ?? '')).flatMap(testCase => {
      const place = /^(spec[\w.[\]]*)/.exec(testCase.errorHas!)![1].replace(/[.[\]]+$/, '');
      const [first] = checkObject(testCase.resource, '1.31');
      return first.path.join('.').startsWith(place.replace(/\[(\d+)\]/g, '.$1').replace(/\[(\d+)$/, '.$1')) ? [] : [[place, first.path.join('.')]];
    });
    expect(wrong).toEqual([]);
  });
});
