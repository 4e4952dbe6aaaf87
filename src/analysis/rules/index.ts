import { Rule } from '../rule';

/** All rules between objects, in the order of their codes. */
export const RULES: readonly Rule[] = Object.freeze([]);
