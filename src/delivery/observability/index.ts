export * from './query';
export * from './alert';
export * from './mesh-alerts';
export * from './dashboard-panel';
export * from './dashboard-target';
export * from './mesh-dashboard';
