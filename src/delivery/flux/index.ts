export * from './deletion-policy';
export * from './kustomizations';
