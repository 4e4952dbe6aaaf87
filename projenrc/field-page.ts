/** Writes `docs/istio-fields.md`: for every field of Istio's fifteen kinds, where it is in this library. Reads the `.jsii` of the last build. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Assembly, Docs, loadAssembly, Member, Type } from './assembly';
import { schemaPaths, sinceOf } from '../src/schema/facts';
import { LATEST_MINOR } from '../src/schema/istio-version';
import { ISTIO_KINDS } from '../src/schema/kinds';
import { exceptionOf } from '../test/support/kitchen-sinks';

const ROOT = join(__dirname, '..');
export const FIELD_PAGE = 'docs/istio-fields.md';

/** Where a field is: `HttpRoute.timeout`, in words where it has no place of its own. */
export interface Place {
  readonly text: string;
  /** Whether the library offers it by that place itself, by its parts, by the value it is a part of, or not at all (with the reason). */
  readonly how: 'own' | 'parts' | 'whole' | 'raw';
}

/** The places of all fields of a kind. Undefined where no place is known. */
export function placesOf(kind: string, assembly: Assembly): Map<string, Place | undefined> {
  const paths = schemaPaths(LATEST_MINOR, kind);
  const found = new Walk(assembly, paths).from(`cdk8s-istio.${kind}`);
  const places = new Map<string, Place | undefined>();
  for (const path of paths) {
    const own = found.get(path) ?? found.get(`${path}[]`);
    const reason = exceptionOf(kind, path);
    const parent = places.get(parentOf(path));
    if (own) {
      places.set(path, { text: own, how: 'own' });
    } else if (reason !== undefined) {
      places.set(path, { text: reason, how: 'raw' });
    } else if (paths.some(each => /^[.[{]/.test(each.slice(path.length)) && each.startsWith(path) && found.has(each))) {
      places.set(path, { text: 'its parts', how: 'parts' });
    } else {
      places.set(path, parent && parent.how !== 'parts' ? { text: parent.text, how: parent.how === 'raw' ? 'raw' : 'whole' } : undefined);
    }
  }
  return places;
}

/** Follows the props of a noun into its values and matches what their documentation says of Istio's fields with the schema. */
class Walk {
  private readonly known: ReadonlySet<string>;
  private readonly found = new Map<string, string>();
  private readonly seen = new Set<string>();

  constructor(private readonly assembly: Assembly, private readonly paths: readonly string[]) {
    this.known = new Set(paths);
  }

  public from(fqn: string): ReadonlyMap<string, string> {
    const queue: [string, string][] = [[fqn, '']];
    for (let next = queue.shift(); next; next = queue.shift()) {
      queue.push(...this.visit(...next));
    }
    return this.found;
  }

  /** Notes what a type says of fields below `context`, and gives the types of its members with the fields they stand for. */
  private visit(fqn: string, context: string): [string, string][] {
    const type = this.assembly.types[fqn];
    if (!type || this.seen.has(`${fqn} ${context}`) || HANDLES.has(type.name) || (context !== '' && type.initializer)) {
      return [];
    }
    this.seen.add(`${fqn} ${context}`);
    const own = this.said(type.docs, context);
    if (context !== '' && own.length === 1 && own[0] !== context && own[0].startsWith(context)) {
      this.note(own, `\`${type.name}\``);
      return [[fqn, own[0]]];
    }
    const next: [string, string][] = [...type.interfaces ?? []].map(base => [base, context] as [string, string]);
    if (context !== '' || type.kind !== 'class' || !type.initializer) {
      this.note(this.said(type.docs, context), `\`${type.name}\``);
    }
    if (type.base && context !== '') {
      next.push([type.base, context]);
    }
    const members = [
      ...(context === '' && type.initializer ? [{ ...type.initializer, name: type.name }] : []),
      ...type.properties?.filter(member => type.kind === 'interface' || member.static) ?? [],
      ...type.methods?.filter(member => member.static || context === '') ?? [], ...type.members ?? [],
    ];
    for (const member of members) {
      next.push(...this.visitMember(type, member, context));
    }
    return next;
  }

  private visitMember(type: Type, member: Member, context: string): [string, string][] {
    const isProps = member === type.initializer || member.name === type.name;
    const places = isProps ? [] : this.fieldsOf(member, context);
    const label = `\`${type.name}.${member.name}\``;
    this.note(places, label);
    const below = places.length > 0 ? [...new Set([...places, ...member.parameters ? [context] : []])] : [context];
    const children = [...member.type ? [member.type] : [], ...(member.parameters ?? []).map(parameter => parameter.type)];
    return children.flatMap(child => {
      const fqn = child.fqn ?? child.collection?.elementtype.fqn;
      return fqn ? below.map(place => [fqn, place] as [string, string]) : [];
    });
  }

  /** The fields a member stands for: those its documentation names, else the one of its own name. */
  private fieldsOf({ name, docs }: Member, context: string): string[] {
    const named = this.said(docs, context);
    return named.length > 0 ? named : this.resolve(name, context, true);
  }

  /** The fields that a documentation names with "Istio field". */
  private said(docs: Docs | undefined, context: string): string[] {
    const text = `${docs?.summary ?? ''} ${docs?.remarks ?? ''}`.replace(/\s+/g, ' ');
    const said = [...text.matchAll(/Istio(?:'s)? fields? ((?:`[^`]+`(?:, | and |, and )?)+)/g)]
      .flatMap(([, list]) => [...list.matchAll(/`([^`:= ]+)[^`]*`/g)].map(match => match[1]));
    return said.flatMap(each => this.resolve(each.replace(/^spec\./, '').replace(/\[0\]/g, '[]'), context));
  }

  private note(places: readonly string[], label: string): void {
    for (const place of places) {
      if (!this.found.has(place)) {
        this.found.set(place, label);
      }
    }
  }

  private resolve(field: string, context: string, exact = false): string[] {
    const direct = context === '' ? field : `${context}.${field}`;
    const inList = context === '' ? field : `${context}[].${field}`;
    for (const candidate of [direct, inList, `${context}{}.${field}`]) {
      if (this.known.has(candidate)) {
        return [candidate];
      }
    }
    if (exact) {
      return [];
    }
    const plain = field.replace(/\[\]$/, '');
    const fits = this.paths.filter(path => (path === plain || path.endsWith(`.${plain}`)) && (path.startsWith(context) || context.startsWith(`${path}[`) || context === path));
    const shortest = Math.min(...fits.map(path => path.split('.').length));
    return fits.filter(path => path.split('.').length === shortest);
  }
}

/** Types that stand for other objects: what they are made of are not fields of this one. */
const HANDLES = new Set(['Construct', 'IMeshService', 'MeshService', 'IGateway', 'Connections', 'IConstruct', 'ApiObject', 'ServicePort', 'IstioObjectProps']);

function parentOf(path: string): string {
  return path.replace(/(\.[^.]+|\[\]|\{\})$/, '').replace(/(\[\]|\{\})+$/, '');
}

/** The page. */
export function fieldPage(assembly: Assembly): string {
  const sections = ISTIO_KINDS.map(({ kind, apiVersion }) => {
    const rows = [...placesOf(kind, assembly)].map(([path, place]) => {
      const since = sinceOf(kind, ['spec', ...steps(path)]);
      return `| \`${path}\` | ${place ? words(place) : ''} | ${since === '1.29' ? '' : since ?? ''} |`;
    });
    return `## ${kind}\n\n\`${apiVersion}\`\n\n| Field below \`spec\` | Where | Since |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `<!-- Generated from Istio's CRDs and the documentation of the library by projenrc/field-page.ts. Do not edit. -->
# Istio field → where it is in this library

Every field of the fifteen kinds, as Istio ${LATEST_MINOR} has it. \`[]\` is an entry of a list, \`{}\` a value of a map. "in" means that the
value above it has the place, and the field is a part of it; \`addJsonPatch\` that no prop offers it, and why. An empty "Since" is Istio 1.29 or before.

${ISTIO_KINDS.map(({ kind }) => `[${kind}](#${kind.toLowerCase()})`).join(' · ')}

${sections.join('\n')}`;
}

function words({ text, how }: Place): string {
  return how === 'raw' ? `\`addJsonPatch\`: ${text}` : how === 'whole' ? `in ${text}` : text;
}

/** A place as the steps of a field path. */
function steps(path: string): (string | number)[] {
  return path.split('.').flatMap(step => {
    const name = step.replace(/(?:\[\]|\{\})+$/, '');
    return [name, ...[...step.slice(name.length).matchAll(/\[\]|\{\}/g)].map(([mark]) => mark === '[]' ? 0 : 'key')];
  });
}

if (require.main === module) {
  writeFileSync(join(ROOT, FIELD_PAGE), fieldPage(loadAssembly()));
}
