/** The ways to prune that come with PyTorch. */
import { having, must } from '../../../arguments/kinds.js';
import { signature } from '../../../arguments/signature.js';
import { kthvalue, rand, rand_like, topk, zeros_like } from '../../../generated/torch.js';
import { matrix_norm, vector_norm } from '../../../generated/linalg.js';
import type { Index } from '../../../tensor/indexing.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { is_tensor } from '../../../values/is_tensor.js';
import { AssertionError } from '../../../values/errors.js';
import { contiguous_format } from '../../../values/memory_format.js';
import type { Module } from '../../module.js';
import { checkAmount, checkChannels, countOf } from './amounts.js';
import { applied, BasePruningMethod } from './method.js';

/** The order of a norm: a number, or 'fro' and 'nuc' of matrices. */
export type NormOrder = number | 'fro' | 'nuc';

const takes = {
  unstructured: signature('RandomUnstructured(amount: float)'),
  random: signature('RandomUnstructured.apply(module: Module, name: str, amount: float)'),
  l1: signature('L1Unstructured(amount: float)'),
  applyL1: signature('L1Unstructured.apply(module: Module, name: str, amount: float, importance_scores: Tensor = None)'),
  structured: signature('RandomStructured(amount: float, dim: int = -1)'),
  applyStructured: signature('RandomStructured.apply(module: Module, name: str, amount: float, dim: int = -1)'),
  ln: signature('LnStructured(amount: float, n: NormOrder, dim: int = -1)'),
  applyLn: signature(`LnStructured.apply(module: Module, name: str, amount: float, n: NormOrder, dim: int,
    importance_scores: Tensor = None)`),
  custom: signature('CustomFromMask(mask: Tensor)'),
  applyCustom: signature('CustomFromMask.apply(module: Module, name: str, mask: Tensor)'),
};

/** Prunes nothing, but makes the parameter and the mask that pruning has (`torch.nn.utils.prune.Identity`). */
export class Identity extends BasePruningMethod {
  override PRUNING_TYPE = 'unstructured' as const;

  override compute_mask(_t: Tensor, default_mask: Tensor): Tensor {
    return default_mask;
  }

  static override apply(module: Module, name: string): BasePruningMethod {
    return applied(this, module, name, [], null);
  }
}

/** The mask with zeros at some places, of the flattened tensor. */
function without(default_mask: Tensor, count: number, places: () => Tensor): Tensor {
  const mask = default_mask.clone({ memory_format: contiguous_format });
  if (count !== 0) mask.view(-1).index_put_([places()], 0);
  return mask;
}

/** Prunes elements by chance (`torch.nn.utils.prune.RandomUnstructured`): a part, or as many as a whole number says. */
export class RandomUnstructured extends BasePruningMethod {
  override PRUNING_TYPE = 'unstructured' as const;
  amount: number;

  constructor(...args: typeof takes.unstructured.args) {
    super();
    [this.amount] = takes.unstructured.list(args);
    checkAmount(this.amount);
  }

  override compute_mask(t: Tensor, default_mask: Tensor): Tensor {
    const count = countOf(this.amount, t.numel());
    return without(default_mask, count, () => topk(rand_like(t).view(-1), count).indices);
  }

  static override apply(
    module: Module, name: string, ...rest: [amount: number] | [options: { amount: number }]
  ): BasePruningMethod {
    const [, , amount] = takes.random.list([module, name, ...rest]);
    return applied(this, module, name, [amount], null);
  }
}

/** Prunes the elements with the least absolute values (`torch.nn.utils.prune.L1Unstructured`). */
export class L1Unstructured extends BasePruningMethod {
  override PRUNING_TYPE = 'unstructured' as const;
  amount: number;

  constructor(...args: typeof takes.l1.args) {
    super();
    [this.amount] = takes.l1.list(args);
    checkAmount(this.amount);
  }

  override compute_mask(t: Tensor, default_mask: Tensor): Tensor {
    const count = countOf(this.amount, t.numel());
    return without(default_mask, count, () => topk(t.abs().view(-1), count, { largest: false }).indices);
  }

  static override apply(
    module: Module, name: string, ...rest: [amount: number, importance_scores?: Tensor | null] |
      [amount: number, options: { importance_scores?: Tensor | null }] |
      [options: { amount: number; importance_scores?: Tensor | null }]
  ): BasePruningMethod {
    const [, , amount, scores] = takes.applyL1.list([module, name, ...rest]);
    return applied(this, module, name, [amount], scores);
  }
}

/** Ones for the channels along `dim` that stay, on top of a mask. */
function channels(t: Tensor, dim: number, kept: Tensor, default_mask: Tensor): Tensor {
  const mask = zeros_like(t);
  const place: Index[] = Array.from({ length: t.dim() }, () => ':' as const);
  place[dim < 0 ? dim + t.dim() : dim] = kept;
  mask.index_put_(place, 1);
  return mask.mul_(default_mask.to(mask.dtype));
}

const sizeAlong = (t: Tensor, dim: number): number => t.shape.at(dim)!;

/** Prunes whole channels along `dim` by chance (`torch.nn.utils.prune.RandomStructured`). */
export class RandomStructured extends BasePruningMethod {
  override PRUNING_TYPE = 'structured' as const;
  amount: number;
  dim: number;

  constructor(...args: typeof takes.structured.args) {
    super();
    [this.amount, this.dim] = takes.structured.list(args);
    checkAmount(this.amount);
  }

  override compute_mask(t: Tensor, default_mask: Tensor): Tensor {
    checkChannels(t, this.dim);
    const size = sizeAlong(t, this.dim);
    const count = countOf(this.amount, size);
    if (count === 0) return default_mask;
    const chances = rand(size);
    return channels(t, this.dim, chances.gt(kthvalue(chances, count).values), default_mask);
  }

  static override apply(
    module: Module, name: string, ...rest: [amount: number, dim?: number] |
      [amount: number, options: { dim?: number }] | [options: { amount: number; dim?: number }]
  ): BasePruningMethod {
    const [, , amount, dim] = takes.applyStructured.list([module, name, ...rest]);
    return applied(this, module, name, [amount, dim], null);
  }
}

/** Prunes the channels along `dim` with the least norm of order `n` (`torch.nn.utils.prune.LnStructured`). */
export class LnStructured extends BasePruningMethod {
  override PRUNING_TYPE = 'structured' as const;
  amount: number;
  n: NormOrder;
  dim: number;

  constructor(...args: typeof takes.ln.args) {
    super();
    [this.amount, this.n, this.dim] = takes.ln.list(args);
    checkAmount(this.amount);
  }

  override compute_mask(t: Tensor, default_mask: Tensor): Tensor {
    checkChannels(t, this.dim);
    const size = sizeAlong(t, this.dim);
    const count = countOf(this.amount, size);
    const kept = topk(channelNorms(t, this.n, this.dim), size - count, { largest: true }).indices;
    return count === 0 ? default_mask : channels(t, this.dim, kept, default_mask);
  }

  static override apply(
    module: Module, name: string,
    ...rest: [amount: number, n: NormOrder, dim: number, importance_scores?: Tensor | null] |
      [amount: number, n: NormOrder, dim: number, options: { importance_scores?: Tensor | null }] |
      [options: { amount: number; n: NormOrder; dim: number; importance_scores?: Tensor | null }]
  ): BasePruningMethod {
    const [, , amount, n, dim, scores] = takes.applyLn.list([module, name, ...rest]);
    return applied(this, module, name, [amount, n, dim], scores);
  }
}

/** The norm of each channel: of matrices as matrices where 'fro' and 'nuc' ask for it, else over all elements. */
function channelNorms(t: Tensor, n: NormOrder, dim: number): Tensor {
  const own = dim < 0 ? dim + t.dim() : dim;
  const others = Array.from({ length: t.dim() }, (_, i) => i).filter((i) => i !== own);
  const matrices = others.length === 2;
  if (n === 'nuc' || (n === 'fro' && matrices)) {
    return matrix_norm(t, n, matrices ? others : [-2, -1]);
  }
  return vector_norm(t, n === 'fro' ? 2 : n, others);
}

/** Prunes by a mask that is given (`torch.nn.utils.prune.CustomFromMask`). */
export class CustomFromMask extends BasePruningMethod {
  override PRUNING_TYPE = 'global' as const;
  mask: Tensor;

  constructor(...args: typeof takes.custom.args) {
    super();
    [this.mask] = takes.custom.list(args);
  }

  override compute_mask(_t: Tensor, default_mask: Tensor): Tensor {
    if (default_mask.shape.join() !== must(this.mask, having('shape', is_tensor)).shape.join()) {
      throw new AssertionError(
        `default_mask shape ${default_mask.shape} must match self.mask shape ${this.mask.shape}`);
    }
    return default_mask.mul(this.mask.to(default_mask.dtype));
  }

  static override apply(
    module: Module, name: string, ...rest: [mask: Tensor] | [options: { mask: Tensor }]
  ): BasePruningMethod {
    const [, , mask] = takes.applyCustom.list([module, name, ...rest]);
    return applied(this, module, name, [mask], null);
  }
}
