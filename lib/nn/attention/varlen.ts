/** `torch.nn.attention.varlen`: attention of sequences of different lengths, one after the other in one tensor. */
import { switches } from '../../addon/doors.js';
import { op } from '../../addon/call/op.js';
import { signature } from '../../arguments/signature.js';
import { Function, type FunctionCtx } from '../../autograd/function.js';
import { is_grad_enabled } from '../../autograd/grad_mode.js';
import { version as cudnn_version } from '../../backends/cudnn.js';
import { get_device_capability } from '../../cuda/device.js';
import { empty, zeros } from '../../generated/torch.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import { bfloat16, float16, uint64 } from '../../values/dtype.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { checkHeads } from './checks.js';
import { pythonTuple } from './flex/aux.js';
import { SDPBackend } from './sdp_backend.js';
import { is_priority_order_active } from './sdpa_kernel.js';

const takes = {
  request: signature('AuxRequest(lse: bool = False)'),
  attn: signature(`varlen_attn(query: Tensor, key: Tensor, value: Tensor, cu_seq_q: Tensor,
    cu_seq_k: Tensor | None, max_q: int, max_k: int, *, return_aux: AuxRequest | None = None,
    scale: float | None = None, window_size: tuple[int, int] = (-1, -1), enable_gqa: bool = False,
    seqused_k: Tensor | None = None, block_table: Tensor | None = None, num_splits: int | None = None)`),
  out: signature(`varlen_attn_out(out: Tensor, query: Tensor, key: Tensor, value: Tensor, cu_seq_q: Tensor,
    cu_seq_k: Tensor | None, max_q: int, max_k: int, *, return_aux: AuxRequest | None = None,
    scale: float | None = None, window_size: tuple[int, int] = (-1, -1), enable_gqa: bool = False,
    seqused_k: Tensor | None = None, block_table: Tensor | None = None, num_splits: int | None = None)`),
};
type Given = ReturnType<typeof takes.attn.read>;

/** What attention is to give besides its output (`torch.nn.attention.varlen.AuxRequest`). */
export type AuxRequest = readonly [lse: boolean] & { readonly lse: boolean };
/** Makes one: `AuxRequest({ lse: true })` (`torch.nn.attention.varlen.AuxRequest`). */
export const AuxRequest = pythonTuple<typeof takes.request.args, AuxRequest>(
  'AuxRequest', ['lse'], (args) => takes.request.list(args));

/**
 * Attention of each sequence by itself (`torch.nn.attention.varlen.varlen_attn`): query (Tq, Hq, D), key and value
 * (Tk, Hkv, D), where sequence i goes from `cu_seq_q[i]` to `cu_seq_q[i + 1]`, to (Tq, Hq, D). The kernels are those of
 * flash attention and cuDNN, which CUDA devices have: elsewhere libtorch's NotImplementedError says so. Throws
 * ValueErrors for numbers of heads that do not fit, and for a `scale` that is not positive.
 */
export function varlen_attn(...args: typeof takes.attn.args): Tensor;
export function varlen_attn(...args: unknown[]): unknown {
  const given = takes.attn.read(args as typeof takes.attn.args);
  const call = checked(given);
  const [out, lse] = VarlenAttn.apply(given.query, given.key, given.value, call);
  return given.return_aux?.lse === true ? [out, lse] : out;
}

/** {@link varlen_attn}, written into `out` (`torch.nn.attention.varlen.varlen_attn_out`). */
export function varlen_attn_out(...args: typeof takes.out.args): Tensor;
export function varlen_attn_out(...args: unknown[]): unknown {
  const { out, ...given } = takes.out.read(args as typeof takes.out.args);
  const call = checked(given);
  const lengths = [out, given.query, given.key, given.value, call.cu_seq_q, call.cu_seq_k, call.max_q, call.max_k];
  const lse = call.byFlash
    ? op('aten::_flash_attention_forward_no_dropout_inplace')(...lengths, 0, call.is_causal, false, flashOptions(call))
    : op('aten::_cudnn_attention_forward_no_dropout_inplace')(...lengths, call.is_causal, cudnnOptions(call));
  return given.return_aux?.lse === true ? [out, lse] : out;
}

/** What a kernel is told beside query, key and value. */
interface Call extends Given {
  readonly is_causal: boolean;
  /** By flash attention; else by cuDNN. */
  readonly byFlash: boolean;
}

const flashOptions = ({ scale, window_size, seqused_k, block_table, num_splits }: Call) => ({
  scale, window_size_left: window_size[0], window_size_right: window_size[1], seqused_k, block_table, num_splits,
});
const cudnnOptions = ({ scale, seqused_k, block_table }: Call) => ({ scale, seqused_k, block_table });

function checked(given: Given): Call {
  const { query, key, scale, window_size, block_table } = given;
  checkHeads(query.size(1), key.size(block_table === null ? 1 : 2), given.enable_gqa);
  if (scale !== null && !(scale > 0)) throw new ValueError(`scale must be greater than 0, got ${py_repr(scale)}`);
  const is_causal = window_size.length === 2 && window_size[0] === -1 && (window_size[1] as number) === 0;
  const byFlash = choosesFlash(given, is_causal);
  if (window_size.length !== 2) {
    throw new ValueError(`window_size must have length 2, got ${(window_size as readonly number[]).length}`);
  }
  return { ...given, is_causal, byFlash };
}

/** Whether flash attention is the first that may be used; otherwise cuDNN is. Throws a RuntimeError if neither is. */
function choosesFlash(given: Given, is_causal: boolean): boolean {
  const [cudnn, flash] = [switches.read_switch('cudnn_sdp'), switches.read_switch('flash_sdp')];
  const reasons = cudnn ? [...cudnnObstacles(given, is_causal)] : [];
  const { FLASH_ATTENTION, CUDNN_ATTENTION } = SDPBackend;
  const order = is_priority_order_active()
    ? switches.read_switch('sdp_priority_order') : [CUDNN_ATTENTION.value, FLASH_ATTENTION.value];
  for (const backend of order) {
    if (backend === CUDNN_ATTENTION.value && cudnn && reasons.length === 0) return false;
    if (backend === FLASH_ATTENTION.value && flash) return true;
  }
  if (cudnn) {
    throw new RuntimeError('SDPBackend.CUDNN_ATTENTION was requested for varlen_attn, but its constraints are not ' +
      `satisfied:\n  - ${reasons.join('\n  - ')}`);
  }
  throw new RuntimeError('No viable backend for varlen_attn. Enable SDPBackend.FLASH_ATTENTION or ' +
    'SDPBackend.CUDNN_ATTENTION with sdpa_kernel().');
}

/** The version of cuDNN that a device uses, 0 where there is none, and the major number of what the device can. */
function deviceOf(query: Tensor): { version: number; major: number } {
  if (query.device.type !== 'cuda') return { version: 0, major: 0 };
  return { version: cudnn_version() ?? 0, major: get_device_capability(query.device)[0] };
}

const wideForward = new Set(['192,128', '192,192', '256,128', '256,256']);
const wideBackward = new Set(['192,128']);

/** Why cuDNN cannot compute it. */
function* cudnnObstacles(given: Given, is_causal: boolean): Generator<string> {
  const { query, key, value, cu_seq_q, cu_seq_k, max_q, window_size, seqused_k, block_table } = given;
  const { version, major } = deviceOf(query);
  if (query.device.type !== 'cuda') yield 'query must be on CUDA';
  else if (version < 91800 || (major !== 9 && major !== 10)) yield 'cuDNN >= 9.18 on SM90 or SM100 is required';
  if (max_q <= 128 && version < 92400) yield 'max_q <= 128 requires cuDNN >= 9.24';
  if (query.dtype !== float16 && query.dtype !== bfloat16) yield 'query dtype must be float16 or bfloat16';
  const widths = [query.size(-1), value.size(-1)] as const;
  if (widths.some((width) => width % 8 !== 0)) yield 'query and value head dimensions must be divisible by 8';
  const phase = is_grad_enabled() && [query, key, value].some((each) => each.requires_grad) ? 'backward' : 'forward';
  const [least, known] = phase === 'backward' ? [91900, wideBackward] : [92400, wideForward];
  if (widths.some((width) => width > 128) && (major !== 10 || version < least || !known.has(widths.join(',')))) {
    yield `query/value head dimensions ${py_repr(Object.freeze([...widths]))} are unsupported for cuDNN varlen ${phase}`;
  }
  if (is_causal) {
    if (seqused_k !== null && version < 92400) yield 'causal attention with a KV cache requires cuDNN >= 9.24';
    if (seqused_k === null && cu_seq_q !== cu_seq_k) {
      yield 'causal attention requires seqused_k or the same cu_seq tensor for Q and K';
    }
  } else if (window_size[0] !== -1 || window_size[1] !== -1) {
    yield 'window_size must be (-1, -1) or causal (-1, 0)';
  }
  if (given.num_splits !== null) yield 'num_splits is not supported';
  if (block_table === null) return;
  const page = key.size(1);
  if (page <= 0 || (page & (page - 1)) !== 0) yield 'paged KV requires a power-of-two page size';
  if (seqused_k === null) yield 'block_table requires seqused_k';
}

interface Ctx extends FunctionCtx {
  call: Call;
}

/** The attention as one node of the graph. */
class VarlenAttn extends Function {
  static override forward(ctx: Ctx, query: Tensor, key: Tensor, value: Tensor, call: Call): [Tensor, Tensor] {
    ctx.call = call;
    const lengths = [call.cu_seq_q, call.cu_seq_k, call.max_q, call.max_k];
    const [out, lse] = call.byFlash
      ? op<readonly [Tensor, Tensor]>('aten::_flash_attention_forward')(
          query, key, value, ...lengths, 0, call.is_causal, false, flashOptions(call))
      : op<readonly [Tensor, Tensor]>('aten::_cudnn_attention_forward')(
          query, key, value, null, ...lengths, true, 0, call.is_causal, false, cudnnOptions(call));
    if (ctx.needs_input_grad.includes(true)) {
      if (call.seqused_k !== null) throw new RuntimeError('seqused_k is an inference-only parameter.');
      if (call.block_table !== null) throw new RuntimeError('block_table is an inference-only parameter.');
    }
    ctx.mark_non_differentiable(lse);
    ctx.save_for_backward(query, key, value, out, lse);
    return [out, lse];
  }

  static override backward(ctx: Ctx, grad_out: Tensor): (Tensor | null)[] {
    const saved = ctx.saved_tensors as Tensor[];
    const { call } = ctx;
    const { cu_seq_q, cu_seq_k, max_q, max_k, is_causal, scale, window_size: [left, right] } = call;
    const { device } = saved[0]!;
    // Nothing was left out, so no numbers were drawn.
    const state = zeros([2], { dtype: uint64, device });
    const gradients = call.byFlash
      ? op<readonly Tensor[]>('aten::_flash_attention_backward')(
          grad_out, ...saved, cu_seq_q, cu_seq_k, max_q, max_k, 0, is_causal, state, empty([0], { device }),
          { scale, window_size_left: left, window_size_right: right })
      : op<readonly Tensor[]>('aten::_cudnn_attention_backward')(
          grad_out, ...saved, state, state, null, cu_seq_q, cu_seq_k, max_q, max_k, 0, is_causal, { scale });
    return [...gradients, null];
  }
}
