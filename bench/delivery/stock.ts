/** Stock cdk8s has no delivery: the same objects, without annotations. */
export { synthesize } from '../stock';
