/** A distributed checkpoint as a state dict (`torch.distributed.checkpoint.state_dict_loader`). */
import { signature } from '../../arguments/signature.js';
import { pathOf } from '../../serialization/sources.js';
import { warn } from '../../python/warnings.js';
import { readStateDict } from './checkpoint.js';

export { load } from './checkpoint.js';

/**
 * The values of a distributed checkpoint in a new state dict, nested as it was saved; of `keys`, flat names or those of
 * what they lie in, only those (`torch.distributed.checkpoint.state_dict_loader._load_state_dict_from_keys`). Dicts
 * become plain objects. Throws an AssertionError for a folder without metadata, an UnpicklingError for values that
 * `torch.load` does not take.
 */
export const _load_state_dict_from_keys = signature(`_load_state_dict_from_keys(
  keys: Iterable[str] | str | None = None, *, checkpoint_id: str | URL) -> dict[str, unknown]`).define((
  keys, checkpoint_id,
) => {
  warn('UserWarning', 'torch.distributed is unavailable or uninitialized, assuming the intent is to load in a single process.');
  const wanted = keys === null ? undefined : new Set(typeof keys === 'string' ? [keys] : keys);
  return readStateDict(pathOf(checkpoint_id)!, wanted);
});
