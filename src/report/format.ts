import { github } from './github';
import { json } from './json';
import { Report } from './report';
import { text } from './text';

/** What a format may know about the place it is printed at. */
export interface ReportPlace {
  /** The working directory: files below it are named relative to it. */
  readonly cwd: string;
  /** Whether colours may be used. */
  readonly colour: boolean;
}

/** Turns a report into what is printed. */
export type Format = (report: Report, place: ReportPlace) => string;

/** All formats by name. A new one is a file beside this one and a line here. */
export const FORMATS: Readonly<Record<string, Format>> = { text, json, github };
