import { CODES } from '../../kernel/codes';
import { Manifest } from '../../model/manifest';
import { checkObject } from '../../schema/check';
import { IstioMinor } from '../../schema/istio-version';
import { Finding } from '../finding';
import { FindingCollector } from '../report';

/** What the CRDs of an Istio minor say of each object by itself: the verdict of the API server. Other kinds pass. */
export function checkCrds(manifests: readonly Manifest[], minor: IstioMinor): Finding[] {
  const collectors = new Map<string, FindingCollector>();
  for (const manifest of manifests) {
    if (manifest.origin.declared || !isTyped(manifest.object)) {
      continue;
    }
    for (const { code, path, ...words } of checkObject(manifest.object, minor)) {
      let collector = collectors.get(code);
      if (!collector) {
        collectors.set(code, collector = new FindingCollector({
          code, name: RULE_NAMES[code] ?? 'crd', layer: code === CODES.WIRE_RANGE ? 'webhook' : 'crd', severity: 'error', why: REFUSED, equals: [],
        }));
      }
      collector.problem(manifest, path, words);
    }
  }
  return [...collectors.values()].flatMap(collector => collector.findings());
}

/** What is no object at all is for the check of identities to say. */
function isTyped(object: Manifest['object'] | null | undefined): boolean {
  return typeof object?.apiVersion === 'string' && typeof object.kind === 'string';
}

const REFUSED = 'The API server refuses the object.';

const RULE_NAMES: Readonly<Record<string, string>> = {
  [CODES.CRD_UNKNOWN_FIELD]: 'unknown-field',
  [CODES.CRD_TYPE]: 'wrong-type',
  [CODES.CRD_ENUM]: 'not-in-enum',
  [CODES.CRD_RANGE]: 'out-of-range',
  [CODES.CRD_PATTERN]: 'wrong-pattern',
  [CODES.CRD_REQUIRED]: 'missing-field',
  [CODES.CRD_ONE_OF]: 'fields-exclude-each-other',
  [CODES.CRD_CEL]: 'cel-rule',
  [CODES.CRD_SIZE]: 'wrong-size',
  [CODES.CRD_DUPLICATE_KEY]: 'duplicate-key',
  [CODES.CRD_VERSION]: 'not-served',
  [CODES.WIRE_RANGE]: 'out-of-range-on-the-wire',
};
