import { printYaml, printYamlStream } from '../kernel/yaml-printer';
import { KubernetesObject } from '../model/manifest';

/** What is in a file: text, or objects that are printed when the file is compared or written, so that their text is never kept. */
export type FileContent = string | KubernetesObject | readonly KubernetesObject[];

/** Files of the output root by path, with `/`. */
export type Files = Map<string, FileContent>;

/** The text of a file. Several objects are one stream. */
export function textOf(content: FileContent): string {
  if (typeof content === 'string') {
    return content;
  }
  return isStream(content) ? printYamlStream(content) : printYaml(content);
}

function isStream(content: object): content is readonly KubernetesObject[] {
  return Array.isArray(content);
}
