/** What `torch.load` does where a file or a call does not say. */
import { endianness } from 'node:os';
import { Mode, runInMode } from '../autograd/mode.js';
import { signature } from '../arguments/signature.js';
import { load as config } from '../utils/serialization/config.js';
import { LoadEndianness } from '../utils/serialization/load_endianness.js';
import { ValueError } from '../values/errors.js';

export { LoadEndianness };

/** How files are mapped: so that what is written stays in memory, or goes into the file. */
const MAP_SHARED = 1;
const MAP_PRIVATE = 2;

/**
 * The order of bytes for files that do not name it; null is this machine's
 * (`torch.serialization.get_default_load_endianness`).
 */
export const get_default_load_endianness = signature('get_default_load_endianness() -> LoadEndianness | None').define(
  () => config.endianness);

/**
 * Sets it (`torch.serialization.set_default_load_endianness`); null is this machine's. Throws a TypeError for anything
 * but a {@link LoadEndianness}.
 */
export const set_default_load_endianness = signature(
  'set_default_load_endianness(endianness: LoadEndianness | None) -> None').define((given: unknown) => {
  if (given !== null && !(given instanceof LoadEndianness)) {
    throw new TypeError('Invalid argument type in function set_default_load_endianness');
  }
  config.endianness = given;
});

/** 'little' or 'big', for a file that does not say. */
export function unnamedOrder(): 'little' | 'big' {
  const { endianness: order } = config;
  if (order === LoadEndianness.BIG) return 'big';
  return order === LoadEndianness.LITTLE || endianness() === 'LE' ? 'little' : 'big';
}

/** How `load` maps files with `mmap`: 1 shared, 2 private (`torch.serialization.get_default_mmap_options`). */
export const get_default_mmap_options = signature('get_default_mmap_options() -> int').define(() => config.mmap_flags);

const takes = signature('set_default_mmap_options(flags: int)');

/**
 * Says how `load` maps files (`torch.serialization.set_default_mmap_options`): 2, private, what is written to tensors
 * stays in memory; 1, shared, it goes into the file. From here on, or for a function, or to the end of a block with
 * `using`. Throws a ValueError for other numbers.
 */
export function set_default_mmap_options(flags: number): Mode;
export function set_default_mmap_options<T>(flags: number, body: () => T): T;
export function set_default_mmap_options(named: { readonly flags: number }): Mode;
export function set_default_mmap_options(...args: unknown[]): unknown {
  const body = typeof args.at(-1) === 'function' ? (args.pop() as () => unknown) : undefined;
  const [flags] = takes.list(args);
  if (flags !== MAP_SHARED && flags !== MAP_PRIVATE) {
    throw new ValueError('Invalid argument in function set_default_mmap_options, expected mmap.MAP_PRIVATE or ' +
      `mmap.MAP_SHARED, but got ${String(flags)}`);
  }
  const before = config.mmap_flags;
  config.mmap_flags = flags;
  const mode = new Mode('set_default_mmap_options', () => void (config.mmap_flags = before));
  return body === undefined ? mode : runInMode('set_default_mmap_options', mode, body);
}

/** Whether files are mapped so that what is written goes into them. */
export const mapsShared = (): boolean => config.mmap_flags === MAP_SHARED;
