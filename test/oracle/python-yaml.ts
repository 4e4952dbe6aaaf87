/** What PyYAML reads out of YAML documents: the YAML 1.1 reader of half the world's tooling, in its two implementations. */

import { runTool } from './command';

export type PyYamlImplementation = 'pure' | 'libyaml';

/**
 * JSON would hide what the reader made of a text: keys that are no strings become strings, dates have no form at all. So everything
 * that JSON does not have becomes an object with the one key `!python`.
 */
const PROGRAM = `
import json, math, sys, yaml

def strange(value):
    return {'!python': [type(value).__name__, repr(value)]}

def plain(value):
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return {key: plain(item) for key, item in value.items()}
        return {'!python': ['dict', [[plain(key), plain(item)] for key, item in value.items()]]}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)) and math.isfinite(value) and abs(value) < 2 ** 53:
        return value
    return strange(value)

loader = {'pure': yaml.SafeLoader, 'libyaml': yaml.CSafeLoader}[sys.argv[1]]
try:
    documents = list(yaml.load_all(sys.stdin.buffer.read(), loader))
except yaml.YAMLError as error:
    sys.exit(str(error))
json.dump([plain(document) for document in documents], sys.stdout)
`;

/** Reads all documents of a text; throws PyYAML's own words where it refuses it. */
export function readWithPyYaml(text: string, implementation: PyYamlImplementation): unknown[] {
  const { status, stdout, stderr } = runTool('pyyaml', ['-c', PROGRAM, implementation], { input: text });
  if (status !== 0) {
    throw new Error(stderr.trim());
  }
  return JSON.parse(stdout);
}
