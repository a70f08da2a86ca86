import { is_tensor } from '../values/is_tensor.js';
import * as native from '../addon/autograd.js';
import { IndexError, RuntimeError, ValueError } from '../values/errors.js';
import { pythonType } from '../values/type_name.js';
import { op } from '../addon/call/op.js';
import { iterable, must } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { isPlainObject } from '../python/objects.js';
import { warn } from '../python/warnings.js';
import type { Tensor } from '../tensor/tensor.js';
import { legacyVmap } from '../functorch/legacy_vmap.js';
import { GradientEdge } from './gradient_edge.js';
import { gradientsOf, kindOf, type MaybeTensors } from './gradients.js';
import { placesOf, type Places } from './places.js';

export interface BackwardOptions {
  /** Keeps what the graph saved, for a second backward; as `create_graph` if not given. */
  readonly retain_graph?: boolean | null;
  /** Records the computation of the gradients, for gradients of gradients. */
  readonly create_graph?: boolean;
  /** The tensors whose `grad` is wanted; all leaves if not given. */
  readonly inputs?: Places | NamedTensors | null;
}

export interface GradOptions {
  readonly grad_outputs?: MaybeTensors;
  readonly retain_graph?: boolean | null;
  readonly create_graph?: boolean;
  /** Gives null for an input that the outputs do not depend on, instead of throwing. */
  readonly allow_unused?: boolean | null;
  /** Each of `grad_outputs` holds a batch of gradients along its first dimension, and so do the results. */
  readonly is_grads_batched?: boolean;
  /** Gives zeros for an input that the outputs do not depend on. */
  readonly materialize_grads?: boolean;
}

const takes = {
  tensor: signature(`Tensor.backward(self, gradient: Tensor = None, retain_graph: bool = None, create_graph: bool = False,
    inputs: Places | dict[str, Tensor] = None)`),
  grad: signature(`grad(outputs: Places, inputs: Places | dict[str, Tensor], grad_outputs: MaybeTensors = None,
    retain_graph: bool = None, create_graph: bool = False, only_inputs: bool = True, allow_unused: bool = None,
    is_grads_batched: bool = False, materialize_grads: bool = False)`),
};
export type BackwardForms = typeof takes.tensor.forms;

/** Adds the gradients of one tensor to the leaves it was computed from: `Tensor.backward`. */
export function backwardFrom(tensor: Tensor, args: readonly unknown[]): void {
  const [gradient, retain_graph, create_graph, inputs] = takes.tensor.list(args);
  run(tensor, gradient, { retain_graph, create_graph, inputs });
}

/**
 * Adds to the `grad` of every leaf the gradient of the tensors with respect to it (`torch.autograd.backward`).
 * `grad_tensors` are the gradients to start from; a tensor of one element needs none. Throws a RuntimeError where no
 * graph leads from a tensor, or where a graph has been used up by an earlier call without `retain_graph`.
 */
export const backward = signature(`backward(tensors: Places, grad_tensors: MaybeTensors = None, retain_graph: bool = None,
  create_graph: bool = False, grad_variables: MaybeTensors = None, inputs: Places | dict[str, Tensor] = None) -> None`).define((
  tensors, grad_tensors, retain_graph, create_graph, grad_variables, inputs,
) => {
  if (grad_variables !== null) {
    warn('FutureWarning', '`grad_variables` is deprecated. Use `grad_tensors` instead.');
    if (grad_tensors !== null) {
      throw new RuntimeError('`grad_tensors` and `grad_variables` (deprecated) arguments both passed to `backward()`. ' +
        'Please only use `grad_tensors`.');
    }
  }
  run(tensors, grad_tensors ?? grad_variables, { retain_graph, create_graph, inputs });
});

function run(tensors: Places, gradients: MaybeTensors | undefined, options: BackwardOptions): void {
  const { retain_graph = null, create_graph = false, inputs } = options;
  const from = placesOf(tensors, (kind) => new TypeError(`backward(): expected Tensors, but got ${kind}`));
  const wanted = isNamed(inputs) ? Object.values(inputs) : inputs ?? null;
  const to = wanted === null ? null : placesOf(wanted, notAnInput);
  native.backward(from, gradientsOf(gradients), retain_graph, create_graph, to);
}

function isNamed(inputs: unknown): inputs is NamedTensors {
  return isPlainObject(inputs);
}

function notAnInput(kind: string): Error {
  return new RuntimeError(`all inputs have to be Tensors or GradientEdges, but got ${kind}`);
}

/** A named set of inputs, whose gradients come back under the same names. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/**
 * The gradients of `outputs` with respect to `inputs`, one for each (`torch.autograd.grad`); `inputs` by name give
 * gradients by name. Throws a RuntimeError for an input that the outputs do not depend on, unless `allow_unused` (its
 * gradient is null) or `materialize_grads` (zeros).
 */
export function grad(
  outputs: Places, inputs: Places, options: GradOptions & { readonly allow_unused: boolean },
): (Tensor | null)[];
export function grad(outputs: Places, inputs: Places, options?: GradOptions): Tensor[];
export function grad(outputs: Places, inputs: Places, grad_outputs: MaybeTensors, options?: GradOptions): Tensor[];
export function grad(
  outputs: Places, inputs: Places, grad_outputs: MaybeTensors, retain_graph: boolean | null, create_graph?: boolean,
  only_inputs?: boolean, allow_unused?: boolean | null, is_grads_batched?: boolean, materialize_grads?: boolean,
): (Tensor | null)[];
export function grad<N extends NamedTensors>(
  outputs: Places, inputs: N, options?: GradOptions,
): { [K in keyof N]: Tensor | null };
export function grad(...args: unknown[]): unknown {
  const options = takes.grad.read(args);
  const { outputs, inputs } = options;
  if (!options.only_inputs) {
    warn('FutureWarning', 'only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate ' +
      'gradient for other parts of the graph, please use torch.autograd.backward.');
  }
  if (!isNamed(inputs)) {
    const list: unknown = is_tensor(inputs) || inputs instanceof GradientEdge ? [inputs] : inputs;
    if (!Array.isArray(list)) throw notAnInput(kindOf(list));
    return gradients(outputs, list as (Tensor | GradientEdge)[], options);
  }
  const names = Object.keys(inputs);
  const found = gradients(outputs, Object.values(inputs), options);
  return Object.fromEntries(names.map((name, i) => [name, found[i]]));
}

function gradients(
  outputs: Places, inputs: readonly (Tensor | GradientEdge)[], options: GradOptions,
): (Tensor | null)[] {
  const { grad_outputs, retain_graph = null, create_graph = false, materialize_grads = false } = options;
  if (materialize_grads && options.allow_unused === false) {
    throw new ValueError(
      'Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.');
  }
  const allowUnused = options.allow_unused ?? materialize_grads;
  const once = (start: MaybeTensors | undefined): (Tensor | null)[] => {
    const from = placesOf(outputs, (kind) => new TypeError(`grad(): expected Tensors as outputs, but got ${kind}`));
    const to = placesOf(inputs, notAnInput);
    return native.autograd_grad(from, to, gradientsOf(start), retain_graph, create_graph, allowUnused);
  };

  const found = options.is_grads_batched ? batched(outputs, grad_outputs, once) : once(grad_outputs);
  if (!materialize_grads) return found;
  return found.map((gradient, i) => {
    if (gradient !== null) return gradient;
    if (inputs[i] instanceof GradientEdge) {
      throw new RuntimeError('materialize_grads cannot be used when the given input is a GradientEdge');
    }
    return op('aten::zeros_like')(inputs[i]).requires_grad_(create_graph);
  });
}

/** One backward for all gradients of the batches, whose first dimensions stand for each other. */
function batched(
  outputs: Places, gradOutputs: MaybeTensors | undefined, once: (start: (Tensor | null)[]) => (Tensor | null)[],
): (Tensor | null)[] {
  const outs = (Array.isArray(outputs) ? outputs : [outputs]) as readonly (Tensor | GradientEdge)[];
  const given = startsOf(gradOutputs);
  if (gradOutputs !== null && given.length < outs.length) throw new IndexError('list index out of range');
  const starts = outs.map((out, i) => {
    const start = given[i] ?? null;
    if (!is_tensor(out)) return start;
    return start === null ? implicit(out) : checkedBatch(start, i, out);
  });
  return legacyVmap('vjp', once, starts, true);
}

/** The gradients to start from. Throws Python's TypeErrors for what is none. */
function startsOf(given: unknown): readonly (Tensor | null)[] {
  if (given === null || is_tensor(given)) return [given as Tensor | null];
  const list = isNamed(given) ? [] : [...must(given, iterable) as Iterable<Tensor | null>];
  for (const each of list) {
    if (each === null || is_tensor(each)) continue;
    throw new TypeError(`gradients can be either Tensors or None, but got ${pythonType(each)}`);
  }
  return list;
}

function checkedBatch(start: Tensor, i: number, out: Tensor): Tensor {
  const sizes = start.index(0).shape;
  if (sizes.length === out.shape.length && sizes.every((size, d) => size === out.shape[d])) return start;
  throw new RuntimeError('If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch ' +
    'dimension. The sizes of the remaining dimensions are expected to match the shape of corresponding output, but a ' +
    `mismatch was detected: grad_output[${i}] has a shape of ${String(start.size())} and output[${i}] has a shape of ` +
    `${String(out.size())}. If you only want some tensors in \`grad_output\` to be considered batched, consider using ` +
    'vmap.');
}

/** The gradient of a number that is given none; such a batch is then refused. */
function implicit(out: Tensor): Tensor | null {
  if (!out.requires_grad) return null;
  if (out.numel() !== 1) throw new RuntimeError('grad can be implicitly created only for scalar outputs');
  return op('aten::ones_like')(out);
}
