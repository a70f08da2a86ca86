/** The functions that prune modules. */
import { moduleWith } from '../../../arguments/kinds.js';
import { signature } from '../../../arguments/signature.js';
import { isKeywords } from '../../../python/keywords.js';
import { ones_like } from '../../../generated/torch.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { ValueError } from '../../../values/errors.js';
import { fieldsOf } from '../../module/members.js';
import type { Module } from '../../module.js';
import { parameters_to_vector } from '../convert_parameters.js';
import { removeHook } from '../forward_pre_hooks.js';
import { PruningContainer } from './container.js';
import { attribute, pruningHooks, type PruningClass } from './method.js';
import {
  CustomFromMask, Identity, L1Unstructured, LnStructured, RandomStructured, RandomUnstructured,
} from './methods.js';

/** Makes the parameter and the mask that pruning has, and prunes nothing (`torch.nn.utils.prune.identity`). */
export const identity = signature('identity[M: Module](module: M, name: str) -> M').define((module, name) => {
  Identity.apply(module, name);
  return module;
});

/** Prunes elements of a parameter by chance (`torch.nn.utils.prune.random_unstructured`). */
export const random_unstructured = signature(
  'random_unstructured[M: Module](module: M, name: str, amount: float) -> M',
).define((module, name, amount) => {
  RandomUnstructured.apply(module, name, amount);
  return module;
});

/** Prunes the elements of a parameter with the least absolute values (`torch.nn.utils.prune.l1_unstructured`). */
export const l1_unstructured = signature(
  'l1_unstructured[M: Module](module: M, name: str, amount: float, importance_scores: Tensor = None) -> M',
).define((module, name, amount, importance_scores) => {
  L1Unstructured.apply(module, name, amount, importance_scores);
  return module;
});

/** Prunes whole channels of a parameter by chance (`torch.nn.utils.prune.random_structured`). */
export const random_structured = signature(
  'random_structured[M: Module](module: M, name: str, amount: float, dim: int) -> M',
).define((module, name, amount, dim) => {
  RandomStructured.apply(module, name, amount, dim);
  return module;
});

/** Prunes the channels of a parameter with the least norm of order `n` (`torch.nn.utils.prune.ln_structured`). */
export const ln_structured = signature(`ln_structured[M: Module](module: M, name: str, amount: float, n: NormOrder,
  dim: int, importance_scores: Tensor = None) -> M`).define((module, name, amount, n, dim, importance_scores) => {
  LnStructured.apply(module, name, amount, n, dim, importance_scores);
  return module;
});

/** Prunes a parameter by a mask of its shape (`torch.nn.utils.prune.custom_from_mask`). */
export const custom_from_mask = signature('custom_from_mask[M: Module](module: M, name: str, mask: Tensor) -> M').define(
  (module, name, mask) => {
    CustomFromMask.apply(module, name, mask);
    return module;
  });

/** A module and the name of one of its tensors. */
export type PrunedTensor = readonly [module: Module, name: string];

/** What {@link global_unstructured} takes by name, beside what goes to the constructor of the method. */
export interface GlobalOptions {
  /** Tensors by which elements are ranked, by pairs like those of the parameters. */
  importance_scores?: ReadonlyMap<PrunedTensor, Tensor> | null;
  amount?: number;
  readonly [name: string]: unknown;
}

/**
 * Prunes the least important elements of all these parameters together (`torch.nn.utils.prune.global_unstructured`):
 * `global_unstructured([[net.a, 'weight'], [net.b, 'weight']], L1Unstructured, { amount: 0.2 })`. Throws a TypeError
 * for a method that prunes channels.
 */
export function global_unstructured(
  parameters: Iterable<PrunedTensor>, pruning_method: PruningClass, options?: GlobalOptions,
): void;
export function global_unstructured(
  parameters: Iterable<PrunedTensor>, pruning_method: PruningClass,
  importance_scores: ReadonlyMap<PrunedTensor, Tensor> | null, options?: GlobalOptions,
): void;
export function global_unstructured(
  parameters: Iterable<PrunedTensor>, pruning_method: PruningClass, ...rest: readonly unknown[]
): void {
  const last = rest.at(-1);
  const named = typeof last === 'object' && last !== null && isKeywords(last) ? (last as GlobalOptions) : {};
  const { importance_scores = (rest[0] === named ? null : rest[0]) ?? null, ...others } = named;
  if (typeof (parameters as Partial<typeof parameters> | null)?.[Symbol.iterator] !== 'function') {
    throw new TypeError('global_unstructured(): parameters is not an Iterable');
  }
  if (importance_scores !== null && !(importance_scores instanceof Map)) {
    throw new TypeError('global_unstructured(): importance_scores must be of type dict');
  }
  const pairs = [...parameters];
  const scores = parameters_to_vector(pairs.map((pair) => scoreOf(importance_scores, pair) ?? attribute(...pair)));
  const masks = parameters_to_vector(pairs.map(([module, name]) =>
    (fieldsOf(module)[`${name}_mask`] as Tensor | undefined) ?? ones_like(attribute(module, name))));
  const mask = commonMask(pruning_method, others, scores, masks);
  let start = 0;
  for (const [module, name] of pairs) {
    const parameter = attribute(module, name);
    const end = start + parameter.numel();
    custom_from_mask(module, name, mask.narrow(0, start, end - start).view_as(parameter));
    start = end;
  }
}

function scoreOf(scores: Map<PrunedTensor, Tensor> | null, [module, name]: PrunedTensor): Tensor | undefined {
  for (const [pair, score] of scores ?? []) if (pair[0] === module && pair[1] === name) return score;
  return undefined;
}

/** The mask for all parameters in one row. */
function commonMask(pruning_method: PruningClass, options: object, scores: Tensor, masks: Tensor): Tensor {
  const container = new PruningContainer();
  const method = new pruning_method(options as never);
  container._tensor_name = method._tensor_name = 'temp';
  if (method.PRUNING_TYPE !== 'unstructured') {
    throw new TypeError('Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. ' +
      `Found method <class 'torch.nn.utils.prune.${pruning_method.name}'> of type ${method.PRUNING_TYPE}`);
  }
  container.add_pruning_method(method);
  return container.compute_mask(scores, masks);
}

/**
 * Makes a pruned tensor the parameter again, with its zeros (`torch.nn.utils.prune.remove`). Throws a ValueError for
 * one that is not pruned.
 */
export const remove = signature('remove[M: Module](module: M, name: str) -> M').define((module, name) => {
  const hook = pruningHooks(module).find(({ pruning }) => pruning._tensor_name === name);
  if (hook === undefined) {
    throw new ValueError(
      `Parameter '${name}' of module ${String(module)} has to be pruned before pruning can be removed`);
  }
  hook.pruning.remove(module);
  removeHook(module, hook);
  return module;
});

/** Whether anything in a module is pruned (`torch.nn.utils.prune.is_pruned`). */
export const is_pruned = signature('is_pruned(module: Module) -> bool', { module: moduleWith('named_modules') }).define((module) =>
  [...module.modules()].some((each) => pruningHooks(each as Module).length > 0));
