export * from './delivery';
export * from './repository';
export * as argocd from './argocd';
export * as backup from './backup';
export * as flux from './flux';
export * as observability from './observability';
export * as policy from './policy';
export * as progressive from './progressive';
export * as secrets from './secrets';
