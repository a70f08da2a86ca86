import { modes } from '../../addon/doors.js';
import { context, type Mode } from '../../autograd/mode.js';
import { signature } from '../../arguments/signature.js';
import { RuntimeError } from '../../values/errors.js';

/** What holds for all checkpoints of this thread, where it is set. */
export const settings: { earlyStop: boolean | null; debug: boolean | null } = { earlyStop: null, debug: null };

const takes = {
  stop: signature('set_checkpoint_early_stop(enable: bool, body: Body = None)'),
  debug: signature('set_checkpoint_debug_enabled(enabled: bool | None, body: Body = None)'),
};

/**
 * Whether recomputation ends as soon as all that backward needs is there
 * (`torch.utils.checkpoint.set_checkpoint_early_stop`): for checkpoints that run forward in `body`, or with `using` in
 * the rest of the block, whatever they say themselves.
 */
export function set_checkpoint_early_stop(enable: boolean): Mode;
export function set_checkpoint_early_stop<T>(enable: boolean, body: () => T): T;
export function set_checkpoint_early_stop(...args: unknown[]): unknown {
  const [enable, body] = takes.stop.list(args);
  return context('set_checkpoint_early_stop', () => {
    const before = settings.earlyStop;
    settings.earlyStop = enable;
    return () => { settings.earlyStop = before; };
  }, body);
}

/**
 * Whether errors of checkpoints list the operators that ran (`torch.utils.checkpoint.set_checkpoint_debug_enabled`):
 * for checkpoints that run forward in `body`, or with `using` in the rest of the block; null leaves it to each of them.
 */
export function set_checkpoint_debug_enabled(enabled: boolean | null): Mode;
export function set_checkpoint_debug_enabled<T>(enabled: boolean | null, body: () => T): T;
export function set_checkpoint_debug_enabled(...args: unknown[]): unknown {
  const [enabled, body] = takes.debug.list(args);
  return context('set_checkpoint_debug_enabled', () => {
    const before = settings.debug;
    settings.debug = enabled as boolean | null;
    return () => { settings.debug = before; };
  }, body);
}

let groups = 0;
let current = 0;

/**
 * Lets several backwards share what a checkpoint computes again (`torch.utils.checkpoint.GraphExecGroup`): those in
 * `body`, or with `using` in the rest of the block, which must not need the same saved tensor twice. Throws a
 * RuntimeError inside of another group.
 */
export function GraphExecGroup(): Mode;
export function GraphExecGroup<T>(body: () => T): T;
export function GraphExecGroup<T>(body?: () => T): T | Mode {
  return context('GraphExecGroup', () => {
    if (current !== 0) {
      throw new RuntimeError(
        `GraphExecGroup contexts cannot be nested. Already inside group <GraphExecGroup object ${-current}>`);
    }
    modes.set_checkpoint_group((current = -++groups));
    return () => modes.set_checkpoint_group((current = 0));
  }, body);
}

/** Whether backward runs in a group. */
export const inGroup = (): boolean => current !== 0;
