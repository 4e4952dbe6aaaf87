import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';
import { Finding } from '../../src/analysis/finding';

/** Codes of istioctl that our rules equal. */
const CODES = ['IST0101', 'IST0109', 'IST0112', 'IST0123', 'IST0127', 'IST0132', 'IST0166', 'IST0167', 'IST0173', 'IST0174'];

/** What istioctl says and we do not, each with its reason; the same list, in words, is docs/agreement.md. */
const NOT_OURS: Record<string, string> = {
  'IST0101 Gateway bogusgateway': 'a gateway that others run: cannot tell',
  'IST0101 Gateway customgateway-wrongnamespace': 'a gateway that others run: cannot tell',
  'IST0101 Gateway defaultgateway-bogusCredentialName': 'Secrets are no subject of these rules',
  'IST0101 AuthorizationPolicy httpbin/httpbin-bogus-ns': 'namespaces in sources are no subject of these rules',
  'IST0101 AuthorizationPolicy httpbin/httpbin-bogus-not-ns': 'namespaces in sources are no subject of these rules',
  'IST0109 VirtualService bar/productpage': 'said once, of the other of the two',
  'IST0109 VirtualService foo/productpage-c': 'a private VirtualService beats a public one, whatever their age',
  'IST0109 VirtualService bar/productpage-c': 'a private VirtualService beats a public one, whatever their age',
  'IST0109 VirtualService foo/productpage-d': 'the longer host beats the shorter, whatever their age',
  'IST0109 VirtualService bar/productpage-d': 'the longer host beats the shorter, whatever their age',
  'IST0127 AuthorizationPolicy httpbin-empty/httpbin-empty-namespace-wide': 'it has no selector, and what runs there is for others to say',
  'IST0127 AuthorizationPolicy istio-system/meshwide-httpbin-v1': 'a policy of the root namespace holds for the workloads of others too: cannot tell',
};

interface AnalyzerCase {
  readonly analyzer: string;
  readonly name: string;
  readonly input: readonly string[];
  readonly expected: readonly (readonly [string, string])[];
}

const nameOf = ({ object }: Finding) => `${object?.kind} ${object?.namespace ? `${object.namespace}/` : ''}${object?.name}`;

describe('istioctl analyze and our rules agree', () => {
  const file = join(process.env.CONFORMANCE_DATA ?? '', 'conformance/analyzer-cases.json');
  if (process.env.CONFORMANCE_DATA === undefined || !existsSync(file)) {
    console.warn('CONFORMANCE_DATA is not set: 56 cases of analyzer-cases.json are skipped');
    test.skip('56 cases of analyzer-cases.json [SKIPPED: CONFORMANCE_DATA is not set]', () => undefined);
    return;
  }
  const cases = JSON.parse(readFileSync(file, 'utf8')) as AnalyzerCase[];
  const unused = new Set(Object.keys(NOT_OURS));

  test.each(cases.map(each => [`${each.analyzer}: ${each.name}`, each] as const))('%s', (_, { input, expected }) => {
    const { findings: all, faults } = examine(manifestsOf(input.join('\n---\n')), { minor: '1.31', checkObjects: false });
    expect(faults).toEqual([]);
    // istioctl compares the hosts of sidecars only.
    const findings = all.filter(({ message }) => !/^All requests to host .* at gateway/.test(message));
    const theirs = expected.filter(([code]) => CODES.includes(code)).map(([code, object]) => `${code} ${object}`);
    const ours = findings.map(finding => finding.equals.filter(code => CODES.includes(code)).map(code => `${code} ${nameOf(finding)}`));

    const missing = [...new Set(theirs)].filter(verdict => !ours.some(codes => codes.includes(verdict)));
    missing.forEach(verdict => unused.delete(verdict));
    expect(missing.filter(verdict => !(verdict in NOT_OURS))).toEqual([]);
    expect(findings.filter((__, i) => !ours[i].some(verdict => theirs.includes(verdict))).map(({ message }) => message)).toEqual([]);
  });

  test('every deviation that is listed exists', () => {
    expect([...unused]).toEqual([]);
  });
});

describe('Kiali and our rules agree on subsets', () => {
  const file = join(process.env.CONFORMANCE_DATA ?? '', 'conformance/kiali-cases.json');
  if (process.env.CONFORMANCE_DATA === undefined || !existsSync(file)) {
    console.warn('CONFORMANCE_DATA is not set: 6 cases of kiali-cases.json are skipped');
    test.skip('KIA1107 of kiali-cases.json [SKIPPED: CONFORMANCE_DATA is not set]', () => undefined);
    return;
  }
  const cases = (JSON.parse(readFileSync(file, 'utf8')) as { code: string; file: string; input: string[]; expected: unknown[] }[])
    .filter(({ code }) => code === 'KIA1107');

  test.each(cases.map(each => [each.file.split('/').pop(), each] as const))('%s: what Kiali reports is found or left open, and nothing else is found', (_, each) => {
    const { findings, undecided } = examine(manifestsOf(each.input.join('\n---\n')), { minor: '1.31', checkObjects: false });
    const found = findings.filter(({ rule }) => rule === 'route-to-unknown-subset').length;
    const open = undecided.filter(({ rule }) => rule === 'route-to-unknown-subset').length;
    expect(found).toBeLessThanOrEqual(each.expected.length);
    expect(found + open).toBeGreaterThanOrEqual(each.expected.length);
    expect(findings.filter(({ rule }) => rule !== 'route-to-unknown-subset')).toEqual([]);
  });
});
