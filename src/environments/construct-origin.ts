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
    const location = sourceAt(this.document, path)?.location;
    const place = location ?? sourceOf(this.construct)?.location;
    return place && { ...place, file: fromWorkingDirectory(place.file) };
  }
}

/** Where the program made a construct, else the nearest construct around it that knows. */
export function sourceOf(construct: IConstruct): SourceMark | undefined {
  for (let at: IConstruct | undefined = construct; at; at = at.node.scope) {
    const mark = (at as { _source?: SourceMark })._source;
    if (mark?.location) {
      return mark;
    }
  }
  return undefined;
}

/** That line, for findings. */
export function placeOfConstruct(construct: IConstruct): Place {
  return placeOfMark(sourceOf(construct));
}

/** The line of a mark, for findings. */
export function placeOfMark(mark: SourceMark | undefined): Place {
  const location = mark?.location;
  return location ? { file: fromWorkingDirectory(location.file), line: location.line } : {};
}

/** Where a finding points to, as far as it is known. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
}

/** A file below the working directory as people write it; others stay absolute. */
export function fromWorkingDirectory(file: string): string {
  const path = relative(process.cwd(), file);
  return path === '' || path.startsWith(`..${sep}`) || isAbsolute(path) ? file : path;
}
