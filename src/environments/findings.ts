import { Construct, IConstruct } from 'constructs';
import { stateAcknowledgement } from './stated-acknowledgements';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { SourceMark } from '../kernel/source';

/** What is acknowledged, and why. */
export interface AcknowledgementProps {
  /** Code or name of the rule: `MESH1004`, `unknown-gateway`, or the id of a rule of a pack. */
  readonly ruleId: string;
  /** Why it is right as it is, for those who read the report. Not empty. */
  readonly reason: string;
}

/** The findings about a construct and all below it. */
export class Findings {
  /**
   * The findings about a construct and all below it: an object, a pattern, a chart, or a whole environment (which takes in
   * those about no object). Anything else is an error (MESH0001).
   */
  public static of(construct: IConstruct): Findings {
    if (!Construct.isConstruct(construct)) {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'Findings.of() is given what is no construct', fix: 'give the construct that the findings are about' });
    }
    return new Findings(construct);
  }

  private constructor(private readonly construct: IConstruct) {}

  /**
   * Answers for the findings of one rule: they are listed in the report with the reason and count for no threshold.
   *
   * What a reader, the API server, Istio's webhook or the writer of the output refuses cannot be acknowledged: errors with codes
   * below `MESH1000` stay errors. An acknowledgement that no environment needs is itself a warning (MESH0701), so that none outlives
   * its reason.
   */
  public acknowledge(props: AcknowledgementProps): void {
    for (const name of ['ruleId', 'reason'] as const) {
      if (typeof props?.[name] !== 'string' || props[name].trim() === '') {
        fail({
          code: CODES.INVALID_ARGUMENT,
          what: `an acknowledgement without ${name}`,
          where: this.construct.node.path,
          fix: name === 'reason' ? 'say why the finding is right as it is' : 'name the rule by its code or name, as the finding shows it',
        });
      }
    }
    stateAcknowledgement(this.construct, { ruleId: props.ruleId, reason: props.reason, mark: SourceMark.here(this.acknowledge) });
  }
}
