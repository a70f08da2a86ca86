import { parseDevice, type DeviceLike } from '../values/device.js';
import type { dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import type { layout } from '../values/layout.js';
import type { Tensor } from '../tensor/tensor.js';

/** Throws PyTorch's RuntimeErrors for an `out` that is not what a creator was asked for by dtype, layout and device. */
export function checkOut(out: Tensor, asked: ReadonlyMap<string, unknown>): void {
  const type = asked.get('dtype') as dtype | undefined;
  if (type !== undefined && out.dtype !== type) {
    throw mismatch(`dtype ${type.scalarType}`, `dtype of out parameter (${out.dtype.scalarType})`);
  }
  const wanted = asked.get('layout') as layout | undefined;
  if (wanted !== undefined && out.layout !== wanted) {
    throw mismatch(`layout ${layoutText(wanted)}`, `layout of out parameter (${layoutText(out.layout)})`);
  }
  if (!asked.has('device')) return;
  const { type: place } = parseDevice(asked.get('device') as DeviceLike);
  if (out.device.type !== place) {
    throw mismatch(`device type ${place}`, `device type of out parameter (${out.device.type})`);
  }
}

function mismatch(asked: string, is: string): RuntimeError {
  return new RuntimeError(`${asked} does not match ${is}`);
}

/** As libtorch's messages name a layout: `Sparse`, `SparseCsr`, `Strided`. */
function layoutText({ name }: layout): string {
  return name.replace(/_coo$/, '').replace(/(^|_)[a-z]/g, (start) => start.at(-1)!.toUpperCase());
}
