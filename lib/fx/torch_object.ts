/** What generated code calls `torch`. */
import * as fft from '../fft.js';
import * as functional from '../functional.js';
import * as generated from '../generated/torch.js';
import * as linalg from '../linalg.js';
import * as nn from '../nn/index.js';
import * as special from '../special.js';
import { full, tensor } from '../tensor/factories.js';
import { slice } from '../tensor/slice.js';
import { Complex } from '../values/complex.js';
import { device } from '../values/device.js';
import * as dtypes from '../values/dtype.js';
import * as layouts from '../values/layout.js';
import * as formats from '../values/memory_format.js';
import * as schemes from '../values/qscheme.js';
import { Size } from '../values/size.js';
import { ops } from '../operators/ops.js';

let made: Readonly<Record<string, unknown>> | undefined;

/** The functions of `torch`, its namespaces of functions and layers, and what arguments are. */
export function torchObject(): Readonly<Record<string, unknown>> {
  return (made ??= Object.freeze({
    ...schemes, ...formats, ...layouts, ...dtypes, ...generated, ...functional, Complex, Size, device, fft, full,
    linalg, nn, ops, slice, special, tensor,
  }));
}
