import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, kebabCase, requireName } from '../../kernel/names';
import { defined } from '../../networking/field-checks';

/** Where alerts of releases go to: a provider of this program, or one that others own. */
export interface IFlaggerAlertProvider extends IConstruct {
  /** `metadata.name` of the AlertProvider. */
  readonly providerName: string;
  /** Namespace of the AlertProvider. */
  readonly providerNamespace: string;
}

/** Kinds of receivers that Flagger can write to. */
export enum FlaggerAlertReceiver {
  /** Slack. */
  SLACK = 'slack',
  /** Microsoft Teams. */
  MS_TEAMS = 'msteams',
  /** Discord. */
  DISCORD = 'discord',
  /** Rocket.Chat. */
  ROCKET = 'rocket',
  /** Google Chat. */
  GOOGLE_CHAT = 'gchat',
}

/** What alerts are about. */
export enum FlaggerAlertSeverity {
  /** Everything. */
  INFO = 'info',
  /** Warnings and errors. */
  WARN = 'warn',
  /** Errors: releases that were taken back. */
  ERROR = 'error',
}

/** Props of a receiver of alerts. */
export interface FlaggerAlertProviderProps {
  /**
   * `metadata.name`: a DNS subdomain (MESH0003).
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * Namespace: a DNS label (MESH0003).
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /** Kind of the receiver. Flagger field `type`. */
  readonly receiver: FlaggerAlertReceiver;
  /**
   * Name of the Secret in the same namespace whose key `address` holds the address to post to, and optionally `token` a token (MESH0003). The address
   * of a chat is a secret: who knows it can post. Flagger field `secretRef.name`.
   */
  readonly secretName: string;
  /**
   * Channel to write to. Flagger field `channel`.
   * @default - that of the address
   */
  readonly channel?: string;
  /**
   * Name that messages come from. Flagger field `username`.
   * @default 'flagger'
   */
  readonly username?: string;
}

/** An alert of a release. Flagger field `analysis.alerts[]`. */
export interface FlaggerAlert {
  /** Its name; unique in the release (MESH0008). */
  readonly name: string;
  /** Where it goes to. */
  readonly provider: IFlaggerAlertProvider;
  /**
   * What it is about.
   * @default FlaggerAlertSeverity.ERROR
   */
  readonly severity?: FlaggerAlertSeverity;
}

/**
 * A receiver of alerts of releases: an AlertProvider of Flagger.
 *
 * @see https://docs.flagger.app/usage/alerting
 */
export class FlaggerAlertProvider extends Construct implements IFlaggerAlertProvider {
  /**
   * An AlertProvider that others own.
   * @param namespace its namespace
   * @param name its name
   */
  public static fromName(scope: Construct, id: string, namespace: string, name: string): IFlaggerAlertProvider {
    return new ForeignAlertProvider(scope, id, namespace, name);
  }

  public readonly providerName: string;
  public readonly providerNamespace: string;

  constructor(scope: Construct, id: string, props: FlaggerAlertProviderProps) {
    super(scope, id);
    const where = `FlaggerAlertProvider (construct ${this.node.path})`;
    this.providerName = requireName(props.name ?? kebabCase(id), DNS_SUBDOMAIN, 'name', where);
    this.providerNamespace = requireName(props.namespace ?? Chart.of(this).namespace ?? fail({
      code: CODES.MISSING_NAMESPACE, what: 'an AlertProvider without namespace', where, fix: 'set `namespace` on the chart or on the provider',
    }), DNS_LABEL, 'namespace', where);
    if (/[/:]/.test(props.secretName)) {
      fail({
        code: CODES.INVALID_NAME,
        what: 'secretName is no name of a Secret (its text is not shown, it might be the address)',
        where,
        why: 'the address of a chat is a secret: who knows it can post',
        fix: 'put the address into the key `address` of a Secret and name the Secret',
      });
    }
    requireName(props.secretName, DNS_SUBDOMAIN, 'name of the Secret', where);
    new ApiObject(this, 'Resource', {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'AlertProvider',
      metadata: { name: this.providerName, namespace: this.providerNamespace },
      spec: defined({ type: props.receiver, channel: props.channel, username: props.username, secretRef: { name: props.secretName } }),
    });
  }
}

class ForeignAlertProvider extends Construct implements IFlaggerAlertProvider {
  public readonly providerName: string;
  public readonly providerNamespace: string;

  constructor(scope: Construct, id: string, namespace: string, name: string) {
    super(scope, id);
    this.providerName = requireName(name, DNS_SUBDOMAIN, 'name of the AlertProvider', this.node.path);
    this.providerNamespace = requireName(namespace, DNS_LABEL, 'namespace of the AlertProvider', this.node.path);
  }
}

/**
 * Checks and renders the alerts of a release.
 * @internal
 */
export function renderAlerts(alerts: readonly FlaggerAlert[], where: string): object[] {
  return alerts.map(({ name, provider, severity }, i) => {
    if (alerts.findIndex(each => each.name === name) !== i) {
      fail({ code: CODES.DUPLICATE_MEMBER, what: `two alerts are called ${name}`, where: `${where}[${i}]`, fix: 'give each its own name' });
    }
    const { providerName, providerNamespace } = provider;
    return { name, severity: severity ?? FlaggerAlertSeverity.ERROR, providerRef: { name: providerName, namespace: providerNamespace } };
  });
}
