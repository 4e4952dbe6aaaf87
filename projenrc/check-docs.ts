import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Fails when a public type or member has no doc comment, or an optional prop no `@default`. Needs the compiled library. */
const ROOT = join(__dirname, '..');

interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly default?: string };
}

interface Member extends Documented {
  readonly optional?: boolean;
  readonly overrides?: string;
}

interface Type extends Documented {
  readonly namespace?: string;
  readonly datatype?: boolean;
  readonly properties?: Member[];
  readonly methods?: Member[];
  readonly members?: Member[];
}

const missing = publicTypes().flatMap(type => [
  ...(type.docs?.summary ? [] : [`${type.name}: no doc comment`]),
  ...[...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []]
    .filter(member => !member.docs?.summary && !member.overrides)
    .map(member => `${type.name}.${member.name}: no doc comment`),
  ...(type.datatype ? type.properties ?? [] : [])
    .filter(prop => prop.optional && !prop.docs?.default)
    .map(prop => `${type.name}.${prop.name}: no @default`),
]);
console.log(missing.length === 0 ? 'every public name is documented' : missing.join('\n'));
process.exitCode = missing.length === 0 ? 0 : 1;

/** The public types but the generated ones of `l1`. */
function publicTypes(): Type[] {
  let assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
  if (assembly.schema === 'jsii/file-redirect') {
    assembly = JSON.parse(gunzipSync(readFileSync(join(ROOT, assembly.filename))).toString());
  }
  return (Object.values(assembly.types) as Type[]).filter(type => !type.namespace?.startsWith('l1'));
}
