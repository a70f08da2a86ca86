/** What `torch.library.custom_op` makes (torch/_library/custom_ops.py). */
import { inspect } from 'node:util';
import { operators } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { context, type Mode } from '../autograd/mode.js';
import { DispatchKeySet, type DispatchKeyName } from '../jit/dispatch_keys.js';
import { parse_schema, type FunctionSchema } from '../jit/schema.js';
import { Tag } from '../jit/tag.js';
import type { OpOverload } from '../operators/ops.js';
import { CallableObject } from '../python/callable_object.js';
import { warn } from '../python/warnings.js';
import type { device } from '../values/device.js';
import { NotImplementedError, RuntimeError, ValueError } from '../values/errors.js';
import { autocastKernel, autocastKey } from './autocast.js';
import { autogradKernel, type Formula } from './autograd.js';
import { checkResult } from './custom_op_results.js';
import type { AnyFunction, DeviceTypes, KernelFunction } from './kinds.js';
import { Library } from './library.js';
import { lookup_op } from './lookup.js';
import {
  device_arg_index, has_kwarg_only_tensors, has_tensor_arg, is_functional_schema, mutated_args, schemaOf,
} from './schemas.js';
import { vmapKernel } from './vmap.js';

const takes = {
  kernel: signature('CustomOpDef.register_kernel(self, device_types: DeviceTypes, fn: KernelFunction = None, /)'),
  fake: signature('CustomOpDef.register_fake(self, fn: KernelFunction, /)'),
  autograd: signature(
    'CustomOpDef.register_autograd(self, backward: KernelFunction, /, *, setup_context: KernelFunction = None) -> None'),
  vmap: signature('CustomOpDef.register_vmap(self, func: KernelFunction = None)'),
  autocast: signature('CustomOpDef.register_autocast(self, device_type: str, cast_inputs: dtype) -> None'),
  enabled: signature('CustomOpDef.set_kernel_enabled(self, device_type: str, enabled: bool = True, body: Body = None)'),
};

/** Takes a function and gives it back. */
export type Decorator = <F extends KernelFunction>(fn: F) => F;

/** Those that are there, by name. */
const byName = new Map<string, { readonly def: CustomOpDef; readonly library: Library }>();

/** The custom operator of a name, 'ns::name'. */
export const customOpOf = (name: string): CustomOpDef | undefined => byName.get(name)?.def;

/** A library for one operator alone; the operator that had the name is gone. */
function libraryAllowingOverwrite(namespace: string, qualname: string): Library {
  byName.get(qualname)?.library._destroy();
  byName.delete(qualname);
  return new Library(namespace, 'FRAGMENT');
}

type Backend = string | null;

/** An operator that is called as the function it was made of. */
export interface CustomOpDef<F extends KernelFunction = KernelFunction> {
  (...args: Parameters<F>): ReturnType<F>;
}
/**
 * A custom operator (`torch.library.CustomOpDef`), made by {@link custom_op}: called, it goes through the dispatcher,
 * and its methods register what else it does: kernels of devices, gradients, batches, casts.
 */
export class CustomOpDef<F extends KernelFunction = KernelFunction> extends CallableObject {
  readonly _namespace: string;
  readonly _name: string;
  readonly _schema: string;
  readonly _tags: readonly Tag[];
  readonly #library: Library;
  readonly #first: F;
  readonly #op: OpOverload;
  readonly #parsed: FunctionSchema;
  readonly #kernels = new Map<Backend, AnyFunction>();
  readonly #disabled = new Set<Backend>();
  readonly #casts = new Set<string>();
  readonly #formula: { backward: KernelFunction | null; setup_context: KernelFunction | null } & Formula =
    { backward: null, setup_context: null };
  #fake: AnyFunction | undefined;
  #batched: KernelFunction | undefined;

  /** Operators come from {@link custom_op}. */
  constructor(namespace: string, name: string, schema: string, fn: F, tags: readonly Tag[]) {
    super();
    const text = name + schema;
    const parsed = parse_schema(text);
    if (has_kwarg_only_tensors(parsed) && !tags.includes(Tag.out)) {
      throw new NotImplementedError(
        `custom_op with kwarg-only Tensor args. Please make your tensors not kwarg-only. Got: ${text}`);
    }
    this._namespace = namespace;
    this._name = name;
    this._schema = schema;
    this._tags = tags;
    this.#first = fn;
    const library = libraryAllowingOverwrite(namespace, this._qualname);
    this.#library = library;
    library.define(text, { tags: [Tag.pt2_compliant_tag, ...tags.filter((tag) => tag !== Tag.pt2_compliant_tag)] });
    this.#op = lookup_op(this._qualname);
    this.#parsed = schemaOf(this._qualname);
    library._register_fake(name, this.#fakeKernel());
    library.impl(name, autogradKernel(this.#op, this.#formula), 'Autograd', { with_keyset: true });
    const isView = this.#parsed._is_view_op();
    if (isView || this.#parsed.is_mutable) library._register_in_place_or_view(name, isView);
    byName.set(this._qualname, { def: this, library });
  }

  /** 'namespace::name' */
  get _qualname(): string {
    return `${this._namespace}::${this._name}`;
  }
  /** The operator, `torch.ops.namespace.name.default`. */
  get _opoverload(): OpOverload {
    return this.#op;
  }

  protected override __call__(...args: unknown[]): unknown {
    return this.#op(...args);
  }

  get #isInplace(): boolean {
    return this._tags.includes(Tag.inplace);
  }
  get #isOut(): boolean {
    return this._tags.includes(Tag.out);
  }

  /**
   * Registers a kernel for a kind of device, `'cpu'` or `'cuda'`, for several, or, with null, for all that have none of
   * their own; without a function it gives what registers one. Throws a ValueError for an operator that takes neither
   * tensors nor a `Device device`.
   */
  register_kernel(device_types: DeviceTypes): Decorator;
  register_kernel<K extends KernelFunction>(device_types: DeviceTypes, fn: K): K;
  register_kernel(...args: unknown[]): unknown {
    const [device_types, fn] = takes.kernel.list(args);
    if (device_types !== null && !has_tensor_arg(this.#parsed)) {
      const at = device_arg_index(this.#parsed);
      if (at < 0) {
        throw new ValueError(
          'Functions without tensor inputs are required to have a `device: torch.device` argument');
      }
      this.#selectBackend(at);
    }
    const register = (given: KernelFunction): KernelFunction => {
      const types = device_types === null || typeof device_types === 'string' ? [device_types] : device_types;
      for (const type of types) this.#registerKernel(type, given);
      return given;
    };
    return fn === null ? register : register(fn);
  }

  #registerKernel(type: Backend, fn: KernelFunction): void {
    const isNew = !this.#kernels.has(type);
    this.#kernels.set(type, fn as AnyFunction);
    if (!isNew) return;
    const schema = this.#parsed;
    const tags = { isInplace: this.#isInplace, isOut: this.#isOut, isView: schema._is_view_op() };
    const { names } = mutated_args(schema);
    const kernel = (...args: unknown[]): unknown => {
      const chosen = this.#disabled.has(type) ? this.#first as unknown as AnyFunction : this.#kernels.get(type)!;
      const result = chosen(...args);
      checkResult(this._name, chosen, tags, names, args, result);
      return result;
    };
    const key = type === null ? 'CompositeExplicitAutograd' : operators.dispatch_key_for_device(type);
    this.#library.impl(this._name, kernel, key);
  }

  /** Of an operator without tensors the device that it is given says which kernel runs. */
  #selectBackend(at: number): void {
    const select = (_keys: DispatchKeySet, ...args: unknown[]): unknown => {
      const { type } = args[at] as device;
      if (!this.#kernels.has(type)) {
        throw new RuntimeError(`${this._name} does not have a kernel registered for ${type}. Please use ` +
          'register_kernel to do so.');
      }
      const key = operators.dispatch_key_for_device(type) as DispatchKeyName;
      return this.#op.redispatch(new DispatchKeySet(key), ...args);
    };
    this.#library.impl(this._name, select, 'BackendSelect', { with_keyset: true });
  }

  /**
   * Registers what the operator gives for tensors without data, those on the device `meta`: their shapes and dtypes, by
   * operators alone.
   */
  register_fake<K extends KernelFunction>(fn: K): K;
  register_fake(...args: unknown[]): unknown {
    const [fn] = takes.fake.list(args);
    if (this.#isInplace || this.#isOut) {
      warn('UserWarning', `The fake registration for ${this} is unnecessary. Custom ops tagged with ` +
        `torch.Tag.${this.#isInplace ? 'inplace' : 'out'} already get an autogenerated fake kernel. The provided fake ` +
        'impl will be used instead.');
    }
    this.#fake = fn as AnyFunction;
    return fn;
  }

  /** Whether somebody registered one. */
  get _has_fake(): boolean {
    return this.#fake !== undefined;
  }

  #fakeKernel(): KernelFunction {
    return (...args: unknown[]): unknown => {
      if (this.#fake !== undefined) return this.#fake(...args);
      const names = mutated_args(this.#parsed).names;
      if (this.#isOut) {
        const named = args.at(-1) as Record<string, unknown>;
        const outs = names.map((name) => named[name]);
        return outs.length === 1 ? outs[0] : outs;
      }
      if (this.#isInplace) return args[0];
      if (this.#parsed.is_mutable && this.#parsed.returns.length === 0) return null;
      throw new RuntimeError(`There was no fake impl registered for ${this}. This is necessary for ` +
        `torch.compile/export/fx tracing to work. Please use \`${this.#first.name}.register_fake\` to add an fake impl.`);
    };
  }

  /**
   * Registers the formula of backward: `backward(ctx, ...grads)` gets a gradient for each result and gives one for each
   * argument that comes by position, null where there is none. `setup_context(ctx, inputs, output)` runs after the
   * kernel and keeps on ctx what backward needs; of an operator with arguments after `*` it is `setup_context(ctx,
   * inputs, keyword_only_inputs, output)`. Throws a RuntimeError for an operator that writes to arguments or
   * gives nothing.
   */
  register_autograd(...args: typeof takes.autograd.args): void {
    const [backward, setup_context] = takes.autograd.list(args);
    if (this.#isOut) {
      throw new RuntimeError(`Cannot register autograd formula for operator tagged with torch.Tag.out: ${this}. Out ` +
        'variants do not support autograd.');
    }
    if (!is_functional_schema(this.#parsed, true)) {
      throw new RuntimeError(`Cannot register autograd formula for non-functional operator ${this} with schema ` +
        `${this.#parsed}. Please create a functional operator and register an autograd formula for that.`);
    }
    this.#formula.backward = backward;
    this.#formula.setup_context = setup_context;
  }

  /**
   * Registers what {@link vmap} makes of the operator: `func(info, in_dims, ...args)` gets arguments with the batch in
   * `in_dims`, null where they have none, and gives `[output, out_dims]`. Without a function it gives what registers
   * one.
   */
  register_vmap(): Decorator;
  register_vmap<K extends KernelFunction>(func: K): K;
  register_vmap(...args: unknown[]): unknown {
    const [func] = takes.vmap.list(args);
    const register = (given: KernelFunction): KernelFunction => {
      const isNew = this.#batched === undefined;
      this.#batched = given;
      if (isNew) this.#library.impl(this._name, vmapKernel(this.#op, () => this.#batched!), 'FuncTorchBatched');
      return given;
    };
    return func === null ? register : register(func);
  }

  /**
   * Lets the operator compute in a dtype where autocast is on for a kind of device: tensors of floating point are cast,
   * and autocast is off inside. Throws a ValueError for a device without autocast.
   */
  register_autocast(...args: typeof takes.autocast.args): void {
    const [device_type, cast_inputs] = takes.autocast.list(args);
    const key = autocastKey(device_type);
    if (this.#casts.has(device_type)) return;
    this.#casts.add(device_type);
    this.#library.impl(this._name, autocastKernel(this.#op, device_type, cast_inputs), key);
  }

  /**
   * Turns the kernel of a kind of device off, or on again, for `body`, or with `using` for the rest of the block: while
   * it is off the function runs that the operator was made of.
   */
  set_kernel_enabled(device_type: string, enabled?: boolean): Mode;
  set_kernel_enabled<T>(device_type: string, enabled: boolean, body: () => T): T;
  set_kernel_enabled(device_type: string, options: { enabled?: boolean }): Mode;
  set_kernel_enabled(...args: unknown[]): unknown {
    const [device_type, enabled, body] = takes.enabled.list(args);
    return context('set_kernel_enabled', () => {
      const before = this.#disabled.has(device_type);
      if (enabled) this.#disabled.delete(device_type);
      else this.#disabled.add(device_type);
      return () => {
        if (before) this.#disabled.add(device_type);
        else this.#disabled.delete(device_type);
      };
    }, body);
  }

  override toString(): string {
    return `<CustomOpDef(${this._qualname})>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}
