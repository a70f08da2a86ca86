import type { Defaults } from '../values/defaults.js';
import type { device } from '../values/device.js';
import { bool, complex128, complex64, float64, int64, type dtype } from '../values/dtype.js';
import { sparse_coo, strided, type layout } from '../values/layout.js';
import { contentsText, type Contents } from './formatter.js';
import type { PrintOptions } from './options.js';

/** What a tensor's text is made of: the narrow view of a tensor that printing needs. */
export interface Printable {
  readonly shape: readonly number[];
  readonly dtype: dtype;
  readonly device: device;
  readonly layout: layout;
  /** The elements; of a sparse tensor only its parts are printed, of a quantized one the real numbers it stands for. */
  readonly contents: Contents | null;
  readonly sparse: SparseParts | null;
  /** Suffixes such as `['scale', '0.1']`, in order. */
  readonly quantization: readonly (readonly [name: string, text: string])[] | null;
  /** The texts of the tensors of a nested one. */
  readonly nested: readonly string[] | null;
  readonly requires_grad: boolean;
  readonly grad_fn_name: string | null;
  readonly is_parameter: boolean;
  /** The text of the derivative that forward mode carries along; null for none. */
  readonly tangent: string | null;
}

export interface SparseParts {
  readonly nnz: number;
  /** `indices` and `values`, or the compressed, the plain indices and the values. */
  readonly parts: readonly (readonly [name: string, contents: Contents])[];
}

/** The text of a tensor, to the character as PyTorch prints it. */
export function printableText(tensor: Printable, options: PrintOptions, defaults: Defaults): string {
  const prefix = tensor.nested === null ? 'tensor(' : 'nested_tensor(';
  const indent = prefix.length;
  const suffixes: string[] = [];
  if (!isDefaultDevice(tensor.device, defaults)) suffixes.push(`device='${tensor.device}'`);
  const body = bodyText(tensor, indent, suffixes, options, defaults);
  if (tensor.layout !== strided) suffixes.push(`layout=${tensor.layout}`);
  if (tensor.grad_fn_name !== null) suffixes.push(`grad_fn=<${tensor.grad_fn_name}>`);
  else if (tensor.requires_grad) suffixes.push('requires_grad=True');
  if (tensor.tangent !== null) suffixes.push(`tangent=${tensor.tangent}`);
  const text = addSuffixes(prefix + body, suffixes, indent, tensor.layout === sparse_coo, options.linewidth);
  return tensor.is_parameter ? `Parameter containing:\n${text}` : text;
}

/** A shape as Python prints a tuple: `(2, 3)`, `(2,)`, `()`. */
export function tupleText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

function isDefaultDevice(device: device, defaults: Defaults): boolean {
  if (device.type !== defaults.deviceType() || device.type === 'mps') return false;
  return device.type !== 'cuda' || device.index === defaults.cudaDevice();
}

/** The part before the suffixes; adds those that say what the part does not show. */
function bodyText(
  tensor: Printable, indent: number, suffixes: string[], options: PrintOptions, defaults: Defaults,
): string {
  const { shape, dtype, contents } = tensor;
  const isMeta = tensor.device.type === 'meta';
  const size = `size=${tupleText(shape)}`;
  const dtypeSuffix = `dtype=${dtype}`;
  const goesWithoutSaying = hasDefaultDtype(dtype, defaults);
  if (tensor.sparse !== null) {
    suffixes.push(size);
    if (!isMeta) suffixes.push(`nnz=${tensor.sparse.nnz}`);
    if (!goesWithoutSaying) suffixes.push(dtypeSuffix);
    return partsText(tensor.sparse, isMeta, indent, options);
  }
  if (tensor.quantization !== null) {
    suffixes.push(size);
    if (!goesWithoutSaying) suffixes.push(dtypeSuffix);
    for (const [name, text] of tensor.quantization) suffixes.push(`${name}=${text}`);
    return contentsText(contents!, indent, options);
  }
  if (tensor.nested !== null) {
    return `[\n${tensor.nested.map((text) => text.replace(/^/gm, '  ')).join(',\n')}\n]`;
  }
  if (isMeta) {
    suffixes.push(size);
    if (dtype !== defaults.dtype()) suffixes.push(dtypeSuffix);
    return '...';
  }
  if (shape.includes(0)) {
    if (shape.length !== 1) suffixes.push(size);
    // There are no elements whose look would tell int64 or bool.
    if (dtype !== defaults.dtype()) suffixes.push(dtypeSuffix);
    return '[]';
  }
  if (options.edgeitems === 0) suffixes.push(size);
  if (!goesWithoutSaying) suffixes.push(dtypeSuffix);
  return contentsText(contents!, indent, options);
}

function hasDefaultDtype(dtype: dtype, defaults: Defaults): boolean {
  const defaultReal = defaults.dtype();
  const defaultComplex = defaultReal === float64 ? complex128 : complex64;
  return dtype === defaultReal || dtype === defaultComplex || dtype === int64 || dtype === bool;
}

function partsText({ parts }: SparseParts, isMeta: boolean, indent: number, options: PrintOptions): string {
  const texts = parts.map(([name, contents]) => {
    const prefix = `${name}=tensor(`;
    const body = isMeta ? '...' : contentsText(contents, indent + prefix.length, options);
    const size = isMeta || contents.shape.includes(0) ? `, size=${tupleText(contents.shape)}` : '';
    return `${prefix}${body}${size})`;
  });
  return texts.join(`,\n${' '.repeat(indent)}`);
}

/** Appends `, suffix`es and the closing bracket, on a new line where the line would pass its width. */
function addSuffixes(
  text: string, suffixes: readonly string[], indent: number, forceNewline: boolean, linewidth: number,
): string {
  let result = text;
  // One more than the line has, or two where it is the only one: as PyTorch counts.
  let lineLength = text.length - text.lastIndexOf('\n') + 1;
  let newline = forceNewline;
  for (const suffix of suffixes) {
    if (newline || lineLength + suffix.length + 2 > linewidth) {
      result += `,\n${' '.repeat(indent)}${suffix}`;
      lineLength = indent + suffix.length;
      newline = false;
    } else {
      result += `, ${suffix}`;
      lineLength += suffix.length + 2;
    }
  }
  return `${result})`;
}
