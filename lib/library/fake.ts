/** Kernels for tensors without data (torch/_library/fake_impl.py): they run for tensors on the device `meta`. */
import { AssertionError, RuntimeError } from '../values/errors.js';
import { caller } from './caller.js';
import type { AnyFunction, KernelFunction, Registration } from './kinds.js';
import { has_kernel } from './lookup.js';

interface Fake {
  readonly fn: AnyFunction;
  /** 'file:line' */
  readonly source: string;
}

/** Those of an operator: the newest runs, and the one before it once that is taken back. */
const holders = new Map<string, Fake[]>();

/** Whether an operator has one. */
export const has_fake = (qualname: string): boolean => (holders.get(qualname)?.length ?? 0) > 0;

/** What {@link get_ctx} asks: a kernel for meta tensors may not. */
let contextOf: () => null = () => null;

/**
 * The context of the fake kernel that runs (`torch.library.get_ctx`): null outside of one. Inside it throws a
 * RuntimeError: its `new_dynamic_size` makes sizes that nobody knows yet, and tensors on `meta` have sizes.
 */
export function get_ctx(): null {
  return contextOf();
}

/** Registers `fn` by `meta`, which registers a kernel for the key. */
export function registerFake(
  qualname: string, fn: KernelFunction, allow_override: boolean, meta: (kernel: KernelFunction) => void,
): Registration {
  const fakes = holders.get(qualname) ?? [];
  if (!allow_override) checkNone(qualname, fakes);
  const { file, line } = caller();
  const fake: Fake = { fn: fn as AnyFunction, source: `${file}:${line}` };
  fakes.push(fake);
  holders.set(qualname, fakes);
  const destroy = (): void => {
    fakes.splice(fakes.indexOf(fake), 1);
    if (fakes.length === 0 && holders.get(qualname) === fakes) holders.delete(qualname);
  };
  try {
    meta(metaKernel(qualname, fakes));
  } catch (error) {
    destroy();
    throw error;
  }
  return { destroy };
}

function checkNone(qualname: string, fakes: readonly Fake[]): void {
  const start = `register_fake(...): the operator ${qualname} already has`;
  const last = fakes.at(-1);
  if (last !== undefined) throw new RuntimeError(`${start} a fake impl registered at ${last.source}.`);
  if (has_kernel(qualname, 'Meta')) {
    throw new RuntimeError(`${start} a DispatchKey::Meta implementation via a pre-existing torch.library or ` +
      "TORCH_LIBRARY registration. Please either remove that registration or don't call register_fake.");
  }
  if (has_kernel(qualname, 'CompositeImplicitAutograd')) {
    throw new RuntimeError(`${start} an implementation for this device type via a pre-existing registration to ` +
      'DispatchKey::CompositeImplicitAutograd.CompositeImplicitAutograd operators do not need a fake impl; instead, ' +
      'the operator will decompose into its constituents and those can have fake impls defined on them.');
  }
}

function metaKernel(qualname: string, fakes: readonly Fake[]): KernelFunction {
  return (...args: unknown[]): unknown => {
    const fake = fakes.at(-1);
    if (fake === undefined) throw new AssertionError('fake_impl_holder.kernel must not be None');
    const before = contextOf;
    contextOf = () => {
      throw new RuntimeError(`${qualname} (${fake.source}): You're trying to run this operator with meta Tensors (as ` +
        'opposed to FakeTensors), but this operator may return an output Tensor with data-dependent shape. Meta ' +
        "Tensors don't support operators with outputs that have data-dependent shapes but FakeTensors do. If your " +
        'operator does not return an output with data-dependent shape, make sure the FakeTensor and/or meta kernel ' +
        'does not call torch.library.get_ctx(). Otherwise, please use FakeTensors.');
    };
    try {
      return fake.fn(...args);
    } finally {
      contextOf = before;
    }
  };
}
