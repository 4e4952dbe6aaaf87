import { nonEmptyList, nonEmptyText } from '../networking/field-checks';

/** Names of extension providers of the mesh configuration, as Istio writes them. */
export function renderProviders(names: readonly string[] | undefined, where: string): object[] | undefined {
  return nonEmptyList(names, where)?.map((name, i) => ({ name: nonEmptyText(name, `${where}[${i}]`) }));
}
