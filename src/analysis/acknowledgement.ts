import { AcknowledgedFinding, Finding } from './finding';

/** Somebody answers for what a rule says of a construct and of all below it. */
export interface Acknowledgement {
  /** Code or name of the rule. */
  readonly ruleId: string;
  readonly reason: string;
  /** Path of the construct; empty for the environment itself. */
  readonly constructPath: string;
  /** The line that says so. */
  readonly file?: string;
  readonly line?: number;
}

/**
 * Whether a finding can be acknowledged: a warning or info always, an error only when it is one of the mesh (codes from `MESH1000`
 * on, and those of rule packs). The errors below are those of a reader, the API server, Istio's webhook or the writer: the object
 * would be refused, whatever anybody says.
 */
export function isAcknowledgeable({ severity, code }: Finding): boolean {
  return severity !== 'error' || !/^MESH0/.test(code);
}

/** The acknowledgements of one environment, and what became of them. */
export class Acknowledgements {
  /** Those that some finding needed. */
  public readonly used = new Set<Acknowledgement>();
  /** Those that met an error which nobody can acknowledge. */
  public readonly refused = new Set<Acknowledgement>();
  private readonly byPath = new Map<string, Acknowledgement[]>();

  constructor(public readonly all: readonly Acknowledgement[] = []) {
    for (const acknowledgement of all) {
      const same = this.byPath.get(acknowledgement.constructPath);
      if (same) {
        same.push(acknowledgement);
      } else {
        this.byPath.set(acknowledgement.constructPath, [acknowledgement]);
      }
    }
  }

  /** The acknowledgement nearest to the construct of a finding; a finding about no construct is about the environment. */
  public of({ code, rule, constructPath = '' }: Finding): Acknowledgement | undefined {
    if (this.all.length === 0) {
      return undefined;
    }
    for (let path: string | undefined = constructPath; path !== undefined; path = above(path)) {
      const found = this.byPath.get(path)?.find(({ ruleId }) => ruleId === code || ruleId === rule);
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  /** The findings that nobody answers for, and those that somebody does. */
  public split(findings: readonly Finding[]): { open: Finding[]; acknowledged: AcknowledgedFinding[] } {
    const open: Finding[] = [];
    const acknowledged: AcknowledgedFinding[] = [];
    for (const finding of findings) {
      const acknowledgement = this.of(finding);
      if (!acknowledgement) {
        open.push(finding);
      } else if (!isAcknowledgeable(finding)) {
        this.refused.add(acknowledgement);
        open.push(finding);
      } else {
        this.used.add(acknowledgement);
        acknowledged.push({ ...finding, reason: acknowledgement.reason, acknowledgedAt: acknowledgement.constructPath });
      }
    }
    return { open, acknowledged };
  }
}

/** The path of the construct around; that of an environment is empty, and nothing is around it. */
function above(path: string): string | undefined {
  return path === '' ? undefined : path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
