import { Duration } from 'cdk8s';
import { flux } from '../../src';

const url = 'https://github.com/your-org/istio-config.git';

/** `flux-system/sources`, `kustomizations` and `notifications`: one of each per environment. */
export function kustomizations(): flux.Kustomizations {
  const slack = flux.AlertProvider.slack({ channel: 'istio-alerts', secretRef: 'slack-bot' });
  return flux.Kustomizations.perEnvironment({
    repository: { url, secretRef: 'github-credentials' },
    namePrefix: 'istio-config',
    interval: Duration.minutes(5),
    // A release of Flagger takes ten steps of a minute, and more when a check fails.
    timeout: Duration.minutes(30),
    wait: true,
    alerts: [
      { provider: slack },
      { provider: slack, name: 'audit', severity: flux.AlertSeverity.INFO, environments: ['production'] },
    ],
  });
}

/** `flux-system/image-automation`: the newest plugin goes to the first environment's input, on a branch of its own. */
export function imageUpdates(): flux.ImageUpdates {
  return flux.ImageUpdates.ofRepository({
    repository: { url, secretRef: 'github-credentials-writer' },
    namePrefix: 'istio-config',
    images: [{
      name: 'robot-filter', image: 'registry.example.com/plugins/robot-filter', tags: flux.TagPolicy.semver('2.x'), secretRef: 'registry',
    }],
    authorName: 'fluxcdbot',
    authorEmail: 'fluxcd@example.com',
    cluster: 'development',
  });
}
