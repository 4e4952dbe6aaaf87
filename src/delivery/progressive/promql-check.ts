import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { readPromql } from '../observability/promql';

/** Fails on a query that Prometheus would refuse, or answers with anything but series: engines read no scalar (MESH0813). Words of an engine's templates must be replaced before. */
export function requirePromql(query: string, where: string): void {
  const { fault, type } = readPromql(query);
  if (fault !== undefined || type !== 'vector') {
    fail({
      code: CODES.RELEASE_METRIC,
      what: fault === undefined ? `the query yields a ${type}` : `the query does not parse: ${fault.message} (at character ${fault.offset + 1})`,
      where,
      why: 'a check of the release reads one number, and fails for good without',
      fix: fault === undefined ? `make it one number: ${type === 'scalar' ? 'vector(…)' : 'sum(rate(…[1m]))'}` : 'correct the PromQL',
    });
  }
}
