import * as dtypes from '../values/dtype.js';
import { strided } from '../values/layout.js';
import { channels_last, contiguous_format, preserve_format } from '../values/memory_format.js';
import { split } from './split.js';

/** The names that stand for values in signatures. */
const names: Readonly<Record<string, unknown>> = {
  None: null, True: true, False: false, inf: Infinity, 'torch.strided': strided, 'torch.channels_last': channels_last,
  'torch.contiguous_format': contiguous_format, 'torch.preserve_format': preserve_format,
  'torch.float32': dtypes.float32, 'torch.float64': dtypes.float64, 'torch.bfloat16': dtypes.bfloat16,
  'torch.int64': dtypes.int64,
  // Pillow's numbers, which stand for torchvision's modes too.
  'Resampling.NEAREST': 0, 'InterpolationMode.NEAREST': 0, 'InterpolationMode.BILINEAR': 2,
};

/** The value of a Python literal; tuples and lists become frozen arrays. `text` is what an error names. */
export function literal(source: string, text: string): unknown {
  const trimmed = source.trim();
  if (Object.hasOwn(names, trimmed)) return names[trimmed];
  if (/^-?[\d.]+(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  const quoted = /^(["'])(.*)\1$/s.exec(trimmed);
  if (quoted) return quoted[2];
  const list = /^[([](.*)[)\]]$/s.exec(trimmed);
  if (list) return Object.freeze(split(list[1]!, ',').map((item) => literal(item, text)));
  const ratio = /^(-?[\d.]+) ?\/ ?([\d.]+)$/.exec(trimmed);
  if (ratio) return Number(ratio[1]) / Number(ratio[2]);
  throw new SyntaxError(`no literal: ${trimmed} in ${text}`);
}
