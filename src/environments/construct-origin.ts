import { isAbsolute, relative, sep } from 'node:path';
import { IConstruct } from 'constructs';
import { FieldPath } from '../kernel/field-path';
import { sourceAt, SourceLocation, SourceMark } from '../kernel/source';
import { Origin } from '../model/manifest';

/** Where a manifest came from when code emitted it. Nothing is computed before somebody asks: only findings pay. */
export class ConstructOrigin implements Origin {
  /**
   * @param construct the construct that emits or declares the object
   * @param document the object as the construct rendered it: what is noted about its values is found there
   */
  constructor(
    public readonly construct: IConstruct,
    private readonly document: object,
    public readonly environment: string | undefined,
    public readonly declared = false,
  ) {}

  public get constructPath(): string {
    return this.construct.node.path;
  }

  /** The line that said the value, else the line that made the construct, else that of the nearest construct around it that knows. */
  public locate(path: FieldPath = []): SourceLocation | undefined {
    const location = sourceAt(this.document, path)?.location ?? this.markOfConstruct();
    return location && { ...location, file: fromWorkingDirectory(location.file) };
  }

  private markOfConstruct(): SourceLocation | undefined {
    for (let at: IConstruct | undefined = this.construct; at; at = at.node.scope) {
      const mark = (at as { _source?: SourceMark })._source;
      if (mark?.location) {
        return mark.location;
      }
    }
    return undefined;
  }
}

/** A file below the working directory as people write it; others stay absolute. */
export function fromWorkingDirectory(file: string): string {
  const path = relative(process.cwd(), file);
  return path === '' || path.startsWith(`..${sep}`) || isAbsolute(path) ? file : path;
}
