import { Duration } from 'cdk8s';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_SUBDOMAIN, requireName } from '../../kernel/names';

/** The container of a hook's Job. */
export interface SyncJobContainer {
  /** Image with a tag that is not `latest`, or a digest (MESH0001). */
  readonly image: string;
  /** Program and arguments; no shell reads them. */
  readonly command: string[];
  /**
   * Environment variables in plain text. What is secret comes from the cluster: mark a Job of your own with `SyncHook.mark`.
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
  const { image, command, environmentVariables, serviceAccount, timeout, retries = 0 } = props;
  checkImage(image, where);
  if (command.length === 0) {
    fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'A Job has no command.', where, fix: "Give its program and arguments: command: ['/bin/check', '--all']." });
  }
  if (!Number.isSafeInteger(retries) || retries < 0) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `A Job cannot be tried again ${retries} times.`, where: `${where}: retries`, fix: 'Give a whole number, 0 or more.' });
  }
  if (serviceAccount !== undefined) {
    requireName(serviceAccount, DNS_SUBDOMAIN, 'serviceAccount', where);
  }
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
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
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
  const seconds = timeout.toMilliseconds({ integral: false }) / 1000;
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    fail({ code: CODES.INVALID_DURATION, what: `A Job cannot end after ${seconds} seconds.`, where: `${where}: timeout`, fix: 'Give whole seconds, at least one.' });
  }
  return seconds;
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
