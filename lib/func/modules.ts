import { op } from '../addon/call/op.js';
import { moduleWith, must, sized } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { BatchNorm } from '../nn/modules/batchnorm.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError } from '../values/errors.js';

/** Parameters and buffers by name. */
export type StackedState = [params: Record<string, Tensor>, buffers: Record<string, Tensor>];

/**
 * The parameters of several modules of one class, stacked name by name, and their buffers
 * (`torch.func.stack_module_state`): for `vmap` over models. The stacked parameters are leaves of their own. Throws a
 * RuntimeError for no models, for classes, modes or `requires_grad` that differ.
 */
export const stack_module_state = signature(
  'stack_module_state(models: Sequence[Module]) -> StackedState', { models: sized },
).define((models) => {
  const list = [...models];
  for (const each of list) must(each, moduleWith('training'));
  const complain = (text: string): RuntimeError => new RuntimeError(`stack_module_state: ${text}`);
  const [first] = list;
  if (first === undefined) throw complain('Expected at least one model, got 0.');
  if (list.some(({ training }) => training !== first.training)) {
    throw complain('Expected all models to have the same training/eval mode.');
  }
  if (list.some((model) => Object.getPrototypeOf(model) !== Object.getPrototypeOf(first))) {
    throw complain('Expected all models to be of the same class.');
  }
  return [
    stacked(list.map((model) => [...model.named_parameters()])),
    stacked(list.map((model) => [...model.named_buffers()])),
  ];
});

function stacked(models: readonly (readonly (readonly [string, Tensor])[])[]): Record<string, Tensor> {
  const dicts = models.map((entries) => new Map(entries));
  return Object.fromEntries(models[0]!.map(([name]) => [name, leaf_of(name, dicts.map((dict) => dict.get(name)!))]));
}

function leaf_of(name: string, tensors: readonly Tensor[]): Tensor {
  const records = tensors.map(({ requires_grad }) => requires_grad);
  if (records.includes(true) && records.includes(false)) {
    throw new RuntimeError(`Expected ${name} from each model to have the same .requires_grad`);
  }
  const all = op('aten::stack')(tensors);
  return records.includes(true) ? all.detach().requires_grad_() : all;
}

/**
 * Takes the running statistics off all batch norms of a module, which can not be changed under transforms, and gives
 * the module back (`torch.func.replace_all_batch_norm_modules_`).
 */
export const replace_all_batch_norm_modules_ = signature(
  'replace_all_batch_norm_modules_(root: Module) -> Module', { Module: moduleWith('modules') },
).define((root) => {
  for (const module of root.modules()) {
    if (!(module instanceof BatchNorm) || !module.track_running_stats) continue;
    module.running_mean = null;
    module.running_var = null;
    module.num_batches_tracked = null;
    module.track_running_stats = false;
  }
  return root;
});
