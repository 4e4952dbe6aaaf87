import { join } from 'node:path';
import { parse } from 'yaml';
import { filesBelow, runExample } from '../../test/support/run-example';

test('the committed dist/ is what the program writes, and nothing is found', () => {
  const { result, files } = runExample(__dirname);
  expect(result.findings).toEqual([]);
  expect(Object.fromEntries(files)).toEqual(Object.fromEntries(filesBelow(join(__dirname, 'dist'))));
});

test.each([
  ['staging', 'mesh-allow-all-policy', ['Warn', 'Audit']],
  ['production', 'mesh-allow-all-policy', ['Deny']],
  ['production', 'mesh-any-identity-policy', ['Warn', 'Audit']],
  ['production', 'acme-hosts-in-full', ['Deny']],
])('in %s, %s does %j', (environment, name, actions) => {
  const file = `${environment}/_cluster/validatingadmissionpolicybinding_admissionregistration.k8s.io.${name}.yaml`;
  expect(parse(filesBelow(join(__dirname, 'dist')).get(file)!).spec.validationActions).toEqual(actions);
});
