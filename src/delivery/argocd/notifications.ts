import { NotificationService } from './notification-service';
import { NotificationTrigger } from './notification-trigger';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { qualifiedNameFault } from '../../kernel/names';
import { printYaml } from '../../kernel/yaml-printer';

/** Who hears of what. */
export interface NotificationSubscription {
  /** What they hear of. At least one (MESH0002). */
  readonly triggers: NotificationTrigger[];
  /** Who carries it. */
  readonly service: NotificationService;
  /**
   * Who gets it: channels of Slack, addresses of mail. Required but for webhooks, which have none (MESH0002).
   *
   * @default - none
   */
  readonly recipients?: string[];
  /**
   * The environments it holds for, by name (MESH0006).
   *
   * @default - all
   */
  readonly environments?: string[];
}

/**
 * Fails on subscriptions that would never say anything to anybody.
 * @internal
 */
export function checkSubscriptions(subscriptions: readonly NotificationSubscription[], where: string): void {
  for (const { triggers, service, recipients = [] } of subscriptions) {
    const wrong = !triggers?.length ? 'no trigger'
      : service._settings && !service._webhook && recipients.length === 0 ? 'no recipient'
        : service._webhook && recipients.length > 0 ? 'recipients, and its service is a webhook, whose address is the only one' : undefined;
    if (wrong !== undefined) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `A subscription of ${service.serviceName} has ${wrong}.`,
        where,
        fix: 'Give triggers and, but for a webhook, recipients.',
      });
    }
    const separated = recipients.find(recipient => recipient === '' || recipient.includes(';'));
    if (separated !== undefined) {
      fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(separated)} is not one recipient.`, where, fix: 'Give one name per entry.' });
    }
  }
}

/**
 * Annotations of an Application that subscribe to it; several subscriptions of one trigger and service become one.
 * @internal
 */
export function subscriptionAnnotations(subscriptions: readonly NotificationSubscription[], where: string): Record<string, string> {
  const recipients = new Map<string, Set<string>>();
  for (const { triggers, service, recipients: who = [] } of subscriptions) {
    for (const { triggerName } of triggers) {
      const key = `notifications.argoproj.io/subscribe.${triggerName}.${service.serviceName}`;
      const fault = qualifiedNameFault(key);
      if (fault !== undefined) {
        fail({ code: CODES.INVALID_NAME, what: `The annotation of a subscription is too long: ${fault}`, where, fix: 'Shorten the names of trigger and service.' });
      }
      recipients.set(key, new Set([...recipients.get(key) ?? [], ...who]));
    }
  }
  return Object.fromEntries([...recipients].map(([key, who]) => [key, [...who].join(';')]));
}

/**
 * What argocd-notifications-cm needs for subscriptions, by key; services, triggers and templates of others are not in it.
 * @internal
 */
export interface NotificationSettings {
  readonly services: Readonly<Record<string, string>>;
  readonly triggers: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
}

/**
 * Fails where two services of one name say different things.
 * @internal
 */
export function notificationSettings(subscriptions: readonly NotificationSubscription[], where: string): NotificationSettings {
  const services: Record<string, string> = {};
  const triggers: Record<string, string> = {};
  const templates: Record<string, string> = {};
  const webhooks = [...new Set(subscriptions.filter(({ service }) => service._webhook).map(({ service }) => service.serviceName))];
  for (const { service, triggers: wanted } of subscriptions) {
    if (service._settings) {
      const { key, settings } = service._settings;
      const text = printYaml(settings);
      if (services[key] !== undefined && services[key] !== text) {
        fail({ code: CODES.DUPLICATE_MEMBER, what: `Two services are called ${key}.`, where, fix: 'Use one NotificationService for both subscriptions.' });
      }
      services[key] = text;
    }
    for (const { triggerName, _text, _oncePer } of wanted) {
      if (_text) {
        triggers[`trigger.${triggerName}`] = listOfOne({ when: _text.when, oncePer: _oncePer, send: [triggerName] });
        templates[`template.${triggerName}`] = printYaml({
          message: _text.message,
          email: { subject: _text.title },
          ...webhooks.length > 0 ? { webhook: Object.fromEntries(webhooks.map(name => [name, { method: 'POST', body: webhookBody(triggerName) }])) } : {},
        });
      }
    }
  }
  return { services, triggers, templates };
}

/** A list with one entry as YAML; the printer's documents are maps. */
function listOfOne(entry: object): string {
  return printYaml(entry).split('\n').map((line, i) => line === '' ? line : `${i === 0 ? '- ' : '  '}${line}`).join('\n');
}

/** What a webhook gets: every value goes through `toJson`, so that none of them can break out of its place. */
function webhookBody(triggerName: string): string {
  return [
    '{',
    `  "event": "${triggerName}",`,
    '  "application": {{toJson .app.metadata.name}},',
    '  "environment": {{toJson (index .app.metadata.labels "cdk8s-istio/environment")}},',
    '  "revision": {{toJson .app.status.sync.revision}},',
    '  "sync": {{toJson .app.status.sync.status}},',
    '  "health": {{toJson .app.status.health.status}}',
    '}',
    '',
  ].join('\n');
}
