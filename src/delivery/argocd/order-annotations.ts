import { EmittedObject } from '../delivery';
import { joinedSyncOptions, SYNC_OPTIONS, syncOptionsOf } from './sync-options';
import { SYNC_WAVE, syncWaveOf } from './sync-wave';

/** Annotations that say when Argo CD applies and prunes an object. What the object says itself stays. A hook is ordered by its phase. */
export function orderAnnotations(object: EmittedObject): { [key: string]: string } {
  const own = object.annotations ?? {};
  if (own['argocd.argoproj.io/hook'] !== undefined) {
    return {};
  }
  const annotations: Record<string, string> = {};
  const options = joinedSyncOptions(own[SYNC_OPTIONS], syncOptionsOf(object));
  if (options !== undefined) {
    annotations[SYNC_OPTIONS] = options;
  }
  const wave = syncWaveOf(object);
  if (wave !== 0 && own[SYNC_WAVE] === undefined) {
    annotations[SYNC_WAVE] = String(wave);
  }
  return annotations;
}
