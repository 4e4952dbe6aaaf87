import { AlertProvider } from './alert-provider';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';
import { re2Fault } from '../../kernel/re2';
import { checkAnyEnvironment } from '../target';

/** From which severity on events are told (`spec.eventSeverity` of an Alert). */
export enum AlertSeverity {
  /** Everything: what was applied, and what failed. For an audit, and for the status of commits. */
  INFO = 'info',
  /** What failed. For people who are woken. */
  ERROR = 'error',
}

/**
 * What is told to whom: an `Alert` (`notification.toolkit.fluxcd.io/v1beta3`) per environment and cluster, about its source and its
 * Kustomizations. `env` and `cluster` are in the metadata of every event.
 *
 * @see https://fluxcd.io/flux/components/notification/alerts/
 */
export interface Alert {
  /** Who is told. */
  readonly provider: AlertProvider;
  /**
   * Name of the alert: a DNS label, once per environment (MESH0008). Its object is called `<namePrefix>-<environment>[-<cluster>]-<name>`.
   *
   * @default - the name of the provider
   */
  readonly name?: string;
  /**
   * From which severity on.
   *
   * @default - ERROR for people, INFO where a commit or a request gets the result
   */
  readonly severity?: AlertSeverity;
  /**
   * Names of the environments it is about (MESH0006), at least one (MESH0001).
   *
   * @default - all
   */
  readonly environments?: string[];
  /**
   * One line that says what is affected, in the metadata of every event.
   *
   * @default - 'mesh configuration of <environment>', and on which cluster
   */
  readonly summary?: string;
  /**
   * More metadata of every event. `env`, `cluster` and `summary` are taken (MESH0008).
   *
   * @default - none
   */
  readonly metadata?: { [key: string]: string };
  /**
   * Regular expressions of Go; only messages that match one are told.
   *
   * @default - all
   */
  readonly inclusionList?: string[];
  /**
   * Regular expressions of Go; messages that match one are not told, even if they are included.
   *
   * @default - none
   */
  readonly exclusionList?: string[];
}

/**
 * An alert that has been checked.
 * @internal
 */
export interface CheckedAlert extends Alert {
  readonly name: string;
  readonly severity: AlertSeverity;
}

/**
 * Checks alerts and fills in the defaults.
 * @internal
 */
export function checkedAlerts(alerts: readonly Alert[], where: string): CheckedAlert[] {
  const names = new Set<string>();
  return alerts.map(alert => {
    const name = requireName(alert.name ?? alert.provider.providerName, DNS_LABEL, `name of an alert of ${where}`);
    if (names.has(name)) {
      fail({
        code: CODES.DUPLICATE_MEMBER,
        what: `Two alerts are called ${name}.`,
        where: `${where}: alerts`,
        why: 'The second would overwrite the first in the cluster.',
        fix: 'Give one of them a name.',
      });
    }
    names.add(name);
    checkAnyEnvironment(alert.environments, `${where}: alert ${name}: environments`);
    checkLists(alert, `${where}: alert ${name}`);
    return { ...alert, name, severity: severityOf(alert, `${where}: alert ${name}`) };
  });
}

function severityOf({ provider, severity }: Alert, where: string): AlertSeverity {
  const forForge = provider._reportsTo !== 'people';
  if (forForge && severity === AlertSeverity.ERROR) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `The provider ${provider.providerName} would hear of failures only.`,
      where,
      why: 'A commit or request that is never told of success looks as if it were still waiting.',
      fix: 'Leave out severity, or write AlertSeverity.INFO.',
    });
  }
  return severity ?? (forForge ? AlertSeverity.INFO : AlertSeverity.ERROR);
}

const TAKEN = ['env', 'cluster', 'summary'];

function checkLists({ inclusionList = [], exclusionList = [], metadata = {} }: Alert, where: string): void {
  for (const pattern of [...inclusionList, ...exclusionList]) {
    const fault = pattern === '' ? 'it is empty' : re2Fault(pattern);
    if (fault !== undefined) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `The regular expression ${JSON.stringify(pattern)} is not possible: ${fault}.`,
        where,
        why: 'Flux would leave the entry out, and tell more, or less, than it should.',
        fix: 'Write it in the syntax of https://github.com/google/re2/wiki/Syntax.',
      });
    }
  }
  const taken = Object.keys(metadata).find(key => TAKEN.includes(key));
  if (taken !== undefined) {
    fail({
      code: CODES.DUPLICATE_MEMBER,
      what: `The metadata ${JSON.stringify(taken)} is there already.`,
      where,
      fix: taken === 'summary' ? 'Use the prop summary.' : 'It says where the event comes from; choose another key.',
    });
  }
}
