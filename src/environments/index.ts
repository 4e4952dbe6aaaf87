export * from './environment';
export * from './fleet';
export * from './fleet-report';
export * from './istio-version';
