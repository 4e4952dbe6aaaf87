/** What happens to a change that a policy refuses (`spec.validationActions` of the binding). */
export enum AdmissionAction {
  /** The API server refuses it. */
  DENY = 'Deny',
  /** It is stored; whoever sent it gets a warning, and the audit log has it. */
  WARN = 'Warn',
  /** It is stored; only the audit log has it. */
  AUDIT = 'Audit',
}

/**
 * A warning nobody reads is of use only where somebody can count it: `Warn` always goes with `Audit`.
 * @internal
 */
export function validationActions(action: AdmissionAction): string[] {
  return action === AdmissionAction.WARN ? ['Warn', 'Audit'] : [action];
}
