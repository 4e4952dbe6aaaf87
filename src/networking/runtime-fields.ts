import { IConstruct } from 'constructs';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** A field of an emitted object that somebody else writes at run time, so that Git must not write it back. */
export interface RuntimeField {
  /** Who writes it, as people call it: `Argo Rollouts`. */
  readonly writer: string;
  /** The field as a JSON pointer (RFC 6901) into the object as it is emitted: `/spec/http/0/route/0/weight`. */
  readonly pointer: string;
  /**
   * The same field as a jq path, for what has no fixed place in the live object: an entry that the writer inserts, or one that moves when it
   * does. Engines that know jq (Argo CD) use it instead of the pointer.
   *
   * @default - the pointer says it all
   */
  readonly jqPath?: string;
}

/**
 * Fields of one object that somebody else writes at run time: the weights of a release that an engine moves, the replicas that an autoscaler
 * sets. Delivery engines leave them alone (`ignoreDifferences` of Argo CD, `spec.ignore` of Flux).
 *
 * @example
 * RuntimeFields.of(deployment).add({ writer: 'HorizontalPodAutoscaler', pointer: '/spec/replicas' });
 */
export class RuntimeFields {
  /**
   * The fields of an object.
   *
   * @param construct the `ApiObject`, or a construct whose default child is one
   */
  public static of(construct: IConstruct): RuntimeFields {
    return new RuntimeFields(construct.node.defaultChild ?? construct);
  }

  private constructor(private readonly construct: IConstruct) {}

  /** Adds a field. A pointer that does not begin with `/`, or that names the whole object, is refused (MESH0001). */
  public add(field: RuntimeField): RuntimeFields {
    if (!/^(?:\/(?:[^~/]|~[01])+)+$/.test(field.pointer)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${JSON.stringify(field.pointer)} is not a JSON pointer to a field.`,
        where: this.construct.node.path,
        fix: "Write it from the object's top, for example '/spec/replicas'; ~ is ~0 and / is ~1 inside of a key.",
      });
    }
    this.construct.node.addMetadata(METADATA, field);
    return this;
  }

  /** What was added, in that order. */
  public get fields(): RuntimeField[] {
    return this.construct.node.metadata.filter(({ type }) => type === METADATA).map(({ data }) => data as RuntimeField);
  }
}

const METADATA = 'cdk8s-istio/runtime-field';
