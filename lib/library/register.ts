/** What registers more of an operator that is there: by its name, as an operator, or as a custom one. */
import { signature } from '../arguments/signature.js';
import { isOverload, type OpOverload } from '../operators/ops.js';
import { warn } from '../python/warnings.js';
import { NotImplementedError, RuntimeError, ValueError } from '../values/errors.js';
import { operators } from '../addon/doors.js';
import { Tag } from '../jit/tag.js';
import { autocastKernel, autocastKey } from './autocast.js';
import { autogradKernel } from './autograd.js';
import { CustomOpDef, customOpOf, type Decorator } from './custom_op_def.js';
import { implFor, type ImplOptions } from './define.js';
import type { DeviceTypes, KernelFunction } from './kinds.js';
import { libraryFor, type Library } from './library.js';
import { class_of, lookup_op, parse_namespace } from './lookup.js';
import { has_kwarg_only_tensors, is_functional_schema, schemaOf } from './schemas.js';
import { vmapKernel } from './vmap.js';

/** An operator: 'ns::name', `torch.ops.ns.name.default`, or what {@link custom_op} made. */
export type OpIdentifier = string | OpOverload | CustomOpDef<never>;

const takes = {
  kernel: signature(`register_kernel(op: OpIdentifier, device_types: DeviceTypes, func: KernelFunction = None, /, *,
    lib: Library = None)`),
  fake: signature(`register_fake(op: OpIdentifier, func: KernelFunction = None, /, *, lib: Library = None,
    allow_override: bool = True)`),
  abstract: signature('impl_abstract(qualname: OpIdentifier, func: KernelFunction = None, *, lib: Library = None)'),
  vmap: signature('register_vmap(op: OpIdentifier, func: KernelFunction = None, /, *, lib: Library = None)'),
};

/** The custom operator, or the name of another one. Throws a ValueError for what names none. */
function resolved(op: unknown, registration: string): CustomOpDef | string {
  if (op instanceof CustomOpDef) return op as CustomOpDef;
  const name = isOverload(op) ? op._name : op;
  if (typeof name !== 'string') {
    throw new ValueError(`${registration}(${String(op)}): got unexpected type for op: ${class_of(op)}`);
  }
  return customOpOf(name) ?? name;
}

/** Registers `func`, or gives what registers it. */
function once<R>(func: KernelFunction | null, register: (fn: KernelFunction) => R): R | ((fn: KernelFunction) => R) {
  return func === null ? register : register(func);
}

/**
 * Registers a kernel of an operator for kinds of devices, null for all (`torch.library.register_kernel`); without a
 * function it gives what registers one.
 */
export function register_kernel(op: OpIdentifier, device_types: DeviceTypes, options?: ImplOptions): Decorator;
export function register_kernel(
  op: OpIdentifier, device_types: DeviceTypes, func: KernelFunction, options?: ImplOptions): void;
export function register_kernel(...args: unknown[]): unknown {
  const [given, device_types, func, lib] = takes.kernel.list(args);
  const op = resolved(given, 'register_kernel');
  if (typeof op !== 'string') return once(func, (fn) => op.register_kernel(device_types, fn));
  return implFor(op, device_types ?? 'CompositeExplicitAutograd', func, lib);
}

/** The options of {@link register_fake}. */
export interface RegisterFakeOptions extends ImplOptions {
  /** Whether it may take the place of another one. */
  readonly allow_override?: boolean;
}

/**
 * Registers what an operator gives for tensors without data, those on the device `meta`
 * (`torch.library.register_fake`); without a function it gives what registers one. Throws a RuntimeError for an
 * operator that is not there, or consists of others, and without `allow_override` where there is one already.
 */
export function register_fake(op: OpIdentifier, options?: RegisterFakeOptions): Decorator;
export function register_fake<F extends KernelFunction>(op: OpIdentifier, func: F, options?: RegisterFakeOptions): F;
export function register_fake(...args: unknown[]): unknown {
  const [given, func, lib, allow_override] = takes.fake.list(args);
  return registerFake(given, func, lib, allow_override);
}

function registerFake(given: unknown, func: KernelFunction | null, lib: Library | null, override: boolean): unknown {
  const op = resolved(given, 'register_fake');
  if (typeof op !== 'string') return once(func, (fn) => op.register_fake(fn));
  return once(func, (fn) => {
    const [namespace, name] = parse_namespace(op);
    libraryFor(namespace, lib)._register_fake(name, fn, override);
    return fn;
  });
}

/** The older name of {@link register_fake} (`torch.library.impl_abstract`), deprecated. */
export function impl_abstract(qualname: OpIdentifier, options?: ImplOptions): Decorator;
export function impl_abstract<F extends KernelFunction>(qualname: OpIdentifier, func: F, options?: ImplOptions): F;
export function impl_abstract(...args: unknown[]): unknown {
  const [qualname, func, lib] = takes.abstract.list(args);
  warn('FutureWarning', '`torch.library.impl_abstract` was renamed to `torch.library.register_fake`. Please use that ' +
    'instead; we will remove `torch.library.impl_abstract` in a future version of PyTorch.');
  return registerFake(qualname, func, lib, true);
}

/**
 * Registers the formula of backward of an operator (`torch.library.register_autograd`), as
 * {@link CustomOpDef.register_autograd} has it. Throws a RuntimeError for an operator that writes to arguments or gives
 * nothing, a NotImplementedError for tensors after `*`.
 */
export const register_autograd = signature(`register_autograd(op: OpIdentifier, backward: KernelFunction, /, *,
  setup_context: KernelFunction = None, lib: Library = None) -> None`).define((given, backward, setup_context, lib) => {
  const op = resolved(given, 'register_autograd');
  if (typeof op !== 'string') return op.register_autograd(backward, { setup_context });
  const overload = lookup_op(op);
  const schema = schemaOf(overload._name);
  if (operators.operator_tags(overload._name).includes(Tag.out.value)) {
    throw new RuntimeError(`Cannot register autograd formula for operator tagged with torch.Tag.out: ${overload}. Out ` +
      'variants do not support autograd.');
  }
  if (!is_functional_schema(schema)) {
    throw new RuntimeError(`Cannot register autograd formula for non-functional operator ${overload} with schema ` +
      `${schema}. Please create a functional operator and register an autograd formula for that.`);
  }
  if (has_kwarg_only_tensors(schema)) {
    throw new NotImplementedError('register_autograd with kwarg-only Tensor args. In the original definition of the ' +
      `op, please make your tensors not kwarg-only. Got: ${schema}`);
  }
  const [namespace, name] = parse_namespace(op);
  const kernel = autogradKernel(overload, { backward, setup_context });
  libraryFor(namespace, lib).impl(name, kernel, 'Autograd', { with_keyset: true });
});

/**
 * Registers what vmap makes of an operator (`torch.library.register_vmap`): `func(info, in_dims, ...args)` gives
 * `[output, out_dims]`; without a function it gives what registers one.
 */
export function register_vmap(op: OpIdentifier, options?: ImplOptions): Decorator;
export function register_vmap<F extends KernelFunction>(op: OpIdentifier, func: F, options?: ImplOptions): F;
export function register_vmap(...args: unknown[]): unknown {
  const [given, func, lib] = takes.vmap.list(args);
  const op = resolved(given, 'register_vmap');
  if (typeof op !== 'string') return once(func, (fn) => op.register_vmap(fn));
  const overload = lookup_op(op);
  const schema = schemaOf(overload._name);
  if (has_kwarg_only_tensors(schema)) {
    throw new NotImplementedError('register_vmap with kwarg-only Tensor args. In the original definition of the op, ' +
      `please make your tensors not kwarg-only. Got: ${schema}`);
  }
  return once(func, (fn) => {
    const [namespace, name] = parse_namespace(op);
    libraryFor(namespace, lib).impl(name, vmapKernel(overload, () => fn), 'FuncTorchBatched');
    return fn;
  });
}

/**
 * Lets an operator compute in a dtype where autocast is on for a kind of device (`torch.library.register_autocast`).
 * Throws a ValueError for a device without autocast.
 */
export const register_autocast = signature(`register_autocast(op: OpIdentifier, device_type: str, cast_inputs: dtype, /,
  *, lib: Library = None) -> None`).define((given, device_type, cast_inputs, lib) => {
  const op = resolved(given, 'register_autocast');
  const key = autocastKey(device_type);
  if (typeof op !== 'string') return op.register_autocast(device_type, cast_inputs);
  const kernel = autocastKernel(lookup_op(op), device_type, cast_inputs);
  const [namespace, name] = parse_namespace(op);
  libraryFor(namespace, lib).impl(name, kernel, key);
});
