import { signature } from '../../../arguments/signature.js';
import { autocast } from '../../../amp/autocast.js';
import { get_autocast_dtype, is_autocast_enabled } from '../../../settings/autocast.js';
import { ones, zeros } from '../../../generated/torch.js';
import { warn } from '../../../python/warnings.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { float64, int32 } from '../../../values/dtype.js';
import { NotImplementedError, RuntimeError, ValueError } from '../../../values/errors.js';
import { checkInputs } from '../checks.js';
import { attend } from './autograd.js';
import { AuxOutput, type AuxRequest } from './aux.js';
import { BlockMask, wholeBlockSize } from './block_mask.js';
import { checkKernelOptions, type FlexKernelOptions } from './kernel_options.js';
import type { Plan } from './math.js';
import { identity, slicedMaskMod, type ScoreMod } from './mods.js';

/** What programs may assign: `torch.nn.attention.flex_attention._FLEX_ATTENTION_DISABLE_COMPILE_DEBUG = true`. */
export const settings = {
  /** Whether what the change of scores captures gets no gradient, as in PyTorch without its compiler. */
  _FLEX_ATTENTION_DISABLE_COMPILE_DEBUG: false,
};

const takes = signature(`flex_attention(query: Tensor, key: Tensor, value: Tensor, score_mod: ScoreMod | None = None,
  block_mask: BlockMask | None = None, scale: float | None = None, enable_gqa: bool = False, return_lse: bool = False,
  kernel_options: FlexKernelOptions | None = None, *, return_aux: AuxRequest | None = None)`);
type Given = ReturnType<typeof takes.read>;

/** What {@link flex_attention} takes by name. */
export interface FlexOptions {
  /** Changes each score. */
  readonly score_mod?: ScoreMod | null;
  /** Says which scores count. */
  readonly block_mask?: BlockMask | null;
  /** What scores are multiplied by; 1 / sqrt(E) if not given. */
  readonly scale?: number | null;
  /** Whether several heads of queries may share a head of keys. */
  readonly enable_gqa?: boolean;
  readonly kernel_options?: FlexKernelOptions | null;
}

/**
 * Attention whose scores a function changes one by one (`torch.nn.attention.flex_attention.flex_attention`):
 * `score_mod(score, b, h, q_idx, kv_idx)`, tensors without dimensions, of which `bias.index(h, q_idx)` reads places.
 * Shapes: query (B, Hq, L, E), key (B, Hkv, S, E), value (B, Hkv, S, Ev) to (B, Hq, L, Ev), and with `return_aux` an
 * {@link AuxOutput} beside it. It runs by the formula. As in PyTorch, query, key and value get no gradient on a CPU,
 * where a NotImplementedError says so; what `score_mod` captures does. Throws ValueErrors for shapes that do not go
 * together, and a RuntimeError for a `block_mask` of other lengths.
 */
export function flex_attention(
  query: Tensor, key: Tensor, value: Tensor, options: FlexOptions & { readonly return_aux: AuxRequest },
): [output: Tensor, aux: AuxOutput];
export function flex_attention(
  query: Tensor, key: Tensor, value: Tensor, options: FlexOptions & { readonly return_lse: true },
): [output: Tensor, lse: Tensor];
export function flex_attention(...args: typeof takes.args): Tensor;
export function flex_attention(...args: unknown[]): unknown {
  const given = takes.read(args as typeof takes.args);
  checkDevice(given);
  return flexAttention(given);
}

/** {@link flex_attention}, whose formula has gradients everywhere, for all devices. */
export function flexAttention(given: Given): unknown {
  const { query, key, value, return_lse, return_aux } = given;
  checkShapes(given);
  const block_mask = given.block_mask ?? emptyMask(query);
  checkMask(given, block_mask);
  if (return_lse && return_aux !== null) {
    throw new ValueError('Cannot specify both return_lse and return_aux. return_lse is deprecated, please use ' +
      'return_aux=AuxRequest(lse=True) instead.');
  }
  if (return_lse) {
    warn('FutureWarning', 'return_lse is deprecated and will be removed in v2.10. Please use ' +
      'return_aux=AuxRequest(lse=True) instead.');
  }
  checkKernelOptions([query, key, value], given.kernel_options, return_aux);
  const captures = !settings._FLEX_ATTENTION_DISABLE_COMPILE_DEBUG;
  if (captures) warnSlow();
  const plan: Plan = {
    score_mod: given.score_mod ?? identity, mask_mod: block_mask.mask_mod,
    scale: given.scale ?? 1 / Math.sqrt(query.size(-1)),
  };
  const [out, lse2, max2] = withoutAutocast(
    [query, key, value], (q, k, v) => attend(q, k, v, block_mask, plan, captures));
  const natural = (each: Tensor, wanted: boolean): Tensor | null =>
    (wanted && each.numel() > 0 ? each.mul(Math.log(2)) : null);
  if (return_aux !== null) {
    return [out, AuxOutput(natural(lse2, return_aux.lse), natural(max2, return_aux.max_scores))];
  }
  return return_lse ? [out, natural(lse2, true)] : out;
}

function warnSlow(): void {
  warn('UserWarning', 'flex_attention called without torch.compile() - this will use an unfused implementation that ' +
    'materializes the full scores matrix instead of generating a fused kernel.\n\n' +
    'SOLUTION: Use torch.compile(flex_attention)(...)\n\n' +
    'If you want to debug your score_mod/mask_mod, you can set:\n' +
    'torch.nn.attention.flex_attention._FLEX_ATTENTION_DISABLE_COMPILE_DEBUG = True\n\n' +
    "This will allow you to use print statements or breakpoints. Note: This doesn't work with the backwards pass and " +
    'may produce incorrect results.');
}

/** In autocast the three are cast, and the formula and the functions in it run without. */
function withoutAutocast<T>(tensors: readonly Tensor[], body: (...tensors: [Tensor, Tensor, Tensor]) => T): T {
  const { type } = tensors[0]!.device;
  const all = tensors as [Tensor, Tensor, Tensor];
  if ((type !== 'cpu' && type !== 'cuda') || !is_autocast_enabled(type)) return body(...all);
  const dtype = get_autocast_dtype(type);
  const cast = all.map((each) =>
    (each.is_floating_point() && each.dtype !== float64 ? each.to(dtype) : each)) as typeof all;
  return autocast(type, { enabled: false }, () => body(...cast));
}

/** One block, however long queries and keys are. */
function emptyMask(query: Tensor): BlockMask {
  const of = { dtype: int32, device: query.device };
  return BlockMask.from_kv_blocks(
    ones([1, 1, 1], of), zeros([1, 1, 1, 1], of), { BLOCK_SIZE: wholeBlockSize, seq_lengths: [1, 1] });
}

function checkDevice({ query, key, value }: Given): void {
  checkKinds(query, key, value);
  const { type } = query.device;
  if ((type === 'cpu' || type === 'mps') && [query, key, value].some((each) => each.requires_grad)) {
    throw new NotImplementedError(`FlexAttention does not support backward on ${type.toUpperCase()}. Please set the input ` +
      'requires_grad to False or use another device.');
  }
  if (!['cuda', 'cpu', 'xpu', 'hpu', 'mps'].includes(type)) {
    throw new ValueError('FlexAttention is only supported on CUDA, CPU, HPU, or MPS devices. Found input tensors on ' +
      `${type} device.`);
  }
}

function checkKinds(query: Tensor, key: Tensor, value: Tensor): void {
  if ([query, key, value].some((each) => each.is_nested)) {
    throw new NotImplementedError('flex_attention does not support NestedTensor inputs, including ' +
      'torch.compile(flex_attention) with jagged NestedTensor inputs. Convert inputs to dense tensors before calling ' +
      'flex_attention.');
  }
  checkInputs(query, key, value, true);
  const [width, other] = [query.size(-1), key.size(-1)];
  if (width === other) return;
  throw new ValueError('Expect query and key/value to have the same embedding dimension but got ' +
    `E=${width} and E=${other}.`);
}

function checkShapes({ query, key, value, enable_gqa, block_mask }: Given): void {
  if ([query, key, value].some((each) => each.dim() !== 4)) {
    throw new NotImplementedError('NYI: query, key, and value must be 4D tensors');
  }
  const [heads, shared] = [query.size(1), key.size(1)];
  if (!enable_gqa && heads !== shared) {
    throw new ValueError(`Expect query and key/value to have the same number of heads but got Hq=${heads} and ` +
      `Hkv=${shared}. Try setting enable_gqa=True for GQA.`);
  }
  if (enable_gqa && heads % shared !== 0) {
    throw new ValueError('Expect number of query heads to be a multiple of kv heads for GQA but got ' +
      `Hq=${heads} and Hkv=${shared}.`);
  }
  const [queries, keys] = [query.size(0), key.size(0)];
  if (queries === keys) return;
  if (block_mask === null) {
    throw new ValueError('Expect query and key/value to have the same batch size, or non-none block_mask, but got ' +
      `block_mask=None, Bq=${queries}, and Bkv=${keys}.`);
  }
  const masks = block_mask.kv_num_blocks.size(0);
  if (masks === queries) return;
  throw new ValueError('Expect query and key/value to have the same batch size, or block_mask and query to have the same ' +
    `batch size, but got Bq=${queries}, Bkv=${keys}, B_block_mask=${masks}.`);
}

function checkMask({ query, key }: Given, mask: BlockMask): void {
  if (mask.mask_mod === slicedMaskMod) throw new RuntimeError('Cannot use mask_mod from a sliced BlockMask');
  if (mask.BLOCK_SIZE.some((size) => size !== wholeBlockSize)) {
    const lengths = [query.size(-2), key.size(-2)];
    const masked = mask.shape.slice(-2);
    if (lengths.some((length, i) => length > masked[i]!)) {
      throw new RuntimeError("block_mask was created for a smaller length than you're using it for, you likely need to " +
        'create a new block mask.');
    }
    if (lengths.some((length, i) => length < masked[i]!)) {
      throw new RuntimeError("block_mask was created for a larger length than you're using it for, you can either 1. " +
        "create a new block mask with the correct length, or 2. 'adjust' the existing block mask to the correct length " +
        "by calling block_mask._adjust(q_len, kv_len). This essentially 'crops' the block mask to the upper left " +
        'corner, which does not work for all mask_mods!');
    }
  }
  const [one, other] = [query.device, mask.kv_num_blocks.device].map(String);
  if (one !== other) {
    throw new RuntimeError(`Expect q/k/v and block_mask to be on the same device but got ${one} and ${other}.`);
  }
}
