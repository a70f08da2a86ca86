import { signature } from '../../arguments/signature.js';
import {
  flexAttention, flexAttentionBackward, type HigherOrderOperator,
} from '../../operators/higher_order.js';
import { ops, type OpOverloadPacket } from '../../operators/ops.js';
import { tree_leaves, tree_map } from '../../functorch/pytree.js';
import type { Tensor } from '../../tensor/tensor.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { pythonType } from '../../values/type_name.js';
import * as formulas from './formulas.js';
import type { Formula } from './formulas.js';

/** A formula as the counter calls it: with the operator's arguments, what was given by name, and the result. */
export type Count = (args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>, out: unknown) => number;

type Call = (...args: unknown[]) => number;

const shapeOf = (value: unknown): unknown => (is_tensor(value) ? (value as Tensor).shape : value);

/** For a formula of shapes. */
export const ofShapes = (formula: Formula): Count => (args, kwargs, out) => (formula as unknown as Call)(
  ...args.map((each) => tree_map(each, shapeOf)), { ...tree_map(kwargs, shapeOf), out_shape: tree_map(out, shapeOf) });

/** For a formula of tensors. */
const ofTensors = (formula: Formula): Count => (args, kwargs, out) =>
  (formula as unknown as Call)(...args, { ...kwargs, out_val: out });

const f = formulas;
/** PyTorch's own, by the names of operators. */
const own: readonly (readonly [names: string, formula: Formula, raw?: true])[] = [
  ['mm', f.mm], ['addmm', f.addmm], ['bmm', f.bmm], ['baddbmm', f.baddbmm], ['_scaled_mm', f.mm],
  ['convolution _convolution cudnn_convolution convolution_overrideable _slow_conv2d_forward', f.convolution],
  ['convolution_backward', f.convolutionBackward],
  ['_scaled_dot_product_efficient_attention _scaled_dot_product_flash_attention ' +
    '_scaled_dot_product_flash_attention_for_cpu _scaled_dot_product_cudnn_attention', f.attention],
  ['_scaled_dot_product_efficient_attention_backward _scaled_dot_product_flash_attention_backward ' +
    '_scaled_dot_product_flash_attention_for_cpu_backward _scaled_dot_product_cudnn_attention_backward',
  f.attentionBackward],
  ['_flash_attention_forward', f.flashForward, true], ['_flash_attention_backward', f.flashBackward, true],
  ['_efficient_attention_forward', f.efficientForward, true],
  ['_efficient_attention_backward', f.efficientBackward, true],
];

/** What has a formula: an operator, or one that takes functions. */
export type Counted = OpOverloadPacket | HigherOrderOperator;

let counts: Map<Counted, Count> | undefined;

/** All formulas, by operator; read when somebody first counts. */
export function registry(): Map<Counted, Count> {
  if (counts !== undefined) return counts;
  counts = new Map<Counted, Count>([
    [flexAttention, ofTensors(f.flexForward)], [flexAttentionBackward, ofTensors(f.flexBackward)],
  ]);
  for (const [names, formula, raw] of own) {
    for (const name of names.split(' ')) {
      const packet = ops['aten']![name];
      if (packet !== undefined) counts.set(packet, raw === true ? ofTensors(formula) : ofShapes(formula));
    }
  }
  return counts;
}

/** An operator, or several. */
export type FlopTargets = OpOverloadPacket | readonly OpOverloadPacket[];

const isPacket = (value: unknown): value is OpOverloadPacket => typeof value === 'function' && 'packet' in value;

function typeOf(value: unknown): string {
  return typeof value === 'function' && 'overload' in value ? 'torch._ops.OpOverload' : pythonType(value);
}

/**
 * Says how many operations operators need (`torch.utils.flop_counter.register_flop_formula`):
 * `register_flop_formula(torch.ops.aten.relu)((x_shape, { out_shape }) => ...)`; a formula gets the shapes of tensors,
 * with `get_raw` the tensors. Gives back what takes the formula. That throws a ValueError for what is no operator, and
 * a RuntimeError for one that has a formula.
 */
export const register_flop_formula = signature(
  'register_flop_formula(targets: FlopTargets, get_raw: bool = False) -> TakeFormula').define((targets, get_raw) =>
  (formula) => {
    const count = get_raw ? ofTensors(formula) : ofShapes(formula);
    for (const target of Array.isArray(targets) ? tree_leaves(targets) : [targets as unknown]) {
      if (!isPacket(target)) {
        throw new ValueError('register_flop_formula(targets): expected each target to be OpOverloadPacket (i.e. ' +
          `torch.ops.mylib.foo), JitFunction, or HigherOrderOperator, got ${String(target)} which is of type ` +
          `<class '${typeOf(target)}'>`);
      }
      if (registry().has(target)) throw new RuntimeError(`duplicate registrations for ${String(target)}`);
      registry().set(target, count);
    }
    return formula;
  });

/** Takes a formula, and gives it back. */
export type TakeFormula = <F extends Formula>(formula: F) => F;
