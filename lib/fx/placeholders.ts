/** What stands for inputs in `concrete_args` (PH of torch/fx/_symbolic_trace.py). */
import { inspect } from 'node:util';

/** Stands for an input that is traced. */
export class PHBase {
  toString(): string {
    return 'PH';
  }
  [inspect.custom](): string {
    return 'PH';
  }
}

/** Stands for an input among arguments that are not traced (`torch.fx.PH`). */
export const PH = new PHBase();

/**
 * The same with a key, which its node gets as `ph_key`, as it gets all other fields
 * (`torch.fx._symbolic_trace.PHWithMeta`).
 */
export class PHWithMeta extends PHBase {
  constructor(public readonly ph_key: string | null = null) {
    super();
  }
}
