import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Fleet, policy } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });

// Staging is told what production refuses, so that nobody learns of a rule on the day of a release.
for (const [name, action] of [['staging', policy.AdmissionAction.WARN], ['production', undefined]] as const) {
  const platform = new Chart(fleet.addEnvironment(name, { after: name === 'production' ? ['staging'] : [] }), 'platform');

  new policy.AdmissionPolicies(platform, 'Mesh', {
    action,
    // Routes that live for an hour, made by a tool that knows no timeouts.
    exceptNamespaces: ['load-tests'],
  });

  // A rule of one's own beside them.
  new policy.AdmissionPolicy(platform, 'HostsInFull', {
    name: 'acme-hosts-in-full',
    group: 'networking.istio.io',
    version: 'v1',
    resource: 'destinationrules',
    action,
    validations: [{
      expression: 'has(object.spec) && has(object.spec.host) && object.spec.host.contains(".")',
      message: 'write the host in full: a short name means another service in another namespace',
    }],
  });
}

fleet.synth();
