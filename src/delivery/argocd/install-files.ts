import { printYaml } from '../../kernel/yaml-printer';
import { DeliveryAttachment } from '../delivery';
import { istioHealthSettings } from './istio-health';
import { NotificationSettings } from './notifications';

/** What Argo CD's own installation must know for what a delivery emits. */
export interface InstallationNeeds {
  /** Namespace that Argo CD runs in. */
  readonly namespace: string;
  /** Whether Istio's kinds get health checks. */
  readonly healthChecks: boolean;
  readonly notifications: NotificationSettings;
  /** Settings of argocd-cmd-params-cm, by key. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the commit server must run, for the source hydrator. */
  readonly commitServer: boolean;
}

/**
 * The same settings twice, for the two ways to install Argo CD: patches of its ConfigMaps, which replace the keys that are in them and no
 * other, and values of its Helm chart. They are YAML, but not called so: tools that read every such file of a folder would take them for objects.
 */
export function installationFiles({ namespace, healthChecks, notifications, parameters, commitServer }: InstallationNeeds): DeliveryAttachment[] {
  const health = healthChecks ? istioHealthSettings() : {};
  const { services, triggers, templates } = notifications;
  const messages = { ...services, ...triggers, ...templates };
  const patches: [configMap: string, data: Readonly<Record<string, string>>][] = [
    ['argocd-cm', health], ['argocd-notifications-cm', messages], ['argocd-cmd-params-cm', parameters],
  ];
  const needed = patches.filter(([, data]) => Object.keys(data).length > 0);
  if (needed.length === 0) {
    return [];
  }
  const values = filled({
    configs: filled({ cm: health, params: parameters }),
    notifications: filled({ notifiers: services, triggers, templates }),
    commitServer: commitServer ? { enabled: true } : {},
  });
  return [...needed.map(([configMap, data]) => patch(configMap, namespace, data)), { path: 'install/argo-cd.helm-values', text: `${CHART}\n${printYaml(values)}` }];
}

const CHART = '# Values of the Helm chart argo-cd, for an Argo CD that is installed with it: helm upgrade --values argo-cd.helm-values';

/** The entries that hold something. */
function filled(maps: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map).length > 0));
}

function patch(configMap: string, namespace: string, data: Readonly<Record<string, string>>): DeliveryAttachment {
  const file = `${configMap}.merge-patch`;
  const command = `kubectl patch configmap ${configMap} --namespace ${namespace} --type merge --patch-file ${file}`;
  return { path: `install/${file}`, text: `# For an Argo CD that is installed without Helm: ${command}\n${printYaml({ data })}` };
}
