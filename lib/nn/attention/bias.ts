/** `torch.nn.attention.bias`: causal masks that attention knows by their kind, without their elements. */
import { composite, type AnyFunction, type Composite, parts } from '../../arguments/overrides.js';
import { op } from '../../addon/call/op.js';
import { kind } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import { can_use_efficient_attention, can_use_flash_attention, SDPAParams } from '../../backends/cuda.js';
import { pad, scaled_dot_product_attention } from '../../generated/nn.js';
import { empty, ones, tril } from '../../generated/torch.js';
import { callable } from '../../python/callable.js';
import { Enumerated } from '../../python/enumeration.js';
import { py_repr } from '../../python/repr.js';
import { warn } from '../../python/warnings.js';
import type { Tensor } from '../../tensor/tensor.js';
import { around, inner, innerOf, WrapperTensor } from '../../tensor/wrapper.js';
import { device, type DeviceLike } from '../../values/device.js';
import { bool } from '../../values/dtype.js';
import { AssertionError, NotImplementedError, ValueError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { pythonType } from '../../values/type_name.js';
import { checkInputs } from './checks.js';
import { warnUnfused } from './warnings.js';

class CausalVariantImpl extends Enumerated {
  protected declare readonly isCausalVariant: true;

  /** The number, as Python's IntEnums print. */
  override toString(): string {
    return String(this.value);
  }
  override __repr__(): string {
    return `<CausalVariant.${this.name}: ${this.value}>`;
  }
}

/** Where a causal mask begins if there are more keys than queries (`torch.nn.attention.bias.CausalVariant`). */
export interface CausalVariant extends CausalVariantImpl {}

const variants = {
  /** The first query sees the first key. */
  UPPER_LEFT: new CausalVariantImpl('UPPER_LEFT', 1),
  /** The last query sees the last key. */
  LOWER_RIGHT: new CausalVariantImpl('LOWER_RIGHT', 2),
} as const;

/** The kinds of causal masks, by name or number (`torch.nn.attention.bias.CausalVariant`). */
export const CausalVariant = Object.assign(
  callable('CausalVariant', CausalVariantImpl.prototype as CausalVariant, (value: number): CausalVariant => {
    const found = Object.values(variants).find((each) => each.value === Number(value));
    if (found === undefined) throw new ValueError(`${py_repr(value)} is not a valid CausalVariant`);
    return found;
  }), variants);

const takes = {
  init: signature('CausalBias(variant: CausalVariant, seq_len_q: int, seq_len_kv: int)'),
  attention: signature(`scaled_dot_product_attention(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor = None,
    dropout_p: float = 0.0, is_causal: bool = False, scale: float = None, enable_gqa: bool = False)`, {
    Tensor: kind((value) => is_tensor(value) || value instanceof CausalBias),
  }),
};

const causal: Composite = {
  name: 'torch.nn.attention.bias.CausalBias',
  refuse: ({ name }) => new NotImplementedError(`${name}() of a CausalBias`),
};

/** PyTorch makes a tensor of the variant's number and both lengths, which nobody looks into. */
function checkedSize(value: unknown, position: number): void {
  if (Number.isInteger(value)) return;
  throw new TypeError(`new(): argument 'size' failed to unpack the object at pos ${position} with error "type must be ` +
    `tuple of ints,but got ${pythonType(value)}"`);
}

/**
 * A causal mask for `scaled_dot_product_attention` (`torch.nn.attention.bias.CausalBias`). Warns where the lower right
 * of more queries than keys is wanted, since the first ones see nothing. Throws an AssertionError for a variant that is
 * no {@link CausalVariant}.
 */
export class CausalBias extends WrapperTensor {
  variant: CausalVariant;
  seq_len_q: number;
  seq_len_kv: number;
  #inner: Tensor | null = null;

  constructor(...args: typeof takes.init.args) {
    super();
    const { variant, seq_len_q, seq_len_kv } = takes.init.read(args);
    if (!((variant as unknown) instanceof CausalVariant)) {
      throw new AssertionError(`variant must be a CausalVariant, got ${pythonType(variant)}`);
    }
    checkedSize(seq_len_q, 2);
    checkedSize(seq_len_kv, 3);
    this.variant = variant;
    this.seq_len_q = seq_len_q;
    this.seq_len_kv = seq_len_kv;
    if (seq_len_q > seq_len_kv && variant === CausalVariant.LOWER_RIGHT) {
      warn('UserWarning', 'Lower right causal bias will produce NaNs in the output when seq_len_q > seq_len_kv!');
    }
  }

  static __torch_function__(
    func: AnyFunction, _types: unknown, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>,
  ): unknown {
    if (func.name === 'scaled_dot_product_attention') return attend(takes.attention.list([...args, kwargs] as never));
    const named = Object.entries(kwargs).map(([name, value]) => [name, innerOf(value)] as const);
    return func(...args.map(innerOf), ...(named.length > 0 ? [Object.fromEntries(named)] : []));
  }

  get [composite](): Composite {
    return causal;
  }
  get [inner](): Tensor {
    return (this.#inner ??= empty([this.variant.value, this.seq_len_q, this.seq_len_kv]));
  }
  get [parts](): readonly Tensor[] {
    return this.#inner === null ? [] : [this.#inner];
  }
  [around](tensor: Tensor): Tensor {
    return tensor;
  }

  /** The mask as a tensor of booleans, true where a query sees a key: (queries, keys). */
  _materialize(where: DeviceLike | null = null): Tensor {
    const all = ones([this.seq_len_q, this.seq_len_kv], { device: where ?? device('cpu'), dtype: bool });
    return this.variant === CausalVariant.UPPER_LEFT
      ? tril(all) : tril(all, { diagonal: this.seq_len_kv - this.seq_len_q });
  }

  override toString(): string {
    return String(this._materialize());
  }
}

function attend(
  [query, key, value, given, dropout_p, is_causal, scale, enable_gqa]: ReturnType<typeof takes.attention.list>,
): Tensor {
  const mask: unknown = given;
  if (!(mask instanceof CausalBias)) {
    throw new TypeError("scaled_dot_product_attention(): a CausalBias is for argument 'attn_mask' only");
  }
  if (is_causal) throw new ValueError('CausalBias should not be used with causal=True');
  if (mask.seq_len_q === mask.seq_len_kv || mask.variant === CausalVariant.UPPER_LEFT) {
    return scaled_dot_product_attention(
      query, key, value, { attn_mask: null, dropout_p, is_causal: true, scale, enable_gqa });
  }
  checkInputs(query, key, value);
  const params = new SDPAParams(query, key, value, null, dropout_p, is_causal, enable_gqa);
  if (can_use_flash_attention(params)) return flash(query, key, value, dropout_p, scale);
  if (can_use_efficient_attention(params)) return efficient(query, key, value, mask.variant, dropout_p, scale);
  warnUnfused(params);
  return scaled_dot_product_attention(
    query, key, value, { attn_mask: mask._materialize(query.device), dropout_p, is_causal: false, scale, enable_gqa });
}

/** Its kernel wants heads of a width that eight divides; its causal mask is the lower right one. */
function flash(query: Tensor, key: Tensor, value: Tensor, dropout_p: number, scale: number | null): Tensor {
  const width = query.size(-1);
  const missing = (8 - width % 8) % 8;
  const [q, k, v] = [query, key, value].map((each) => (missing === 0 ? each : pad(each, [0, missing])));
  const [out] = op<readonly [Tensor]>('aten::_scaled_dot_product_flash_attention')(
    q, k, v, dropout_p, true, false, { scale: scale ?? 1 / Math.sqrt(width) });
  return out.size(-1) === width ? out : out.narrow(-1, 0, width);
}

function efficient(
  query: Tensor, key: Tensor, value: Tensor, variant: CausalVariant, dropout_p: number, scale: number | null,
): Tensor {
  const [q, k, v] = [query, key, value].map((each) => each.transpose(1, 2));
  const differentiated = [query, key, value].some((each) => each.requires_grad);
  const [out] = op<readonly [Tensor]>('aten::_efficient_attention_forward')(
    q, k, v, null, null, null, null, null, dropout_p, variant.value, differentiated, { scale, seqlen_k: null });
  return out.transpose(1, 2);
}

const pair = (name: string, variant: CausalVariant) => (...size: number[]): CausalBias => {
  if (size.length !== 2) throw new AssertionError(`${name} only supports 2D tensors`);
  return new CausalBias(variant, size[0]!, size[1]!);
};

/** The causal mask whose first query sees the first key (`torch.nn.attention.bias.causal_upper_left`). */
export const causal_upper_left: (...size: number[]) => CausalBias = pair('causal_upper_left', CausalVariant.UPPER_LEFT);

/** The causal mask whose last query sees the last key (`torch.nn.attention.bias.causal_lower_right`). */
export const causal_lower_right: (...size: number[]) => CausalBias = pair('causal_lower_right', CausalVariant.LOWER_RIGHT);
