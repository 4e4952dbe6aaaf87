import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PatternStory } from '../../examples/pattern-story';

const EXAMPLES = join(__dirname, '../../examples');

/** An example that shows a pattern. */
export interface PatternExample {
  /** Folder of the example, `canary-release`. */
  readonly name: string;
  readonly folder: string;
  readonly story: PatternStory;
}

/** The examples that tell the story of a pattern, in code point order. */
export const PATTERN_EXAMPLES: readonly PatternExample[] = readdirSync(EXAMPLES)
  .filter(name => existsSync(join(EXAMPLES, name, 'story.ts')))
  .sort()
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the stories are found at run time
  .map(name => ({ name, folder: join(EXAMPLES, name), story: require(join(EXAMPLES, name, 'story')).STORY }));
