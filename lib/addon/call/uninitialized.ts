/**
 * Parameters and buffers of lazy layers wait for the first input: until then nothing but a few methods takes them
 * (`torch.nn.parameter.UninitializedTensorMixin`).
 */
import { ValueError } from '../../values/errors.js';

/** Methods that look at dtype and device only, or change them. */
export const allowedMethods: ReadonlySet<string> = new Set([
  'size', 'copy_', 'is_complex', 'is_floating_point', 'half', 'float', 'double', 'char', 'short', 'int', 'long', 'cuda',
  'cpu', 'to', 'get_device',
  // Attributes, which are operators here.
  'T', 'H', 'mT', 'mH', 'real', 'imag',
]);

/** The waiting ones, each with the name of its class. */
const waiting = new WeakMap<object, string>();
/** How many were made and not given a shape; most programs have none, and then nobody looks. */
let count = 0;

export function beginWaiting(tensor: object, className: string): void {
  waiting.set(tensor, className);
  count++;
}

export function endWaiting(tensor: object): void {
  if (waiting.delete(tensor)) count--;
}

/**
 * Throws PyTorch's ValueError if one of two arguments is waiting, or an element of a list or of the trailing plain
 * object that one of them is.
 */
export function refuseWaiting(name: string, isMethod: boolean, first: unknown, second: unknown): void {
  if (count !== 0) search(name, isMethod, first, second);
}

function search(name: string, isMethod: boolean, first: unknown, second: unknown): void {
  if (isMethod ? allowedMethods.has(name) : name === '_has_compatible_shallow_copy_type') return;
  for (const argument of [first, second].flatMap(partsOf)) {
    const className = typeof argument === 'object' && argument !== null ? waiting.get(argument) : undefined;
    if (className !== undefined) throw uninitialized(name, isMethod, className);
  }
}

function partsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flat();
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.values(value as object).flat() as unknown[] : [value];
}

export function uninitialized(name: string, isMethod: boolean, className: string): ValueError {
  const what = isMethod
    ? `<method '${name}' of 'torch._C.TensorBase' objects>`
    : `<built-in method ${name} of type object>`;
  return new ValueError(
    `Attempted to use an uninitialized parameter in ${what}. This error happens when you are using a \`LazyModule\` or ` +
      `explicitly manipulating \`torch.nn.parameter.${className}\` objects. When using LazyModules Call \`forward\` with ` +
      'a dummy batch to initialize the parameters before calling torch functions');
}
