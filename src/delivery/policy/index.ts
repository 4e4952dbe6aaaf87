export * from './admission-action';
export * from './admission-policies';
export * from './admission-policy';
export * from './policy-rule';
export * from './rego-bundle';
