import { inspect } from 'node:util';
import { native } from '../binding.js';
import { callable, type Callable } from '../callable.js';
import { empty } from '../generated/torch.js';
import { tensor_text } from '../printing/index.js';
import { checkOptions } from '../python_arguments.js';
import { TensorImpl, type Tensor } from '../tensor.js';
import { TensorBase } from '../tensor_base.js';

/** The objects behind {@link Parameter}: `instanceof` this is the cheapest way to know one. */
export class ParameterImpl extends TensorImpl {
  /** To the compiler a plain tensor is no parameter. */
  protected declare readonly isParameter: true;

  override toString(): string {
    return tensor_text(this, true);
  }
  override [inspect.custom](): string {
    return tensor_text(this, true);
  }
}

/** A tensor that a module trains: a leaf that requires grad (`torch.nn.Parameter`). */
export type Parameter = ParameterImpl;

/**
 * Makes a parameter of a tensor's values, over the same memory and without its history, with or without `new`
 * (`torch.nn.Parameter`); `requires_grad` is true unless said otherwise.
 */
export const Parameter = callable('Parameter', ParameterImpl.prototype as Parameter,
  (data?: Tensor | null, options: { readonly requires_grad?: boolean } | boolean = {}) => {
    const source = data ?? empty(0);
    if (typeof options === 'object') checkOptions('Parameter', options, ['requires_grad']);
    const requires_grad = typeof options === 'boolean' ? options : (options.requires_grad ?? true);
    const made = new ParameterImpl(native.variable_data(TensorBase.self(source)));
    return made.requires_grad_(requires_grad);
  });

/** A tensor that belongs to a module's state without being trained (`torch.nn.Buffer`). */
export type Buffer = Tensor & {
  /** Whether `state_dict` has it. */
  readonly persistent: boolean;
};

/** The tensors that {@link Buffer} has made; each is a plain tensor, also by its text. */
const buffers = new WeakMap<Tensor, boolean>();

/**
 * Marks a tensor, over the same memory, as a buffer of the module that it is assigned to, with or without `new`
 * (`torch.nn.Buffer`). Unless `persistent`, it is not part of `state_dict`.
 */
export const Buffer: Callable<
  [data?: Tensor | null, options?: { readonly persistent?: boolean }], Buffer
> = callable('Buffer', Object.create(TensorImpl.prototype as object) as Buffer,
  (data?: Tensor | null, options: { readonly persistent?: boolean } = {}) => {
    checkOptions('Buffer', options, ['persistent']);
    const source = data ?? empty(0);
    const made = source.detach().requires_grad_(source.requires_grad);
    const { persistent = true } = options;
    Object.defineProperty(made, 'persistent', { value: persistent, writable: true, configurable: true });
    buffers.set(made, persistent);
    return made as Buffer;
  });
Object.defineProperty(Buffer, Symbol.hasInstance, {
  value: (value: unknown) => bufferPersistence(value) !== undefined,
});

/** Whether the buffer is part of `state_dict`; undefined for a value that {@link Buffer} has not made. */
export function bufferPersistence(value: unknown): boolean | undefined {
  return typeof value === 'object' && value !== null ? buffers.get(value as Tensor) : undefined;
}
