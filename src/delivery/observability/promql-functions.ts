/** What an expression gives: series with a value each, series with values over time, a number, or a text. */
export type PromqlType = 'vector' | 'range' | 'scalar' | 'text';

/** What a function takes and gives. */
export interface PromqlFunction {
  readonly takes: readonly PromqlType[];
  /** How many of the arguments may be left out, from the end. */
  readonly optional: number;
  /** Whether the last argument may be repeated. */
  readonly repeats: boolean;
  readonly gives: PromqlType;
}

const LETTERS: Readonly<Record<string, PromqlType>> = { v: 'vector', r: 'range', s: 'scalar', t: 'text' };

/**
 * Signatures by their functions: the letters before `:` are what is taken (`?` after an argument that may be left out, `*` after one that may be
 * repeated or left out), the one after it is what is given. Without the functions that Prometheus calls experimental: they are off by default.
 */
const SIGNATURES: Readonly<Record<string, string>> = {
  'v:v': 'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_sum histogram_stddev'
    + ' histogram_stdvar ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
  'v?:v': 'days_in_month day_of_month day_of_week day_of_year hour minute month year',
  'r:v': 'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time max_over_time'
    + ' min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
  'rs:v': 'predict_linear',
  'sr:v': 'quantile_over_time',
  'vss:v': 'clamp',
  'vs:v': 'clamp_max clamp_min',
  'vs?:v': 'round',
  'sv:v': 'histogram_quantile',
  'ssv:v': 'histogram_fraction',
  'vtttt:v': 'label_replace',
  'vttt*:v': 'label_join',
  'v:s': 'scalar',
  's:v': 'vector',
  ':s': 'pi time',
};

/** The functions of PromQL by name. */
export const PROMQL_FUNCTIONS: ReadonlyMap<string, PromqlFunction> = new Map(Object.entries(SIGNATURES).flatMap(([signature, names]) => {
  const [takes, gives] = signature.split(':');
  const described: PromqlFunction = {
    takes: takes.replace(/[?*]/g, '').split('').map(letter => LETTERS[letter]),
    optional: /[?*]$/.test(takes) ? 1 : 0,
    repeats: takes.endsWith('*'),
    gives: LETTERS[gives],
  };
  return names.split(' ').map(name => [name, described] as const);
}));

/** Functions that Prometheus has and does not take unless it was started with their flag. */
export const EXPERIMENTAL_FUNCTIONS: ReadonlySet<string> = new Set([
  'double_exponential_smoothing', 'end', 'histogram_quantiles', 'info', 'mad_over_time', 'max_of', 'min_of', 'range', 'sort_by_label',
  'sort_by_label_desc', 'start', 'start_timestamp', 'step', 'ts_of_first_over_time', 'ts_of_last_over_time', 'ts_of_max_over_time',
  'ts_of_min_over_time', 'limitk', 'limit_ratio',
]);

/** What an aggregation takes before the series: nothing, a number or a text. */
export const AGGREGATIONS: ReadonlyMap<string, PromqlType | undefined> = new Map([
  ...['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar'].map(name => [name, undefined] as const),
  ['topk', 'scalar'], ['bottomk', 'scalar'], ['quantile', 'scalar'], ['count_values', 'text'],
]);

/** Words that can be no name of a metric. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(['atan2', 'bool', 'on', 'ignoring', 'group_left', 'group_right']);
