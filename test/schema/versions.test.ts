import { CODES } from '../../src/kernel/codes';
import { FieldPath, fieldPathText } from '../../src/kernel/field-path';
import { checkObject } from '../../src/schema/check';
import { factAt, fieldPathOf, schemaPaths, sinceOf } from '../../src/schema/facts';
import { compareMinors, IstioMinor, ISTIO_MINORS, LATEST_MINOR } from '../../src/schema/istio-version';
import { ISTIO_KINDS } from '../../src/schema/kinds';

/** A place, or a value of a closed set, that is newer than what is around it. */
interface Newer {
  readonly kind: string;
  readonly path: FieldPath;
  readonly value?: string;
  readonly since: IstioMinor;
}

/** All fields and values that came after the oldest minor, without those inside of a field or kind that came with them. */
const NEWER: readonly Newer[] = ISTIO_KINDS.flatMap(({ kind }) => schemaPaths(LATEST_MINOR, kind).flatMap(place => {
  const path = fieldPathOf(place);
  const since = sinceOf(kind, path)!;
  const around = sinceOf(kind, path.slice(0, -1))!;
  const values = factAt(LATEST_MINOR, kind, path)?.enum ?? [];
  return [
    ...(since === around ? [] : [{ kind, path, since }]),
    ...values.map(value => ({ kind, path, value, since: sinceOf(kind, path, value)! })).filter(newer => newer.since !== since),
  ];
}));

/** A document that says a value at a path, and nothing else. */
function documentOf({ kind, path, value }: Newer): any {
  const { apiVersion } = ISTIO_KINDS.find(each => each.kind === kind)!;
  const said = path.reduceRight<unknown>((inner, step) => typeof step === 'number' ? [inner] : { [step]: inner }, value ?? something(kind, path));
  return { apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, ...said as object };
}

function something(kind: string, path: FieldPath): unknown {
  const fact = factAt(LATEST_MINOR, kind, path)!;
  return fact.enum?.[0] ?? { string: 'a', integer: 1, number: 1, boolean: true, array: [], object: {} }[fact.type];
}

function versionViolations(object: any, minor: IstioMinor) {
  return checkObject(object, minor).filter(({ code }) => code === CODES.CRD_VERSION)
    .map(({ path, message, fix }) => `${fieldPathText(path)}: ${message} ${fix}`);
}

test('there are newer fields and values to look at', () => {
  expect(NEWER.filter(({ value }) => value === undefined).length).toBeGreaterThan(15);
  expect(NEWER.filter(({ value }) => value !== undefined).length).toBeGreaterThan(0);
});

describe.each(NEWER.map(newer => ({ ...newer, name: `${newer.kind} ${fieldPathText(newer.path)}${newer.value ? ` = ${newer.value}` : ''}` })))('$name, since $since', newer => {
  const object = documentOf(newer);
  const older = ISTIO_MINORS.filter(minor => compareMinors(minor, newer.since) < 0);
  const newerOnes = ISTIO_MINORS.filter(minor => !older.includes(minor));
  const name = newer.value ? `value "${newer.value}"` : `field "${newer.path[newer.path.length - 1]}"`;

  test.each(older)('is refused for %s, with the name, the version needed and the version set', minor => {
    expect(versionViolations(object, minor)).toEqual([
      expect.stringContaining(`${fieldPathText(newer.path)}: The ${name} needs Istio ${newer.since}, and the version set is ${minor}.`),
    ]);
    expect(versionViolations(object, minor)[0]).toContain(`raise the Istio version to ${newer.since}`);
  });

  test.each(newerOnes)('is no matter of versions for %s', minor => {
    expect(versionViolations(object, minor)).toEqual([]);
  });
});

describe.each(ISTIO_KINDS.filter(({ since }) => since !== ISTIO_MINORS[0]))('the kind $kind, since $since', ({ kind, apiVersion, since }) => {
  test.each(ISTIO_MINORS)('%s', minor => {
    const message = `kind: The kind ${kind} needs Istio ${since}, and the version set is ${minor}.`;
    expect(versionViolations({ apiVersion, kind, metadata: { name: 'a' }, spec: {} }, minor).map(text => text.slice(0, message.length)))
      .toEqual(compareMinors(minor, since) < 0 ? [message] : []);
  });
});
