import { IConstruct } from 'constructs';
import { fromWorkingDirectory } from './construct-origin';
import { Acknowledgement } from '../analysis/acknowledgement';
import { SourceMark } from '../kernel/source';

/** What a construct keeps of an acknowledgement. */
export interface StatedAcknowledgement {
  readonly ruleId: string;
  readonly reason: string;
  readonly mark: SourceMark;
}

const ACKNOWLEDGEMENT = 'cdk8s-istio:acknowledgement';

/** Notes an acknowledgement at a construct. */
export function stateAcknowledgement(construct: IConstruct, stated: StatedAcknowledgement): void {
  construct.node.addMetadata(ACKNOWLEDGEMENT, stated);
}

/** What is acknowledged at a construct itself. */
export function acknowledgementsAt({ node }: IConstruct): Acknowledgement[] {
  return node.metadata.filter(({ type }) => type === ACKNOWLEDGEMENT).map(({ data }) => {
    const { ruleId, reason, mark } = data as StatedAcknowledgement;
    const location = mark.location;
    return { ruleId, reason, constructPath: node.path, file: location && fromWorkingDirectory(location.file), line: location?.line };
  });
}
