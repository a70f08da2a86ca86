import { modes } from '../addon/doors.js';
import { createHash } from 'node:crypto';
import * as types from '../values/dtype.js';
import { strided } from '../values/layout.js';
import type { Tensor } from './tensor.js';

/** More elements than these are told by a hash, too. */
const shown = 8;

/**
 * A text that two tensors share if they have the same dtype, shape, device, layout and elements; whether they require
 * a gradient does not matter. Zeros of both signs differ, and NaN equals NaN, as in `Object.is`. Reads all elements.
 */
export function likeness(tensor: Tensor): string {
  const device = tensor.is_cpu ? '' : ` ${tensor.device}`;
  const layout = tensor.layout === strided ? '' : ` ${tensor.layout}`;
  const about = `${tensor.dtype} [${[...tensor.shape].join(', ')}]${device}${layout}`;
  if (tensor.is_meta || tensor.numel() === 0) return about;
  const before = modes.is_grad_enabled();
  modes.set_grad_enabled(false);
  try {
    const elements = plain(tensor.detach());
    const first = (elements.narrow(0, 0, Math.min(shown, elements.numel())).tolist({ bigint: true }) as unknown[])
      .map((x) => (Object.is(x, -0) ? '-0' : String(x)));
    if (elements.numel() <= shown) return `${about}: ${first.join(', ')}`;
    return `${about}: ${first.join(', ')}, ... ${createHash('sha256').update(bytesOf(elements)).digest('base64')}`;
  } finally {
    modes.set_grad_enabled(before);
  }
}

/** The elements in a row, in memory of the processor. */
function plain(tensor: Tensor): Tensor {
  const dense = tensor.layout === strided ? tensor : tensor.to_dense();
  return (dense.is_quantized ? dense.dequantize() : dense).cpu().resolve_conj().resolve_neg().reshape(-1);
}

function bytesOf(elements: Tensor): Buffer {
  const inexact = (elements.is_floating_point() && elements.element_size() > 1) || elements.is_complex();
  // NaN has many bytes.
  const alike = inexact ? elements.masked_fill(elements.isnan(), NaN) : elements;
  const bytes = alike.contiguous().view(types.uint8).numpy();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
