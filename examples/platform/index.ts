export * from './acme-http-service';
export * from './acme-rules';
