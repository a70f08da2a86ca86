import { no_grad } from '../../autograd/grad_mode.js';
import { NotImplementedError } from '../../values/errors.js';
import { op } from '../../addon/call/op.js';
import { parseTo, type ToArguments, type ToOptions } from '../../tensor/convert.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';
import type { AnyModule } from './base.js';
import { Parameter } from '../parameter.js';
import { setMember, valuesOf } from './members.js';

/** `Module._apply`: puts `fn` of it in the place of every parameter, gradient and buffer. */
export function applyToTensors(module: AnyModule, fn: (tensor: Tensor) => Tensor, recurse: boolean): void {
  if (recurse) for (const child of module.children()) child._apply(fn);
  for (const [name, param] of valuesOf(module, 'parameter')) {
    if (param !== null) replaceParameter(module, name, param, fn);
  }
  for (const [name, buffer] of valuesOf(module, 'buffer')) {
    if (buffer !== null) setMember(module, name, 'buffer', fn(buffer));
  }
}

/** The parameter stays the same object where its memory can be exchanged: optimizers hold it. */
function replaceParameter(module: AnyModule, name: string, param: Parameter, fn: (tensor: Tensor) => Tensor): void {
  const applied = no_grad(() => fn(param));
  const { grad } = param;
  let target = param;
  if (exchangeable(param, applied)) {
    param.data = applied;
  } else {
    target = Parameter(applied, { requires_grad: param.requires_grad });
    setMember(module, name, 'parameter', target);
  }
  if (grad === null) return;
  const gradApplied = no_grad(() => fn(grad));
  if (target === param && exchangeable(grad, gradApplied)) grad.data = gradApplied;
  else target.grad = gradApplied.requires_grad_(grad.requires_grad);
}

const exchangeable = op<boolean>('aten::_has_compatible_shallow_copy_type');

/** What `Module.to` does to each tensor. Throws a TypeError for a dtype that modules are not made of. */
export function conversion(args: ToArguments): (tensor: Tensor) => Tensor {
  const { dtype, device, non_blocking, memory_format } = parseTo(args);
  if (dtype !== undefined && !dtype.is_floating_point && !dtype.is_complex) {
    throw new TypeError(
      `nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=${String(dtype)}`);
  }
  if (dtype?.is_complex) {
    warn('UserWarning',
      'Complex modules are a new feature under active development whose design may change, and some modules might not ' +
        'work as expected when using complex tensors as parameters or buffers. Please file an issue at ' +
        'https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml if a complex module does not work as ' +
        'expected.');
  }
  return (tensor) => {
    const converts = tensor.is_floating_point() || tensor.is_complex();
    const dim = memory_format === undefined ? 0 : tensor.dim();
    const options: ToOptions = {
      ...(device !== undefined && { device }), ...(dtype !== undefined && converts && { dtype }), non_blocking,
      ...(memory_format !== undefined && (dim === 4 || dim === 5) && { memory_format }),
    };
    try {
      return tensor.to(options);
    } catch (error) {
      throw error instanceof NotImplementedError ? fromMeta(error) : error;
    }
  };
}

function fromMeta(error: NotImplementedError): NotImplementedError {
  const base = 'Cannot copy out of meta tensor; no data!';
  if (!error.message.startsWith(base)) return error;
  return new NotImplementedError(
    `${base} Please use torch.nn.Module.to_empty() instead of torch.nn.Module.to() when moving module from meta to a ` +
      `different device.${error.message.slice(base.length)}`);
}
