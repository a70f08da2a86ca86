import { Function, type FunctionCtx } from '../../autograd/function.js';
import { view_as_complex, view_as_real } from '../../generated/torch.js';
import { warn } from '../../python/warnings.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError } from '../../values/errors.js';
import * as comm from './comm.js';
import { indexOf, indicesOf, type ParallelDevice } from './devices.js';

type Maybe = Tensor | null;

const complexWhere = (tensors: readonly Tensor[], mask: readonly boolean[]): Tensor[] =>
  tensors.map((each, i) => (mask[i] === true ? view_as_complex(each) : each));

function notOnCpu(name: string, inputs: readonly Tensor[]): void {
  if (!inputs.some((each) => each.is_cpu)) return;
  throw new AssertionError(`${name} function not implemented for CPU tensors`);
}

interface BroadcastCtx extends FunctionCtx {
  count: number;
  device: number;
}

/** Tensors on several GPUs: all on the first, then all on the next. */
export class Broadcast extends Function {
  static override forward(ctx: BroadcastCtx, targets: readonly ParallelDevice[], ...inputs: Tensor[]): Tensor[] {
    notOnCpu('Broadcast', inputs);
    if (inputs.length === 0) return [];
    ctx.count = inputs.length;
    ctx.device = inputs[0]!.get_device();
    const mask = inputs.map((each) => each.is_complex());
    const outputs = comm.broadcast_coalesced(inputs, indicesOf(targets, { current: true }))
      .map((each) => complexWhere(each, mask));
    const fixed = inputs.flatMap((_, i) =>
      (ctx.needs_input_grad[i + 1] === true ? [] : outputs.map((each) => each[i]!)));
    ctx.mark_non_differentiable(...fixed);
    return outputs.flat();
  }

  static override backward(ctx: BroadcastCtx, ...grads: Tensor[]): Maybe[] {
    return [null, ...ReduceAddCoalesced.apply(ctx.device, ctx.count, ...grads)];
  }
}

interface ReduceCtx extends FunctionCtx {
  targets: number[];
}

/** Sums over the GPUs of tensors that are on each. */
class ReduceAddCoalesced extends Function {
  static override forward(ctx: ReduceCtx, destination: number, count: number, ...grads: Tensor[]): Tensor[] {
    const lists = Array.from({ length: grads.length / count }, (_, i) => grads.slice(i * count, (i + 1) * count));
    ctx.targets = lists.map((each) => each[0]!.get_device());
    const mask = lists[0]!.map((each) => each.is_complex());
    const flat = lists.map((list) => list.map((each) => (each.is_complex() ? view_as_real(each) : each)));
    return complexWhere(comm.reduce_add_coalesced(flat, destination), mask);
  }

  static override backward(ctx: ReduceCtx, ...grads: Tensor[]): Maybe[] {
    return [null, null, ...Broadcast.apply(ctx.targets, ...grads)];
  }
}

interface GatherCtx extends FunctionCtx {
  dim: number;
  sources: number[];
  sizes: number[];
  scalars: boolean;
}

/** Tensors on several GPUs as one. */
export class Gather extends Function {
  static override forward(ctx: GatherCtx, target: ParallelDevice, dim: number, ...given: Tensor[]): Tensor {
    notOnCpu('Gather', given);
    const index = target === 'cpu' ? -1 : indexOf(target, { current: true })!;
    ctx.dim = dim;
    ctx.sources = given.map((each) => each.get_device());
    ctx.scalars = dim === 0 && given.every((each) => each.dim() === 0);
    if (ctx.scalars) {
      warn('UserWarning', 'Was asked to gather along dimension 0, but all input tensors were scalars; will instead ' +
        'unsqueeze and return a vector.');
    }
    const inputs = ctx.scalars ? given.map((each) => each.view(1)) : given;
    ctx.sizes = inputs.map((each) => each.size(dim));
    const output = comm.gather(inputs, dim, index < 0 ? 'cpu' : index);
    return inputs[0]?.is_complex() === true ? view_as_complex(output) : output;
  }

  static override backward(ctx: GatherCtx, grad: Tensor): Maybe[] {
    const parts = Scatter.apply(ctx.sources, ctx.sizes, ctx.dim, grad);
    return [null, null, ...(ctx.scalars ? parts.map((each) => each.index(0)) : parts)];
  }
}

interface ScatterCtx extends FunctionCtx {
  dim: number;
  source: number;
}

/** Parts of a tensor on several GPUs. */
export class Scatter extends Function {
  static override forward(
    ctx: ScatterCtx, targets: readonly ParallelDevice[], sizes: readonly number[] | null, dim: number, input: Tensor,
  ): Tensor[] {
    const indices = indicesOf(targets, { current: true });
    ctx.dim = dim;
    ctx.source = input.is_cpu ? -1 : input.get_device();
    const outputs = comm.scatter(input, indices, sizes, dim);
    return input.is_complex() ? outputs.map(view_as_complex) : [...outputs];
  }

  static override backward(ctx: ScatterCtx, ...grads: Tensor[]): Maybe[] {
    return [null, null, null, Gather.apply(ctx.source < 0 ? 'cpu' : ctx.source, ctx.dim, ...grads)];
  }
}
