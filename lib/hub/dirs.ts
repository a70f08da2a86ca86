/** Where what is fetched is kept. */
import { homedir } from 'node:os';
import path from 'node:path';
import { signature } from '../arguments/signature.js';
import { warn } from '../python/warnings.js';

let chosen: string | null = null;

/** `~` at the beginning is the user's folder, as in Python's `os.path.expanduser`. */
export const expanded = (file: string): string =>
  file.replace(/^~(?=$|[/\\])/, () => process.env['HOME'] ?? homedir());

/** A warning for an environment variable that PyTorch used to ask. */
export function warnOfOldVariable(name: string): void {
  if (process.env[name]) warn('UserWarning', `${name} is deprecated, please use env TORCH_HOME instead`);
}

/**
 * The folder that {@link load_state_dict_from_url} keeps files in (`torch.hub.get_dir`): what `set_dir` chose, else
 * `hub` in the folder of the environment variable TORCH_HOME, in `torch` of XDG_CACHE_HOME, or in `~/.cache/torch`.
 */
export const get_dir = signature('get_dir() -> str').define(() => {
  warnOfOldVariable('TORCH_HUB');
  if (chosen !== null) return chosen;
  const { TORCH_HOME, XDG_CACHE_HOME } = process.env;
  return path.join(expanded(TORCH_HOME ?? path.join(XDG_CACHE_HOME ?? '~/.cache', 'torch')), 'hub');
});

/** Chooses this folder (`torch.hub.set_dir`). */
export const set_dir = signature('set_dir(d: str) -> void').define((d) => {
  chosen = expanded(d);
});
