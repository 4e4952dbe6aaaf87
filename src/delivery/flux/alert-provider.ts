import { requireSecretName } from './secret-name';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';

/** Where commits can get a status. */
export enum CommitStatusForge {
  /** GitHub. */
  GITHUB = 'github',
  /** GitLab. */
  GITLAB = 'gitlab',
  /** Gitea and Forgejo. */
  GITEA = 'gitea',
  /** Bitbucket Cloud. */
  BITBUCKET = 'bitbucket',
  /** Bitbucket Server and Data Center. */
  BITBUCKET_SERVER = 'bitbucketserver',
  /** Azure DevOps. */
  AZURE_DEVOPS = 'azuredevops',
}

/** Where pull or merge requests can get a comment. */
export enum ChangeRequestForge {
  /** Pull requests of GitHub. */
  GITHUB = 'githubpullrequestcomment',
  /** Merge requests of GitLab. */
  GITLAB = 'gitlabmergerequestcomment',
  /** Pull requests of Gitea and Forgejo. */
  GITEA = 'giteapullrequestcomment',
}

/** A service that takes messages (`spec.type` of a Provider). */
export enum AlertService {
  /** Any service that takes the event as JSON. */
  GENERIC = 'generic',
  /** Any service that takes the event as JSON, signed with the `token` of the Secret. */
  GENERIC_HMAC = 'generic-hmac',
  /** Slack, by its older incoming webhooks. */
  SLACK_WEBHOOK = 'slack',
  /** Microsoft Teams. */
  MS_TEAMS = 'msteams',
  /** Discord. */
  DISCORD = 'discord',
  /** Rocket.Chat. */
  ROCKET = 'rocket',
  /** Google Chat. */
  GOOGLE_CHAT = 'googlechat',
  /** Lark. */
  LARK = 'lark',
  /** Matrix; the room is the channel. */
  MATRIX = 'matrix',
  /** Webex; the room is the channel. */
  WEBEX = 'webex',
  /** Alertmanager of Prometheus. */
  ALERTMANAGER = 'alertmanager',
  /** Annotations of Grafana. */
  GRAFANA = 'grafana',
  /** Opsgenie. */
  OPSGENIE = 'opsgenie',
  /** Datadog. */
  DATADOG = 'datadog',
  /** Sentry; the environment is the channel. */
  SENTRY = 'sentry',
}

/** A Slack channel. */
export interface SlackProviderProps {
  /** The channel, without `#`. */
  readonly channel: string;
  /** Name of the Secret with the bot's `token`. */
  readonly secretRef: string;
  /**
   * Name of the provider: a DNS label.
   *
   * @default 'slack'
   */
  readonly name?: string;
}

/** A service that takes messages at an address which is in a Secret. */
export interface WebhookProviderProps {
  /** The service. */
  readonly service: AlertService;
  /** Name of the Secret with the `address`, and with the `token` where the service wants one: addresses of webhooks are credentials. */
  readonly secretRef: string;
  /**
   * The channel, room or topic, where the service has such.
   *
   * @default - none
   */
  readonly channel?: string;
  /**
   * Name of the provider: a DNS label.
   *
   * @default - as the service: 'msteams', 'alertmanager'
   */
  readonly name?: string;
}

/** The status of commits on a forge. */
export interface CommitStatusProps {
  /** The forge. */
  readonly forge: CommitStatusForge;
  /** Address of the repository whose commits get the status: `https://git.example.com/acme/mesh`, without credentials (MESH0001). */
  readonly address: string;
  /** Name of the Secret with the `token`, or with a GitHub App. */
  readonly secretRef: string;
  /**
   * What the status is called: CEL over `event`, `provider` and `alert`. It must differ by Kustomization, or one overwrites the other.
   *
   * @default - `Kustomization/<name>`, which stays the same when the provider is made anew: rules for branches can name it
   */
  readonly expression?: string;
  /**
   * Name of the provider: a DNS label.
   *
   * @default 'commit-status'
   */
  readonly name?: string;
}

/** Comments on pull or merge requests. */
export interface ChangeRequestCommentProps {
  /** The forge. */
  readonly forge: ChangeRequestForge;
  /** Address of the repository with the requests: `https://git.example.com/acme/mesh`, without credentials (MESH0001). */
  readonly address: string;
  /** Name of the Secret with the `token`, or with a GitHub App. */
  readonly secretRef: string;
  /**
   * Name of the provider: a DNS label.
   *
   * @default 'change-request'
   */
  readonly name?: string;
}

/**
 * Who is told what Flux does: a `Provider` (`notification.toolkit.fluxcd.io/v1beta3`). One is emitted for each Flux that has an alert for it.
 *
 * @see https://fluxcd.io/flux/components/notification/providers/
 */
export class AlertProvider {
  /** A Slack channel, through a bot. */
  public static slack(props: SlackProviderProps): AlertProvider {
    return new AlertProvider(props.name ?? 'slack', 'slack', props.secretRef, { channel: props.channel, address: 'https://slack.com/api/chat.postMessage' });
  }

  /** Any service that takes messages at an address which is in a Secret. */
  public static webhook(props: WebhookProviderProps): AlertProvider {
    const { service, name, secretRef, channel } = props;
    return new AlertProvider(name ?? service, service, secretRef, channel === undefined ? {} : { channel });
  }

  /** The status of the commit that was applied. Its alerts need severity INFO, for a status that is never good says nothing. */
  public static commitStatus(props: CommitStatusProps): AlertProvider {
    return new AlertProvider(props.name ?? 'commit-status', props.forge, props.secretRef, {
      address: checkedAddress(props.address),
      commitStatusExpr: props.expression ?? "event.involvedObject.kind + '/' + event.involvedObject.name",
    }, 'commit');
  }

  /**
   * A comment on the pull or merge request that an environment is the preview of (`changeRequests` of the Kustomizations). Environments that
   * stay have no such request: use `commitStatus` for them.
   */
  public static changeRequestComment(props: ChangeRequestCommentProps): AlertProvider {
    return new AlertProvider(props.name ?? 'change-request', props.forge, props.secretRef, { address: checkedAddress(props.address) }, 'request');
  }

  /** Name of the provider, as alerts and object names use it. */
  public readonly providerName: string;

  private constructor(
    name: string, private readonly type: string, private readonly secretRef: string, private readonly more: object,
    private readonly reportsTo: 'people' | 'commit' | 'request' = 'people',
  ) {
    this.providerName = requireName(name, DNS_LABEL, 'name of a flux.AlertProvider');
    requireSecretName(secretRef, `flux.AlertProvider ${name}: secretRef`);
  }

  /**
   * Who reads it: people, or a commit or request on a forge.
   * @internal
   */
  public get _reportsTo(): 'people' | 'commit' | 'request' {
    return this.reportsTo;
  }

  /** @internal */
  public get _spec(): object {
    return { type: this.type, ...this.more, secretRef: { name: this.secretRef } };
  }
}

function checkedAddress(address: string): string {
  if (!/^https?:\/\/[^/@\s?#]+\/[^@\s?#]+$/.test(address)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${/[@?#]/.test(address) ? 'The text in address (not shown, it might hold a credential)' : JSON.stringify(address)} is not the address of a repository.`,
      where: 'flux.AlertProvider: address',
      why: 'The address is written to files that are committed; credentials belong in a Secret.',
      fix: "Write it as 'https://host/owner/repository', without user and token.",
    });
  }
  return address;
}
