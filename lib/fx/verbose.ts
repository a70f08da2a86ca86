/** Comments in generated code: where values come from, and what is known of them. */
import { is_tensor } from '../values/is_tensor.js';
import { py_repr } from '../python/repr.js';
import type { NodeMeta } from './meta.js';
import { dtypeText, shapeText, tensorText, valueOf } from './meta_text.js';
import { isMetadata } from './metadata.js';

/** The innermost frame of a stack: `File: net.ts:12 in forward`. */
function frameText(trace: string): string | undefined {
  const frames = [...trace.matchAll(/^\s*File "(.+)", line (\d+), in (.+)$/gm)];
  const last = frames.at(-1);
  return last === undefined ? undefined : `File: ${last[1]}:${last[2]} in ${last[3]}`;
}

/** The comment over the lines of a node. */
export function summaryOf(meta: NodeMeta, additional: readonly string[]): string {
  const noted = additional.filter((key) => key in meta).map((key) => `${key}: ${py_repr(meta[key])}`);
  const frame = meta.stack_trace == null ? undefined : frameText(meta.stack_trace);
  const before = noted.length === 0 ? '' : `${noted.join(', ')} `;
  return `\n// ${before}${frame ?? 'No stacktrace found for following nodes'}\n`;
}

/** The comment behind the name of a value. */
export function annotationOf(
  meta: NodeMeta,
  { include_stride, include_device }: { readonly include_stride?: boolean; readonly include_device?: boolean },
): string {
  const value = valueOf(meta);
  if (is_tensor(value)) return ` /* ${tensorText(value, include_stride === true, include_device === true)} */`;
  return isMetadata(value) ? ` /* ${dtypeText(value.dtype)}${shapeText(value.shape)} */` : '';
}
