import { Acknowledgements } from './acknowledgement';
import { Finding, FindingObject, Layer, Undecided } from './finding';
import { Problem, Report, RunnableRule } from './rule';
import { FieldPath, fieldPathText } from '../kernel/field-path';
import { Manifest } from '../model/manifest';

/** What a finding takes from the rule, or the check of a layer, that speaks. */
export interface Speaker extends Pick<RunnableRule, 'code' | 'name' | 'severity' | 'why' | 'equals' | 'pack'> {
  readonly layer: Layer;
}

/** What a collector knows of the place it works at. */
export interface CollectorContext {
  /** The environment, for findings about no object. @default - a folder */
  readonly environment?: string;
  /** Places that somebody answers for are not counted together with those that nobody does. @default - none */
  readonly acknowledgements?: Acknowledgements;
}

/** Collects what one rule says and gives each mistake one voice. */
export class FindingCollector implements Report {
  public readonly undecidedQuestions: Undecided[] = [];
  private readonly heard: { manifest: Manifest | undefined; path: FieldPath; problem: Problem }[] = [];

  constructor(private readonly rule: Speaker, private readonly context: CollectorContext = {}) {}

  public problem(manifest: Manifest | undefined, path: FieldPath, problem: Problem): void {
    this.heard.push({ manifest, path, problem });
  }

  public undecided(manifest: Manifest, path: FieldPath, because: string): void {
    this.undecidedQuestions.push({ rule: this.rule.name, object: findingObject(manifest), field: fieldPathText(path), because });
  }

  /**
   * What was heard, one finding per mistake: the same wrong name said by the same source line is one mistake, however many
   * fields of however many objects that line ends up in.
   */
  public findings(): Finding[] {
    const { acknowledgements } = this.context;
    const mistakes = new Map<string, { first: Finding; places: number }>();
    for (const [index, { manifest, path, problem }] of this.heard.entries()) {
      const finding = this.finding(manifest, path, problem);
      const at = acknowledgements?.of(finding)?.constructPath;
      const key = finding.file === undefined ? `#${index}` : `${finding.file}:${finding.line}:${finding.found ?? finding.field}:${at ?? '-'}`;
      const mistake = mistakes.get(key);
      if (mistake) {
        mistake.places++;
      } else {
        mistakes.set(key, { first: finding, places: 1 });
      }
    }
    return [...mistakes.values()].map(({ first, places }) => places === 1 ? first : { ...first, message: withMore(first.message, places - 1) });
  }

  private finding(manifest: Manifest | undefined, path: FieldPath, problem: Problem): Finding {
    const origin = manifest?.origin;
    const place = origin?.locate(path) ?? origin?.locate();
    const environment = origin ? origin.environment : this.context.environment;
    return {
      code: this.rule.code,
      rule: this.rule.name,
      ...(this.rule.pack === undefined ? {} : { pack: this.rule.pack }),
      layer: this.rule.layer,
      severity: problem.severity ?? this.rule.severity,
      message: problem.message,
      why: problem.why ?? this.rule.why,
      fix: problem.fix,
      object: manifest && findingObject(manifest),
      field: fieldPathText(path),
      file: place?.file,
      line: place?.line,
      constructPath: origin?.constructPath,
      environments: environment === undefined ? [] : [environment],
      equals: problem.equals ?? this.rule.equals,
      found: problem.found,
      nearest: problem.nearest,
    };
  }
}

/** The object of a manifest as findings name it. */
export function findingObject({ object }: Manifest): FindingObject {
  return {
    apiVersion: String(object.apiVersion),
    kind: String(object.kind),
    namespace: object.metadata?.namespace ?? '',
    name: String(object.metadata?.name),
  };
}

function withMore(message: string, more: number): string {
  return `${message.replace(/\.$/, '')} (and in ${more} more ${more === 1 ? 'place' : 'places'}).`;
}
