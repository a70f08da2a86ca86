import { signature } from '../../arguments/signature.js';

/**
 * Takes `prefix` from the names in a state dict, where it stands: what `DataParallel` saved has "module." before each.
 * The dict is changed, its metadata too.
 */
export const consume_prefix_in_state_dict_if_present = signature(
  'consume_prefix_in_state_dict_if_present(state_dict: StateDict, prefix: str) -> None',
).define((state_dict, prefix) => {
  rename(state_dict, (key) => key.startsWith(prefix), prefix);
  const { _metadata } = state_dict;
  const module = prefix.replaceAll('.', '');
  if (_metadata !== undefined) rename(_metadata, (key) => key !== '' && (key === module || key.startsWith(prefix)), prefix);
});

/** As Python does it: what loses the prefix goes to the end. */
function rename<V>(dict: Map<string, V>, has: (key: string) => boolean, prefix: string): void {
  for (const key of [...dict.keys()].filter(has)) {
    const value = dict.get(key) as V;
    dict.delete(key);
    dict.set(key.slice(prefix.length), value);
  }
}
