import { CODES } from '../../kernel/codes';
import { Manifest } from '../../model/manifest';
import { checkObject } from '../../schema/check';
import { checkDeprecated } from '../../schema/check-deprecated';
import { IstioMinor } from '../../schema/istio-version';
import { checkNewerValues } from '../../schema/newer-values';
import { Finding } from '../finding';
import { CollectorContext, FindingCollector } from '../report';

/**
 * What the CRDs of an Istio minor say of each object by itself: the verdict of the API server, and a warning for what Istio has
 * deprecated. Other kinds pass.
 */
export function checkCrds(manifests: readonly Manifest[], minor: IstioMinor, context?: CollectorContext): Finding[] {
  const collectors = new Map<string, FindingCollector>();
  const deprecated = new FindingCollector({ code: CODES.DEPRECATED_FIELD, name: 'deprecated-field', layer: 'crd', severity: 'warning', equals: [] }, context);
  for (const manifest of manifests) {
    if (manifest.origin.declared || !isTyped(manifest.object)) {
      continue;
    }
    for (const { code, path, ...words } of [...checkObject(manifest.object, minor), ...checkNewerValues(manifest.object, minor)]) {
      let collector = collectors.get(code);
      if (!collector) {
        collectors.set(code, collector = new FindingCollector({
          code, name: RULE_NAMES[code] ?? 'crd', layer: code === CODES.WIRE_RANGE ? 'webhook' : 'crd', severity: 'error', why: REFUSED, equals: [],
        }, context));
      }
      collector.problem(manifest, path, words);
    }
    for (const { path, deprecation, ...words } of checkDeprecated(manifest.object, minor)) {
      deprecated.problem(manifest, path, { ...words, equals: deprecation.saidBy === 'IST0002' ? ['IST0002'] : [] });
    }
  }
  return [...collectors.values(), deprecated].flatMap(collector => collector.findings());
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
