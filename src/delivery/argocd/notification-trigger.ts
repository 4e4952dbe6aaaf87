import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/**
 * A trigger and its message as argocd-notifications-cm holds them.
 * @internal
 */
export interface TriggerText {
  /** Condition in the language of Argo CD's triggers (expr). */
  readonly when: string;
  /** Text of the message: a Go template over the Application. */
  readonly message: string;
  /** Short title, for services that have one. */
  readonly title: string;
}

const APPLICATION = '{{.app.metadata.name}}';
const LINK = '{{.context.argocdUrl}}/applications/{{.app.metadata.namespace}}/{{.app.metadata.name}}';
const REVISION = 'app.status.operationState?.syncResult?.revision';

/** What happens to an Application that people want to hear of. */
export class NotificationTrigger {
  /** A sync failed: an object was refused, a hook failed, or the time ran out. Once per commit. */
  public static readonly SYNC_FAILED = new NotificationTrigger('mesh-sync-failed', {
    when: "app.status.operationState != nil and app.status.operationState.phase in ['Error', 'Failed']",
    title: `Sync of ${APPLICATION} failed`,
    message: `The sync of ${APPLICATION} failed: {{.app.status.operationState.message}}\nCommit {{.app.status.operationState.syncResult.revision}}, ${LINK}?operation=true`,
  });

  /** An object became unhealthy. Once per commit. */
  public static readonly HEALTH_DEGRADED = new NotificationTrigger('mesh-health-degraded', {
    when: "app.status.health.status == 'Degraded'",
    title: `${APPLICATION} is degraded`,
    message: `${APPLICATION} is degraded: an object of it is not healthy.\n${LINK}`,
  });

  /** A commit is synced and everything is healthy. Once per commit. */
  public static readonly DEPLOYED = new NotificationTrigger('mesh-deployed', {
    when: "app.status.operationState != nil and app.status.operationState.phase == 'Succeeded' and app.status.health.status == 'Healthy'",
    title: `${APPLICATION} is synced`,
    message: `${APPLICATION} is synced and healthy.\nCommit {{.app.status.operationState.syncResult.revision}}, ${LINK}`,
  });

  /** Argo CD cannot compare: the repository or the folder cannot be read, or the cluster does not answer. Once per commit. */
  public static readonly SYNC_STATUS_UNKNOWN = new NotificationTrigger('mesh-sync-status-unknown', {
    when: "app.status.sync.status == 'Unknown'",
    title: `${APPLICATION} cannot be compared`,
    message: `Argo CD cannot compare ${APPLICATION} with Git.{{range .app.status.conditions}}\n{{.type}}: {{.message}}{{end}}\n${LINK}`,
  });

  /** A trigger that argocd-notifications-cm has already, by its name there (MESH0003): `on-created`. */
  public static named(triggerName: string): NotificationTrigger {
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(triggerName) || triggerName.length > 40) {
      fail({
        code: CODES.INVALID_NAME,
        what: `${JSON.stringify(triggerName)} is not the name of a trigger.`,
        where: 'argocd.NotificationTrigger.named',
        fix: "Write what follows 'trigger.' in argocd-notifications-cm, for example 'on-created'.",
      });
    }
    return new NotificationTrigger(triggerName);
  }

  private constructor(
    /** Its name in annotations and in argocd-notifications-cm. */
    public readonly triggerName: string,
    private readonly text?: TriggerText,
  ) {}

  /** @internal */
  public get _text(): TriggerText | undefined {
    return this.text;
  }

  /** @internal */
  public get _oncePer(): string {
    return REVISION;
  }
}
