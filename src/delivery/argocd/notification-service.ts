import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';

/** How Slack is reached. */
export interface SlackNotificationProps {
  /**
   * Key of the bot's token in argocd-notifications-secret, with a dollar sign (MESH0803).
   *
   * @default '$slack-token'
   */
  readonly token?: string;
  /**
   * Name that messages come from.
   *
   * @default - the bot's own
   */
  readonly username?: string;
}

/** How mail is sent. */
export interface EmailNotificationProps {
  /** Server that sends it. */
  readonly host: string;
  /**
   * Its port, with TLS from the first byte.
   *
   * @default 465
   */
  readonly port?: number;
  /** Address that messages come from. */
  readonly sender: string;
  /**
   * Key of the user in argocd-notifications-secret, with a dollar sign (MESH0803).
   *
   * @default '$email-username'
   */
  readonly username?: string;
  /**
   * Key of the password in argocd-notifications-secret, with a dollar sign (MESH0803).
   *
   * @default '$email-password'
   */
  readonly password?: string;
}

/** How an address of HTTP is called. */
export interface WebhookNotificationProps {
  /** Its address, with `https://`; one that is itself a secret is named by its key, `$pager-url` (MESH0803). */
  readonly url: string;
  /**
   * Headers of the request. Values of those that carry credentials name a key of argocd-notifications-secret: `Bearer $pager-token` (MESH0803).
   *
   * @default - none but the content type, JSON
   */
  readonly headers?: { [name: string]: string };
}

/**
 * Who carries messages. Credentials are never written: their keys in the Secret `argocd-notifications-secret` are.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/overview/
 */
export class NotificationService {
  /** Messages in channels of Slack; recipients are channels. */
  public static slack(props: SlackNotificationProps = {}): NotificationService {
    const token = secretKey(props.token ?? '$slack-token', 'argocd.NotificationService.slack: token');
    return new NotificationService('slack', 'service.slack', { token, ...props.username === undefined ? {} : { username: props.username } });
  }

  /** Mail; recipients are addresses. */
  public static email(props: EmailNotificationProps): NotificationService {
    const where = 'argocd.NotificationService.email';
    return new NotificationService('email', 'service.email', {
      host: props.host,
      port: props.port ?? 465,
      from: props.sender,
      username: secretKey(props.username ?? '$email-username', `${where}: username`),
      password: secretKey(props.password ?? '$email-password', `${where}: password`),
    });
  }

  /** A request to an address of your own, with the event as JSON. There are no recipients: the address is one. */
  public static webhook(webhookName: string, props: WebhookNotificationProps): NotificationService {
    const where = `argocd.NotificationService.webhook(${JSON.stringify(webhookName)})`;
    requireName(webhookName, DNS_LABEL, 'name of argocd.NotificationService.webhook');
    const headers = Object.entries(props.headers ?? {}).map(([name, value]) => ({ name, value: headerValue(name, value, where) }));
    return new NotificationService(webhookName, `service.webhook.${webhookName}`, {
      url: webhookAddress(props.url, `${where}: url`),
      headers: [{ name: 'Content-Type', value: 'application/json' }, ...headers],
    }, true);
  }

  /** A service that argocd-notifications-cm has already, by its name there: `teams`. */
  public static named(serviceName: string): NotificationService {
    requireName(serviceName, DNS_LABEL, 'name of argocd.NotificationService');
    return new NotificationService(serviceName);
  }

  private constructor(
    /** Its name in annotations. */
    public readonly serviceName: string,
    private readonly key?: string,
    private readonly settings?: object,
    private readonly isWebhook: boolean = false,
  ) {}

  /**
   * Its key and settings in argocd-notifications-cm; undefined where they are there already.
   * @internal
   */
  public get _settings(): { key: string; settings: object } | undefined {
    return this.key === undefined ? undefined : { key: this.key, settings: this.settings! };
  }

  /** @internal */
  public get _webhook(): boolean {
    return this.isWebhook;
  }
}

const HOLDS_SECRET_KEY = /\$[A-Za-z0-9_-]+/;
const IS_SECRET_KEY = /^\$[A-Za-z0-9_-]+$/;
/** A credential's key alone, or behind the name of a scheme: `Bearer $pager-token`. */
const IS_CREDENTIAL = /^(?:[A-Za-z][A-Za-z0-9-]*[ =:] ?)?\$[A-Za-z0-9_-]+$/;
const CREDENTIAL_NAME = /auth|token|key|secret|cookie|signature|password|^sig$|^code$/i;
/** Chats whose addresses are credentials: who knows one can post. */
const CHATS = /^https?:\/\/(?:[^/]*\.)?(?:hooks\.slack\.com|discord(?:app)?\.com|webhook\.office\.com|logic\.azure\.com|chat\.googleapis\.com)(?:[:/]|$)/i;

/** A key of argocd-notifications-secret with its dollar sign. What is none might be the credential, so it is not shown. */
function secretKey(text: string, where: string): string {
  if (!IS_SECRET_KEY.test(text)) {
    plainCredential('What stands where the name of a credential belongs is no name.', where, "Write '$' and its key in argocd-notifications-secret.");
  }
  return text;
}

function headerValue(name: string, value: string, where: string): string {
  if (CREDENTIAL_NAME.test(name) && !IS_CREDENTIAL.test(value)) {
    plainCredential(`The header ${name} has its value in plain text.`, `${where}: headers`, "Name the credential by its key: 'Bearer $pager-token'.");
  }
  return value;
}

function webhookAddress(url: string, where: string): string {
  const plain = /^https?:\/\/[^\s/@?#]+(\/[^\s@?#]*)?$/.test(url);
  const keyed = /^https?:\/\/[^\s@]+$/.test(url) && HOLDS_SECRET_KEY.test(url) && !hasPlainCredential(url);
  if (!keyed && !IS_SECRET_KEY.test(url) && (!plain || CHATS.test(url))) {
    plainCredential('The address is none, or has a credential in it.', where, "Write 'https://host/path', or '$' and the key of an address that is a secret.");
  }
  return url;
}

/** Whether a parameter that is a credential by its name has another value than a key. */
function hasPlainCredential(url: string): boolean {
  const [, ...parameters] = url.split(/[?&#]/);
  return parameters.map(parameter => /^([^=]*)=?(.*)$/.exec(parameter)!).some(([, name, value]) => CREDENTIAL_NAME.test(name) && !IS_SECRET_KEY.test(value));
}

function plainCredential(what: string, where: string, fix: string): never {
  return fail({
    code: CODES.PLAIN_CREDENTIAL,
    what,
    where,
    why: 'It is written to files that are committed; the text itself is not shown, because it might be the credential.',
    fix,
  });
}
