import { inspect } from 'node:util';
import { callable, type Callable } from '../python/callable.js';
import type { DeviceLike } from '../values/device.js';
import type { dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { empty } from '../generated/torch.js';
import { tensor_text } from '../printing/index.js';
import { allowedMethods, beginWaiting, endWaiting, uninitialized } from '../addon/call/uninitialized.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import type { Size } from '../values/size.js';
import { TensorImpl, type Tensor } from '../tensor/tensor.js';
import { TensorBase } from '../addon/tensor_base.js';
import { keep } from '../addon/scope.js';
import { variable_data, type TensorClass } from '../addon/tensor_info.js';
import { posted } from '../addon/exchange.js';
import { arrivesAs } from '../tensor/sharing.js';

const takes = {
  Parameter: signature('Parameter.__new__(self, data: Tensor | None = None, requires_grad: bool = True)'),
  Buffer: signature('Buffer.__new__(self, data: Tensor | None = None, *, persistent: bool = True)'),
  UninitializedParameter: signature(`UninitializedParameter.__new__(self, requires_grad: bool = True,
    device: DeviceLike = None, dtype: dtype = None)`),
  UninitializedBuffer: signature(`UninitializedBuffer.__new__(self, requires_grad: bool = False,
    device: DeviceLike = None, dtype: dtype = None, persistent: bool = True)`),
  materialize: signature(`UninitializedTensorMixin.materialize(self, shape: Sequence[int], device: DeviceLike = None,
    dtype: dtype = None)`),
};

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

arrivesAs(ParameterImpl.prototype, posted.parameter);

/** A tensor that a module trains: a leaf that requires grad (`torch.nn.Parameter`). */
export interface Parameter extends ParameterImpl {}

/**
 * Makes a parameter of a tensor's values, over the same memory and without its history, with or without `new`
 * (`torch.nn.Parameter`); `requires_grad` is true unless said otherwise.
 */
export const Parameter = callable('Parameter', ParameterImpl.prototype as Parameter,
  (...args: typeof takes.Parameter.args) => {
    const [data, wanted] = takes.Parameter.list(args);
    const source = data ?? empty(0);
    const requires_grad = checkedFlag('_make_subclass', 'require_grad', 3, wanted);
    const made = keep(variable_data(source, ParameterImpl));
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
export const Buffer: Callable<typeof takes.Buffer.args, Buffer> = callable(
  'Buffer', Object.create(TensorImpl.prototype as object) as Buffer,
  (...args: typeof takes.Buffer.args) => {
    const [data, persistent] = takes.Buffer.list(args);
    const source = data ?? empty(0);
    const made = keep(source.detach().requires_grad_(source.requires_grad));
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

class UninitializedParameterImpl extends ParameterImpl {
  /** Gives the parameter a shape, and memory with any values. It is an ordinary one from then on. */
  materialize(...args: typeof takes.materialize.args): void {
    const [shape, device, dtype] = takes.materialize.list(args);
    endWaiting(this);
    this.data = empty(shape, { device: device ?? this.device, dtype: dtype ?? this.dtype });
    Object.setPrototypeOf(this, ParameterImpl.prototype);
  }
  override get shape(): Size {
    throw withoutShape();
  }
  __deepcopy__(): UninitializedParameter {
    const { requires_grad, device, dtype } = this;
    return UninitializedParameter({ requires_grad, device, dtype });
  }
  override toString(): string {
    return '<UninitializedParameter>';
  }
  override [inspect.custom](): string {
    return this.toString();
  }
}

class UninitializedBufferImpl extends TensorImpl {
  /** Gives the buffer a shape, and memory with any values. It is an ordinary tensor from then on. */
  materialize(...args: typeof takes.materialize.args): void {
    const [shape, device, dtype] = takes.materialize.list(args);
    endWaiting(this);
    this.data = empty(shape, { device: device ?? this.device, dtype: dtype ?? this.dtype });
    Object.setPrototypeOf(this, TensorImpl.prototype);
  }
  override get shape(): Size {
    throw withoutShape();
  }
  __deepcopy__(): UninitializedBuffer {
    const { requires_grad, device, dtype } = this;
    return UninitializedBuffer({ requires_grad, device, dtype });
  }
  override toString(): string {
    return '<UninitializedBuffer>';
  }
  override [inspect.custom](): string {
    return this.toString();
  }
}

/** Every method of tensors, but for those that do not look at elements, throws on what waits for its shape. */
function refuseMethods(prototype: TensorImpl, className: string): void {
  const left = new Set(['constructor', 'toString', 'dispose', 'toJSON', ...allowedMethods]);
  for (let owner: unknown = TensorImpl.prototype; owner instanceof TensorBase || owner === TensorBase.prototype;
    owner = Object.getPrototypeOf(owner)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof value !== 'function' || left.has(name) || name.startsWith('__')) continue;
      const refuse = (): never => {
        throw uninitialized(name, true, className);
      };
      Object.defineProperty(prototype, name, { value: refuse, writable: true, configurable: true });
    }
  }
  Object.defineProperty(prototype, 'length', {
    get: (): never => {
      throw uninitialized('__len__', true, className);
    },
    configurable: true,
  });
  Object.defineProperty(prototype, 'size', {
    value(this: TensorImpl, ...args: [dim?: number]): unknown {
      return (this.data.size as (dim?: number) => unknown)(...args);
    },
    writable: true,
    configurable: true,
  });
}

function withoutShape(): RuntimeError {
  return new RuntimeError(
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `load_state_dict` " +
      'when trying to load an uninitialized parameter into an initialized one. Call `forward` to initialize the ' +
      'parameters before accessing their attributes.');
}

/** A parameter whose shape is not known yet (`torch.nn.UninitializedParameter`). */
export type UninitializedParameter = UninitializedParameterImpl;
/** A buffer whose shape is not known yet (`torch.nn.UninitializedBuffer`). */
export type UninitializedBuffer = UninitializedBufferImpl;

/** The face of a class of tensors without a shape. */
function withoutShapeOf<T extends TensorImpl, Args extends unknown[]>(
  name: string, of: TensorClass<T>,
  read: (args: Args) => [requires_grad: boolean, device: DeviceLike | null, dtype: dtype | null, persistent?: boolean],
): Callable<Args, T> {
  let isReady = false;
  return callable(name, of.prototype as T, (...args: Args): T => {
    const [requires_grad, device, dtype, persistent = true] = read(args);
    // Not before: it takes as long as some other modules together.
    if (!isReady) refuseMethods(of.prototype as T, name);
    isReady = true;
    const made = keep(variable_data(empty([0], { device, dtype }), of));
    made.requires_grad = requires_grad;
    if (!persistent) buffers.set(made, false);
    beginWaiting(made, name);
    return made;
  });
}

/** Makes a parameter without a shape, with or without `new` (`torch.nn.UninitializedParameter`). */
export const UninitializedParameter = withoutShapeOf(
  'UninitializedParameter', UninitializedParameterImpl,
  (args: typeof takes.UninitializedParameter.args) => takes.UninitializedParameter.list(args));
/** Makes a buffer without a shape, with or without `new` (`torch.nn.UninitializedBuffer`). */
export const UninitializedBuffer = withoutShapeOf(
  'UninitializedBuffer', UninitializedBufferImpl,
  (args: typeof takes.UninitializedBuffer.args) => takes.UninitializedBuffer.list(args));

/** Whether a value is a parameter or buffer that waits for its shape (`torch.nn.parameter.is_lazy`). */
export function is_lazy(value: unknown): value is UninitializedParameter | UninitializedBuffer {
  return value instanceof UninitializedParameterImpl || value instanceof UninitializedBufferImpl;
}
