import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/** What a role may do with Applications. */
export enum ApplicationAction {
  /** See them. */
  GET = 'get',
  /** Sync them, and confirm what waits for a confirmation. */
  SYNC = 'sync',
  /** Sync something else than what Git says. */
  OVERRIDE = 'override',
  /** Change them. */
  UPDATE = 'update',
  /** Delete them. */
  DELETE = 'delete',
  /** Run actions on their objects: promote or abort a Rollout. */
  RUN_ACTIONS = 'action/*',
}

/** People or machines and what they may do with the project's Applications. */
export interface ProjectRole {
  /** Name of the role: letters, digits, `-` and `_` (MESH0003). */
  readonly roleName: string;
  /** What it may do. At least one (MESH0002). */
  readonly actions: ApplicationAction[];
  /**
   * Groups of the identity provider that have it.
   *
   * @default - none: tokens of the role only, which `argocd proj role create-token` makes
   */
  readonly groups?: string[];
  /**
   * The environments it holds for, by name (MESH0006).
   *
   * @default - all of the project's
   */
  readonly environments?: string[];
  /**
   * What it is for.
   *
   * @default - none
   */
  readonly description?: string;
}

const ROLE_NAME = /^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?$/;

/**
 * Checks what Argo CD checks: with one role that it refuses, it refuses the project and all of its Applications.
 * @internal
 */
export function checkRoles(roles: readonly ProjectRole[], where: string): void {
  const names = new Set<string>();
  for (const { roleName, actions, groups = [] } of roles) {
    if (!ROLE_NAME.test(roleName)) {
      fail({
        code: CODES.INVALID_NAME,
        what: `${JSON.stringify(roleName)} is not the name of a role.`,
        where,
        fix: 'Use letters, digits, "-" and "_", beginning and ending with a letter or digit.',
      });
    }
    if (names.has(roleName)) {
      fail({ code: CODES.DUPLICATE_MEMBER, what: `Two roles are called ${roleName}.`, where, fix: 'Give them one role, or two names.' });
    }
    names.add(roleName);
    if (actions.length === 0) {
      fail({ code: CODES.ARGUMENTS_CONFLICT, what: `The role ${roleName} may do nothing.`, where, fix: 'Name its actions, at least ApplicationAction.GET.' });
    }
    const group = groups.find(name => name.trim() === '' || /["\n\r\t,]/.test(name));
    if (group !== undefined) {
      fail({
        code: CODES.INVALID_NAME,
        what: `${JSON.stringify(group)} of the role ${roleName} is not the name of a group.`,
        where,
        fix: 'Write the name as the identity provider gives it, one per entry, without quotes and commas.',
      });
    }
  }
}

/**
 * The role as the project holds it; `applications` are names, or `*`.
 * @internal
 */
export function projectRole(role: ProjectRole, project: string, applications: readonly string[]): object {
  const { roleName, description, groups, actions } = role;
  return {
    name: roleName,
    ...description === undefined ? {} : { description },
    policies: actions.flatMap(action => applications.map(application =>
      `p, proj:${project}:${roleName}, applications, ${action}, ${project}/${application}, allow`)),
    ...groups && groups.length > 0 ? { groups } : {},
  };
}
