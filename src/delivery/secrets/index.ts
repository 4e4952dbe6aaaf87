export * from './secret-source';
export * from './sealing-scope';
export * from './external-source';
export * from './gateway-secret';
export * from './gateway-tls-secret';
