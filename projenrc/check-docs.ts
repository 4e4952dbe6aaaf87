import { loadAssembly, Type } from './assembly';
import { placesOf } from './field-page';
import { ISTIO_KINDS } from '../src/schema/kinds';

/**
 * Fails when a public type or member has no doc comment, an optional prop no `@default`, or a field of Istio no place in the library. Needs the
 * compiled library.
 */
const assembly = loadAssembly();

const undocumented = publicTypes().flatMap(type => [
  ...(type.docs?.summary ? [] : [`${type.name}: no doc comment`]),
  ...[...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []]
    .filter(member => !member.docs?.summary && !member.overrides)
    .map(member => `${type.name}.${member.name}: no doc comment`),
  ...(type.datatype ? type.properties ?? [] : [])
    .filter(prop => prop.optional && !prop.docs?.default)
    .map(prop => `${type.name}.${prop.name}: no @default`),
]);
const placeless = ISTIO_KINDS.flatMap(({ kind }) => [...placesOf(kind, assembly)]
  .filter(([, place]) => place === undefined)
  .map(([path]) => `${kind}: no doc comment says which prop is spec.${path} ("Istio field \`…\`")`));
const missing = [...undocumented, ...placeless];
console.log(missing.length === 0 ? 'every public name is documented, every field of Istio has a place' : missing.join('\n'));
process.exitCode = missing.length === 0 ? 0 : 1;

/** The public types but the generated ones of `l1`. */
function publicTypes(): Type[] {
  return Object.values(assembly.types).filter(type => !type.namespace?.startsWith('l1'));
}
