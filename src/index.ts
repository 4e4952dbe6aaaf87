export * from './networking';
export * from './security';
export * from './telemetry';
export * from './extensions';
export * from './patterns';
export * from './environments';
export * from './delivery';
export * as l1 from '../imports/istio';
