import { EnvironmentValues } from './environment-values';
import { Finding } from '../analysis/finding';
import { CODES } from '../kernel/codes';
import { nearestName } from '../kernel/nearest';

/** Values of an environment's file that the program does not read: whoever edits or promotes them changes nothing. */
export function unreadValues(values: EnvironmentValues): Finding[] {
  const { file, unread, asked } = values._usage();
  return unread.map(({ key, line }) => {
    const nearest = nearestName(key, asked);
    return {
      code: CODES.UNREAD_VALUE,
      rule: 'unread-value',
      layer: 'read',
      severity: 'warning',
      message: `Nothing reads the value ${JSON.stringify(key)}.`,
      why: 'Editing or promoting it changes nothing.',
      fix: nearest ? `Did you mean ${JSON.stringify(nearest)}, which the program reads? Else remove it.` : 'Read it in the program, or remove it.',
      field: key,
      file,
      line,
      environments: [values.environmentName],
      equals: [],
      found: key,
      nearest,
    };
  });
}
