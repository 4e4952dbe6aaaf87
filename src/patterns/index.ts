export * from './blue-green-release';
export * from './canary-release';
export * from './http-service';
export * from './release-props';
export * from './traffic-owner';
