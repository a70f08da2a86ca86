/** `torch.hub`: weights from the network, kept in a folder. */
export { get_dir, set_dir } from './hub/dirs.js';
export { HTTPError, URLError } from './hub/errors.js';
export { download_url_to_file, load_state_dict_from_url } from './hub/state_dict.js';
export type { StateDictFromUrlOptions } from './hub/state_dict.js';
