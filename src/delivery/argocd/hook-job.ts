import { Duration } from 'cdk8s';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { milliseconds } from '../../networking/field-checks';

/** The container of a hook's Job. */
export interface SyncJobContainer {
  /** Image with a tag that is not `latest`, or a digest (MESH0001). */
  readonly image: string;
  /** Program and arguments; no shell reads them. */
  readonly command: string[];
  /**
   * Environment variables in plain text. What is secret comes from the cluster: mark a Job of your own with `SyncHook.mark`. A value that is
   * a credential by the variable's name, and no path, is refused (MESH0803).
   *
   * @default - none
   */
  readonly environmentVariables?: { [name: string]: string };
  /**
   * Name of the ServiceAccount whose token it gets.
   *
   * @default - none: it gets no token
   */
  readonly serviceAccount?: string;
  /**
   * Number of the user that it runs as, not 0 (MESH0001). Kubernetes starts no container whose image has a user with a name only where root is
   * forbidden. OpenShift takes a number of the namespace's own range.
   *
   * @default 65532
   */
  readonly userId?: number;
}

interface JobLimits extends SyncJobContainer {
  readonly timeout?: Duration;
  readonly retries?: number;
}

/**
 * The spec of a Job that runs under the strictest of Kubernetes's pod security standards.
 * @internal
 */
export function jobSpec(props: JobLimits, name: string, where: string): object {
  const { image, command, environmentVariables, serviceAccount, userId = 65532, timeout, retries = 0 } = props;
  checkImage(image, where);
  if (!command?.length) {
    fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'A Job has no command.', where, fix: "Give its program and arguments: command: ['/bin/check', '--all']." });
  }
  if (!Number.isSafeInteger(retries) || retries < 0) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `A Job cannot be tried again ${retries} times.`, where: `${where}: retries`, fix: 'Give a whole number, 0 or more.' });
  }
  if (!Number.isSafeInteger(userId) || userId < 1 || userId > 2147483647) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `A Job cannot run as the user ${userId}.`, where: `${where}: userId`, fix: 'Give a whole number from 1 to 2147483647.' });
  }
  if (serviceAccount !== undefined) {
    requireName(serviceAccount, DNS_SUBDOMAIN, 'serviceAccount', where);
  }
  checkVariables(environmentVariables ?? {}, `${where}: environmentVariables`);
  const env = Object.entries(environmentVariables ?? {}).map(([variable, value]) => ({ name: variable, value }));
  return {
    backoffLimit: retries,
    activeDeadlineSeconds: deadline(timeout ?? Duration.minutes(10), where),
    template: {
      metadata: { labels: { 'app.kubernetes.io/name': name, 'sidecar.istio.io/inject': 'false' } },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: serviceAccount !== undefined,
        ...serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount },
        securityContext: { runAsNonRoot: true, runAsUser: userId, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [{
          name: 'hook',
          image,
          command,
          ...env.length > 0 ? { env } : {},
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        }],
      },
    },
  };
}

function deadline(timeout: Duration, where: string): number {
  const seconds = milliseconds(timeout, `${where}: timeout`) / 1000;
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    fail({ code: CODES.INVALID_DURATION, what: `A Job cannot end after ${seconds} seconds.`, where: `${where}: timeout`, fix: 'Give whole seconds, at least one.' });
  }
  return seconds;
}

const CREDENTIAL = /(?:^|_)(?:PASSWORD|PASSWD|TOKEN|SECRET|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i;

function checkVariables(variables: { [name: string]: string }, where: string): void {
  const plain = Object.entries(variables).find(([variable, value]) => CREDENTIAL.test(variable) && value !== '' && !value.startsWith('/'));
  if (plain) {
    fail({
      code: CODES.PLAIN_CREDENTIAL,
      what: `The variable ${plain[0]} has its value in plain text.`,
      where,
      why: 'It is written to files that are committed; the text itself is not shown, because it might be the credential.',
      fix: 'Mark a Job of your own that reads it from a Secret: SyncHook.mark(job).',
    });
  }
}

function checkImage(image: string, where: string): void {
  const [, tag] = /^[^\s@]+?(?::([A-Za-z0-9_][A-Za-z0-9_.-]*))?(?:@sha256:[0-9a-f]{64})?$/.exec(image) ?? [];
  if (!/@sha256:[0-9a-f]{64}$/.test(image) && (tag === undefined || tag === 'latest')) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(image)} does not say which image it is.`,
      where: `${where}: image`,
      why: 'What decides over a sync would change without a commit.',
      fix: 'Give it a tag other than latest, or better a digest: name@sha256:….',
    });
  }
}
