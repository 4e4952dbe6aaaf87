import { isDeepStrictEqual } from 'node:util';
import { ApiObject, ApiObjectMetadata, Chart, JsonPatch } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { renderMetadata } from './object-metadata';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { valueAt } from '../kernel/field-path';
import { kebabCase } from '../kernel/names';
import { SourceMark } from '../kernel/source';

/** What every Istio object takes besides its own fields. */
export interface IstioObjectProps {
  /**
   * `metadata.name`. Names are contract: they show in Kiali, in `istioctl analyze` and in reviews, so they never carry a hash.
   * @default - the construct ids below the chart in kebab-case, joined by `-`: `CartRoutes` becomes `cart-routes`
   */
  readonly name?: string;
  /**
   * `metadata.namespace`.
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /**
   * `metadata.labels`, in addition to those of the chart.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * `metadata.annotations`.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** API version and kind of an object. */
export interface IstioObjectType {
  /** Group and version, `networking.istio.io/v1`. */
  readonly apiVersion: string;
  /** The kind, `VirtualService`. */
  readonly kind: string;
}

/**
 * Base of all Istio kinds: an `ApiObject` that keeps plain values and renders them itself.
 *
 * What no prop reaches, `addJsonPatch` does: patches act on the document that is written, after everything else. A patch
 * that hits nothing is an error (MESH0009).
 */
export abstract class IstioObject extends ApiObject {
  /** @internal */
  public readonly _source: SourceMark;
  private jsonPatches?: JsonPatch[];
  private subject?: string;

  constructor(scope: Construct, id: string, type: IstioObjectType, props: IstioObjectProps) {
    super(scope, id, {
      apiVersion: type.apiVersion,
      kind: type.kind,
      metadata: metadataOf(scope, id, props),
    });
    this._source = SourceMark.here(new.target);
  }

  /** The namespace the object lives in: its own, else that of its chart. Undefined when neither says one. */
  public get namespaceName(): string | undefined {
    return this.metadata.namespace;
  }

  /**
   * Escape hatch: RFC 6902 operations on the document as it is written, applied in the order of the calls.
   *
   * The summary of a synth and its report name the objects it was used on.
   *
   * Unlike in plain cdk8s, `replace` and `remove` of a path that does not exist are errors (MESH0009).
   */
  public addJsonPatch(...ops: JsonPatch[]): void {
    for (const patch of ops) {
      if (typeof (patch as Partial<PatchOperation> | null)?._toJson !== 'function') {
        fail({
          code: CODES.INVALID_ARGUMENT,
          what: `${JSON.stringify(patch)} is no JSON patch`,
          where: this._subject,
          fix: "make one with JsonPatch, as JsonPatch.replace('/spec/…', value)",
        });
      }
    }
    if (ops.length > 0) {
      (this.jsonPatches ??= []).push(...ops);
    }
  }

  /** Renders the object as it is written: plain values in Istio's spelling, then the patches. */
  public toJson(): any {
    const document = {
      apiVersion: this.apiVersion,
      kind: this.kind,
      metadata: renderMetadata(this),
      spec: this._spec(),
    };
    return this.jsonPatches ? this.patched(document, this.jsonPatches) : document;
  }

  /**
   * Whether `addJsonPatch` was called.
   * @internal
   */
  public get _isPatched(): boolean {
    return this.jsonPatches !== undefined;
  }

  /**
   * What errors say of the place: kind, name and construct path.
   * @internal
   */
  public get _subject(): string {
    return this.subject ??= `${this.kind} ${this.name} (construct ${this.node.path})`;
  }

  /**
   * The spec in Istio's wire names. Pure and cheap; may be called several times.
   * @internal
   */
  public abstract _spec(): object;

  private patched(document: object, patches: readonly JsonPatch[]): object {
    let result: any = JSON.parse(JSON.stringify(document));
    for (const patch of patches) {
      const operation = (patch as unknown as PatchOperation)._toJson();
      if (!hitsSomething(result, operation)) {
        fail({
          code: CODES.PATCH_WITHOUT_TARGET,
          what: `the JSON patch ${operation.op} ${operation.path} hits nothing`,
          where: this._subject,
          why: 'a patch that is silently lost leaves the mesh without the change you meant',
          fix: operation.op === 'add' ? 'add the parent first, or correct the path' : 'correct the path, or use JsonPatch.add',
        });
      }
      result = JsonPatch.apply(result, patch);
    }
    return result;
  }
}

/** What cdk8s keeps of a patch. */
interface PatchOperation {
  _toJson(): { readonly op: string; readonly path: string; readonly from?: string; readonly value?: unknown };
}

/** Whether an operation finds what it acts on: its path, or the place for what it adds, and where it takes the value from. */
function hitsSomething(document: object, { op, path, from, value }: ReturnType<PatchOperation['_toJson']>): boolean {
  const target = stepsOf(path);
  if (op === 'test') {
    return isDeepStrictEqual(valueAt(document, target), value);
  }
  if (op === 'replace' || op === 'remove') {
    return valueAt(document, target) !== undefined;
  }
  const parent = valueAt(document, target.slice(0, -1));
  const last = target[target.length - 1];
  const isPlace = Array.isArray(parent) ? last === '-' || /^(?:0|[1-9][0-9]*)$/.test(last) && Number(last) <= parent.length : parent !== undefined;
  return isPlace && (from === undefined || valueAt(document, stepsOf(from)) !== undefined);
}

function stepsOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map(step => step.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function metadataOf(scope: Construct, id: string, props: IstioObjectProps): ApiObjectMetadata {
  return { name: props.name ?? defaultName(scope, id), namespace: props.namespace, labels: props.labels, annotations: props.annotations };
}

/** Kebab-case of the ids below the chart; `Resource` and `Default` say nothing and vanish. */
function defaultName(scope: Construct, id: string): string {
  const ids = [id];
  for (let at: IConstruct | undefined = scope; at && !Chart.isChart(at); at = at.node.scope) {
    ids.unshift(at.node.id);
  }
  const words = ids.filter(each => each !== 'Resource' && each !== 'Default').map(kebabCase);
  return words.filter((word, i) => word !== words[i - 1]).join('-') || kebabCase(id);
}
