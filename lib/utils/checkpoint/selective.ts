import * as dispatch_mode from '../../addon/dispatch_mode.js';
import type { Dispatched } from '../../addon/dispatch_mode.js';
import { alias } from '../../addon/saved_tensors.js';
import { signature } from '../../arguments/signature.js';
import { userHooks, type SavedHooks } from '../../autograd/saved_tensors.js';
import { overloadOf, type OpOverload } from '../../operators/ops.js';
import { warn } from '../../python/warnings.js';
import type { Tensor } from '../../tensor/tensor.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { typeName } from '../../values/type_name.js';
import type { Context } from './contexts.js';

/**
 * Whether an operator's results are kept, or computed again (`torch.utils.checkpoint.CheckpointPolicy`): `MUST_` also
 * where somebody else would decide otherwise, of whom there are none here. What is to be offloaded is computed again,
 * as in PyTorch.
 */
export const CheckpointPolicy = {
  MUST_SAVE: 0, PREFER_SAVE: 1, MUST_RECOMPUTE: 2, PREFER_RECOMPUTE: 3, MUST_CPU_OFFLOAD: 4, PREFER_CPU_OFFLOAD: 5,
} as const;
export type CheckpointPolicy = (typeof CheckpointPolicy)[keyof typeof CheckpointPolicy];

const saving: readonly unknown[] = [CheckpointPolicy.MUST_SAVE, CheckpointPolicy.PREFER_SAVE];

/** What a policy sees of a call (`torch.utils.checkpoint.SelectiveCheckpointContext`). */
export class SelectiveCheckpointContext {
  readonly is_recompute: boolean;
  readonly op_output: unknown;

  constructor({ is_recompute, op_output = null }: { is_recompute: boolean; op_output?: unknown }) {
    this.is_recompute = is_recompute;
    this.op_output = op_output;
  }
}

/** Decides about one call of an operator; a boolean is `MUST_SAVE` or `PREFER_RECOMPUTE`. */
export type PolicyFn = (
  ctx: SelectiveCheckpointContext, op: OpOverload, ...args: unknown[]
) => CheckpointPolicy | boolean;

const ignored = new Set([
  'aten::detach', 'prim::device', 'aten::is_contiguous', 'aten::is_contiguous.memory_format',
  'aten::is_strides_like_format', 'aten::is_non_overlapping_and_dense', 'aten::size', 'aten::sym_size', 'aten::stride',
  'aten::sym_stride', 'aten::storage_offset', 'aten::sym_storage_offset', 'aten::numel', 'aten::sym_numel', 'aten::dim',
]);

/** A set that is filled when somebody asks. */
class IgnoredOps extends Set<OpOverload> {
  #filled = false;
  #fill(): void {
    if (this.#filled) return;
    this.#filled = true;
    for (const name of ignored) {
      const op = overloadOf(name);
      if (op !== undefined) this.add(op);
    }
  }
  override has(op: OpOverload): boolean {
    this.#fill();
    return super.has(op);
  }
  override get size(): number {
    this.#fill();
    return super.size;
  }
  override [Symbol.iterator](): SetIterator<OpOverload> {
    this.#fill();
    return super[Symbol.iterator]();
  }
}
/** Operators that no policy sees (`torch.utils.checkpoint.SAC_IGNORED_OPS`). */
export const SAC_IGNORED_OPS: Set<OpOverload> = new IgnoredOps();

/** A result that was kept. */
class Kept {
  readonly #value: unknown;
  readonly #version: number | null;
  readonly #hooks: SavedHooks | undefined;

  constructor(value: unknown, hooks: SavedHooks | undefined) {
    const tensor = is_tensor(value) ? alias(value) : value;
    this.#hooks = is_tensor(tensor) ? hooks : undefined;
    this.#value = this.#hooks ? this.#hooks.pack(tensor as Tensor) : tensor;
    this.#version = is_tensor(this.#value) ? this.#value._version : null;
  }

  value(mutable: boolean): unknown {
    if (!mutable && this.#version !== null && (this.#value as Tensor)._version !== this.#version) {
      throw new RuntimeError('Tensor cached during selective activation checkpoint has been mutated');
    }
    return this.#hooks ? this.#hooks.unpack(this.#value as never) : this.#value;
  }
}

type Entry = 'recompute' | 'consumed' | unknown[];
/** For each operator, what became of its calls, in their order. */
type Storage = Map<string, Entry[]>;

const onEach = (value: unknown, change: (one: unknown) => unknown): unknown =>
  (Array.isArray(value) ? value.map(change) : change(value));

/** What a checkpoint says about the hooks around it; see {@link respectHooks}. */
const respects = new WeakMap<Context, { hooks: boolean | null }>();

/** Tells the forward context of a selective checkpoint whether hooks see what it keeps; null: no, with a warning. */
export function respectHooks(context: Context, hooks: boolean | null): void {
  const found = respects.get(context);
  if (found !== undefined) found.hooks = hooks;
}

function inMode(mode: dispatch_mode.DispatchMode): Context {
  return (body) => {
    const place = dispatch_mode.push(mode);
    try {
      return body();
    } finally {
      dispatch_mode.pop(place);
    }
  };
}

function hooksFor(respect: boolean | null): SavedHooks | undefined {
  const hooks = userHooks();
  if (hooks !== undefined && respect === null) {
    warn('FutureWarning', 'A saved_tensors_hooks context (e.g. save_on_cpu) is active around a selective activation ' +
      'checkpoint region. Tensors that SAC saves currently bypass these hooks, but a future release will route them ' +
      'through the hooks like any other saved tensor. Silence this warning and choose the behavior explicitly by ' +
      'passing respect_saved_tensors_hooks=True|False to torch.utils.checkpoint.checkpoint.');
  }
  return respect ? hooks : undefined;
}

function caching(policy: PolicyFn, storage: Storage): Context {
  const respect: { hooks: boolean | null } = { hooks: null };
  const mode = ({ name, args, run }: Dispatched): unknown[] => {
    const results = run();
    if (ignored.has(name)) return results;
    const op = overloadOf(name)!;
    const op_output = results.length === 1 ? results[0] : results;
    const ctx = new SelectiveCheckpointContext({ is_recompute: false, op_output });
    const decided = policy(ctx, op, ...op.pythonArguments(args));
    const saves = decided === true || saving.includes(decided);
    let entries = storage.get(name);
    if (entries === undefined) storage.set(name, (entries = []));
    const hooks = saves ? hooksFor(respect.hooks) : undefined;
    entries.push(saves ? results.map((each) => onEach(each, (one) => new Kept(one, hooks))) : 'recompute');
    return results;
  };
  const context = inMode(mode);
  respects.set(context, respect);
  return context;
}

const mismatch = 'This can happen if the operations in the checkpointed region are nondeterministic or depend on ' +
  'global state that changed between forward and backward.';

function cached(storage: Storage, mutable: boolean): Context {
  return (body) => {
    const counters = new Map<string, number>();
    return inMode(({ name, run }) => {
      if (ignored.has(name)) return run();
      const index = counters.get(name) ?? 0;
      counters.set(name, index + 1);
      const shown = (): string => String(overloadOf(name));
      const entries = storage.get(name);
      if (entries === undefined) {
        throw new RuntimeError(`${shown()} encountered during backward but not found in storage. ${mismatch}`);
      }
      const entry = entries[index];
      if (entry === undefined) {
        throw new RuntimeError(`${shown()} invocation index ${index} encountered during backward but not found in ` +
          `storage. ${mismatch}`);
      }
      if (entry === 'consumed') {
        throw new RuntimeError('Trying to backward an extra time. You are only allowed to backward once on any region ' +
          'computed under selective activation checkpoint.');
      }
      if (entry === 'recompute') return run();
      entries[index] = 'consumed';
      return (entry as unknown[]).map((each) => onEach(each, (one) => (one as Kept).value(mutable)));
    })(body);
  };
}

/**
 * Two contexts, for a checkpoint's `context_fn`, that keep the results of some operators
 * (`torch.utils.checkpoint.create_selective_checkpoint_contexts`): those in a list of `torch.ops`, or those for which a
 * function says so, which sees the operators that run below autograd, `aten.mm` where `matmul` is called. Throws a
 * ValueError for what is no operator, and, in backward, a RuntimeError if what was kept has been changed in place,
 * unless `allow_cache_entry_mutation`.
 */
export const create_selective_checkpoint_contexts = signature(`create_selective_checkpoint_contexts(
  policy_fn_or_list: PolicyFn | list[OpOverload], allow_cache_entry_mutation: bool = False) -> tuple[Context, Context]`)
  .define((policy_fn_or_list, allow_cache_entry_mutation) => {
    const policy = policyOf(policy_fn_or_list);
    const storage: Storage = new Map();
    return [caching(policy, storage), cached(storage, allow_cache_entry_mutation)];
  });

function policyOf(given: PolicyFn | readonly OpOverload[]): PolicyFn {
  if (!Array.isArray(given)) {
    if (typeof given === 'function') return given as PolicyFn;
    throw new TypeError('policy_fn_or_list must be either a function or a list of ops.');
  }
  for (const op of given as unknown[]) checkOverload(op);
  const list = new Set(given as readonly OpOverload[]);
  return (_, op) => (list.has(op) ? CheckpointPolicy.MUST_SAVE : CheckpointPolicy.PREFER_RECOMPUTE);
}

function checkOverload(op: unknown): void {
  const { overload, packet } = (typeof op === 'function' ? op : {}) as { overload?: string; packet?: string };
  if (overload !== undefined) return;
  const extra = packet === undefined ? '' : 'Please update the OpOverloadPacket to a specific OpOverload.For example, if ' +
    'you have `torch.ops.aten.mm`, change it to `torch.ops.aten.mm.default`.';
  const type = packet === undefined ? `<class '${typeName(op)}'>` : "<class 'torch._ops.OpOverloadPacket'>";
  throw new ValueError(`Expected op in \`op_list\` to be an OpOverload but got: ${String(op)} of type ${type}. ${extra}`);
}
