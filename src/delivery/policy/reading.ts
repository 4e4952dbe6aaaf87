import { Json } from './rule-definition';

/** The list, or none where there is no list. */
export function listOf(value: Json): Json[] {
  return Array.isArray(value) ? value : [];
}

/** The map, or an empty one where there is no map. */
export function mapOf(value: Json): Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}
