export * from './access-log-filter';
export { type AccessLogging } from './access-logging';
export * from './metric';
export { type MetricOverride, type Metrics } from './metrics';
export { TagOverride } from './tag-override';
export * from './telemetry';
export * from './trace-tag';
export { type Tracing } from './tracing';
