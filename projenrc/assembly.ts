import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = join(__dirname, '..');

/** What a doc comment says. */
export interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
}

/** The type of a value: a named type, a list or a map of values, or a primitive. */
export interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
}

/** A parameter of a method. */
export interface Parameter {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly docs?: Docs;
}

/** A property, method, initializer or enum member. */
export interface Member {
  readonly name: string;
  readonly docs?: Docs;
  readonly static?: boolean;
  readonly const?: boolean;
  readonly optional?: boolean;
  readonly overrides?: string;
  readonly type?: TypeReference;
  readonly parameters?: readonly Parameter[];
  readonly returns?: { readonly type: TypeReference };
}

/** A public type. */
export interface Type {
  readonly fqn: string;
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly namespace?: string;
  readonly abstract?: boolean;
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly docs?: Docs;
  readonly initializer?: Member;
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly members?: readonly Member[];
}

/** What jsii knows of the library: its public types. */
export interface Assembly {
  readonly types: Readonly<Record<string, Type>>;
}

/** The assembly of the last `projen compile`. */
export function loadAssembly(): Assembly {
  const assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
  return assembly.schema === 'jsii/file-redirect' ? JSON.parse(gunzipSync(readFileSync(join(ROOT, assembly.filename))).toString()) : assembly;
}
