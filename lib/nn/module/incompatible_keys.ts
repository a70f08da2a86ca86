import { inspect } from 'node:util';
import { py_repr } from '../../python/repr.js';

/** What `load_state_dict` found to differ: destructures as a pair, and has PyTorch's field names. */
export class IncompatibleKeys {
  /** Of the module, but not in the state dict. */
  readonly missing_keys: string[];
  /** In the state dict, but not of the module. */
  readonly unexpected_keys: string[];

  constructor(missing_keys: string[], unexpected_keys: string[]) {
    this.missing_keys = missing_keys;
    this.unexpected_keys = unexpected_keys;
  }

  *[Symbol.iterator](): IterableIterator<string[]> {
    yield this.missing_keys;
    yield this.unexpected_keys;
  }

  toString(): string {
    if (this.missing_keys.length === 0 && this.unexpected_keys.length === 0) return '<All keys matched successfully>';
    return `_IncompatibleKeys(missing_keys=${py_repr(this.missing_keys)}, ` +
      `unexpected_keys=${py_repr(this.unexpected_keys)})`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
