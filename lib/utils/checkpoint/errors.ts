import { dtypeOf } from '../../values/dtype.js';
import { Size } from '../../values/size.js';
import { RuntimeError } from '../../values/errors.js';
import type { SavedMetadata } from '../../addon/checkpoint.js';

/** Forward and its repetition saved different tensors (`torch.utils.checkpoint.CheckpointError`). */
export class CheckpointError extends RuntimeError {
  override name = 'CheckpointError';
}

const tip = `
Tip: To see a more detailed error message, either pass \`debug=True\` to
\`torch.utils.checkpoint.checkpoint(...)\` or wrap the code block
with \`with torch.utils.checkpoint.set_checkpoint_debug_enabled(True):\` to
enable checkpoint‑debug mode globally.

If this error occurs under torch.compile with automatic_dynamic_shapes enabled,
it may be because the recomputation selected a different compiled graph than the
forward pass (e.g., a dynamic graph instead of the original static graph).
To fix this, either:
  - Use torch._dynamo.mark_dynamic() to explicitly mark varying dimensions as
    dynamic upfront, avoiding the static-to-dynamic transition.
  - Call torch._C._dynamo.eval_frame._set_lru_cache(False) to disable LRU cache
    reordering, which can change which graph is checked first between forward
    and recompute.
See https://github.com/pytorch/pytorch/issues/166926 for more details and
workaround examples.
`;

export function tooMany(): CheckpointError {
  return new CheckpointError('torch.utils.checkpoint: trying to save more tensors during recomputation than during ' +
    `the original forward pass.\n${tip}`);
}

export function otherNumber(forward: number, again: number): CheckpointError {
  return new CheckpointError('torch.utils.checkpoint: A different number of tensors was saved during the original ' +
    `forward and recomputation.\nNumber of tensors saved during forward: ${forward}\n` +
    `Number of tensors saved during recomputation: ${again}.\n${tip}`);
}

const metadataText = ([sizes, dtype, device]: SavedMetadata): string => {
  const [type, index] = device.split(':');
  const where = index === undefined ? `type='${type}'` : `type='${type}', index=${index}`;
  return `{'shape': ${String(new Size(sizes))}, 'dtype': ${String(dtypeOf(dtype))}, 'device': device(${where})}`;
};

export function otherMetadata(rows: readonly [number, SavedMetadata, SavedMetadata][]): CheckpointError {
  const all = rows.map(([index, saved, again]) => `tensor at position ${index}:\nsaved metadata: ` +
    `${metadataText(saved)}\nrecomputed metadata: ${metadataText(again)}\n`);
  return new CheckpointError('torch.utils.checkpoint: Recomputed values for the following tensors have different ' +
    `metadata than during the forward pass.\n${all.join('')}.\n${tip}`);
}

export function unpackedTwice(inGroup: boolean): CheckpointError {
  const extra = inGroup
    ? 'Performing two backward calls that overlap (i.e. require the same saved activation in order to compute ' +
      'gradients) is not allowed while under the torch.utils.checkpoint.GraphExecGroup context. '
    : '';
  return new CheckpointError('torch.utils.checkpoint: Unpack is being triggered for a tensor that was already unpacked ' +
    `once. ${extra}If you are calling ctx.saved_tensors in backward, make sure to do so only once. Otherwise please ` +
    'open an issue with details on your use case.');
}
