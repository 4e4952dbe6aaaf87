import { Duration } from 'cdk8s';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { checkedCron } from '../cron-schedule';
import { goDuration } from './go-duration';

/** When a sync window is open, and for whom. */
export interface SyncWindowProps {
  /** When the window begins: five fields of cron, `0 18 * * 5` (MESH0820). Read in `timeZone`. */
  readonly schedule: string;
  /** How long it stays open: whole seconds, at least one (MESH0004). */
  readonly duration: Duration;
  /**
   * Time zone of the schedule, by its name in the IANA database: `Europe/Berlin` (MESH0805).
   *
   * @default 'UTC'
   */
  readonly timeZone?: string;
  /**
   * The environments it holds for, by name (MESH0006), at least one (MESH0001).
   *
   * @default - all of the project's
   */
  readonly environments?: string[];
  /**
   * Whether people may sync by hand while the window forbids it.
   *
   * @default false
   */
  readonly manualSync?: boolean;
  /**
   * Whether a sync that began before may end while the window forbids it. False leaves half of a change applied.
   *
   * @default true
   */
  readonly syncOverrun?: boolean;
  /**
   * Why it is there, up to 255 characters.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * A span of time in which a project's Applications may, or may not, be synced. Where one window allows, nothing is synced outside of all those
 * that allow; a window that denies overrides them.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
 */
export class SyncWindow {
  /** Syncs happen in this window only. */
  public static allow(props: SyncWindowProps): SyncWindow {
    return new SyncWindow('allow', props);
  }

  /** No sync happens in this window: a freeze. */
  public static deny(props: SyncWindowProps): SyncWindow {
    return new SyncWindow('deny', props);
  }

  private readonly duration: string;
  private readonly timeZone: string;

  private constructor(private readonly kind: string, private readonly props: SyncWindowProps) {
    const where = `argocd.SyncWindow.${kind}`;
    checkedCron(props.schedule, `${where}: schedule`);
    this.duration = goDuration(props.duration, `${where}: duration`);
    this.timeZone = checkedTimeZone(props.timeZone ?? 'UTC', `${where}: timeZone`);
    if ((props.description ?? '').length > 255) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `The description of a sync window has ${props.description!.length} characters.`,
        where: `${where}: description`,
        why: 'Argo CD refuses the whole project.',
        fix: 'Use at most 255 characters.',
      });
    }
  }

  /** @internal */
  public get _environments(): string[] | undefined {
    return this.props.environments;
  }

  /** @internal */
  public _render(applications: string[]): object {
    const { schedule, manualSync = false, syncOverrun = true, description } = this.props;
    return {
      kind: this.kind,
      schedule,
      duration: this.duration,
      timeZone: this.timeZone,
      applications,
      manualSync,
      syncOverrun,
      ...description === undefined ? {} : { description },
    };
  }
}

/** Go reads zones from files, hence with the case of their names, and Argo CD takes UTC for what it cannot read. */
function checkedTimeZone(timeZone: string, where: string): string {
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/.test(timeZone) || !isKnownTimeZone(timeZone)) {
    fail({
      code: CODES.TIME_ZONE,
      what: `${JSON.stringify(timeZone)} is not a time zone.`,
      where,
      why: 'Argo CD would take UTC in its place and say so in its log only.',
      fix: "Give its name in the IANA database, with its capitals: 'Europe/Berlin'.",
    });
  }
  return timeZone;
}

function isKnownTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).format(0) !== '';
  } catch {
    return false;
  }
}
