import { settings } from '../addon/doors.js';
import { inBlock, Mode, runInMode } from '../autograd/mode.js';

interface InvariantChecks {
  /** With `using`, checks to the end of the block; with `enable` false it checks nothing there. */
  (enable?: boolean): Mode;
  <T>(body: () => T): T;
  <T>(enable: boolean, body: () => T): T;
  /** Checks from here on. */
  enable(): void;
  disable(): void;
  is_enabled(): boolean;
}

/**
 * Whether the constructors of sparse tensors check what their indices must hold to
 * (`torch.sparse.check_sparse_tensor_invariants`): off by default, since it reads all of them. Used as `torch.no_grad`
 * is: `check_sparse_tensor_invariants(() => ...)`, `using _ = check_sparse_tensor_invariants()`, or with `enable()` and
 * `disable()` for the rest of the program.
 */
export const check_sparse_tensor_invariants: InvariantChecks = Object.assign(
  (first: boolean | (() => unknown) = true, second?: () => unknown): never => {
    const [enable, body] = typeof first === 'function' ? [true, first] : [first, second];
    const before = settings.check_sparse_invariants();
    settings.set_check_sparse_invariants(enable);
    const name = 'check_sparse_tensor_invariants';
    const mode = new Mode(name, () => settings.set_check_sparse_invariants(before));
    return (body === undefined ? inBlock(mode) : runInMode(name, mode, body)) as never;
  },
  {
    enable: (): void => settings.set_check_sparse_invariants(true),
    disable: (): void => settings.set_check_sparse_invariants(false),
    is_enabled: (): boolean => settings.check_sparse_invariants(),
  },
);
