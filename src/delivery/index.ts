export * from './delivery';
export * from './repository';
export * as argocd from './argocd';
export * as flux from './flux';
