export * from './schedule';
export * from './mesh-backup';
export * from './secrets-backup';
