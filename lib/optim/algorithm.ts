import * as gradients from '../addon/autograd.js';
import * as info from '../addon/tensor_info.js';
import { defaults as torchDefaults } from '../values/defaults.js';
import { complex128, complex64, float32, float64, type dtype } from '../values/dtype.js';
import { AssertionError, RuntimeError } from '../values/errors.js';
import { zeros_like } from '../generated/torch.js';
import { strided } from '../values/layout.js';
import { tensor as makeTensor } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import { cpuLists } from './cpu_lists.js';
import { capturableDevices, checkFusedParameter } from './devices.js';
import { foreachLists } from './foreach_lists.js';
import { isTensor, minus, times, type Hyper } from './hyperparameter.js';
import type { Batch, Lists } from './lists.js';
import { Optimizer, type Closure, type Loss } from './optimizer.js';
import type { ParamGroup } from './param_groups.js';
import type { ParamState } from './state_dict.js';
import { asReal, inChunks, inGroups, withGradsLike } from './batches.js';
import { runStep } from './step.js';
import { TensorLists } from './tensor_lists.js';

/** The options that all of these optimizers have. */
export interface AlgorithmOptions {
  lr: Hyper;
  /** Maximizes the objective. */
  maximize: boolean;
  /** Whole lists of parameters in one call; null leaves it to the library. */
  foreach: boolean | null;
  /** Records the step itself, so that backward() goes through it. */
  differentiable: boolean;
  /** Counts on the device, as the capture of a CUDA graph needs it. */
  capturable?: boolean;
  /** One kernel for the whole step. */
  fused?: boolean | null;
}

/** What {@link Optimizer.__setstate__} takes over. */
export interface AlgorithmState<Options extends object> {
  state: Map<unknown, ParamState>;
  param_groups: ParamGroup<Options>[];
}

/** Gradients of one group and the parameters that have them. */
interface Collected {
  readonly params: Tensor[];
  readonly grads: Tensor[];
  sparse: boolean;
  complex: boolean;
  /** Whether all lie on the CPU, in float32 or float64. */
  cpuFloats: boolean;
}

/** An optimizer whose step is the same formula for every parameter. */
export abstract class Algorithm<Options extends AlgorithmOptions> extends Optimizer<Options> {
  /** What PyTorch says of sparse gradients; null where the formula can use them. */
  protected readonly sparseError: string | null = null;
  /** Whether the formula wants the real and imaginary parts of complex numbers. */
  protected readonly complexAsReal: boolean = true;
  /** Whether PyTorch's loop over parameters has a device more than its foreach implementation. */
  protected readonly capturableOnXla: boolean = true;
  /** Whether its foreach implementation has that device too. */
  protected readonly foreachOnXla: boolean = false;
  /** Whether PyTorch's loop adds the decay of weights to a complex gradient before it takes that apart. */
  protected readonly complexDecay: boolean = false;
  /** Whether a first step with `fused` looks at the parameter before it makes its state. */
  protected readonly fusedStateChecked: boolean = true;
  #fusedChecked = false;

  /** What must be on one device to be capturable. */
  protected capturing(_foreach: boolean): string {
    return 'params and state_steps';
  }

  /** The states that the formula uses. */
  protected abstract stateNames(group: ParamGroup<Options>): readonly string[];
  protected abstract update(lists: Lists, batch: Batch, group: ParamGroup<Options>): void;
  protected fusedUpdate(_batch: Batch, _group: ParamGroup<Options>): void {
    throw new RuntimeError(`${this.constructor.name} has no fused implementation`);
  }

  /** The first value of a state; `step` counts. Undefined: the formula makes it. */
  protected newState(name: string, parameter: Tensor, group: ParamGroup<Options>): Tensor | undefined {
    return name === 'step' ? this.counter(0, parameter, group) : zeros_like(parameter);
  }

  /** A number that counts: on the CPU, unless the step must not leave the device. */
  protected counter(start: number, parameter: Tensor, group: ParamGroup<Options>): Tensor {
    const onDevice = (group.capturable ?? false) || (group.fused ?? false);
    return makeTensor(start, { dtype: scalarType(group.fused), device: onDevice ? parameter.device : 'cpu' });
  }

  override step(closure?: Closure | null): Loss {
    return runStep(closure, this.defaults.differentiable, () => {
      for (const group of this.param_groups) this.#stepGroup(group);
    });
  }

  #stepGroup(group: ParamGroup<Options>): void {
    const collected = this.#collect(group);
    if (collected.params.length === 0) return;
    const names = this.stateNames(group);
    const states = collected.params.map((tensor) => this.stateOf(tensor, group, names));
    if (group.fused) this.#fused(collected, states, names, group);
    else this.#inLists(collected, states, names, group);
  }

  #collect(group: ParamGroup<Options>): Collected {
    const collected: Collected = {
      params: [], grads: [], sparse: false, complex: false, cpuFloats: true,
    };
    for (const tensor of group.params) {
      const grad = gradients.grad(tensor);
      if (grad === null) continue;
      collected.params.push(tensor);
      const type = info.dtype(tensor);
      if (type !== float32 && type !== float64) {
        collected.cpuFloats = false;
        collected.complex ||= type === complex64 || type === complex128;
      } else if (!info.is_cpu(tensor)) {
        collected.cpuFloats = false;
      }
      if (info.layout(grad) !== strided) {
        if (this.sparseError !== null) throw new RuntimeError(this.sparseError);
        collected.sparse = true;
      }
      collected.grads.push(grad);
    }
    return collected;
  }

  /** The state of a parameter, made when it has its first gradient. */
  protected stateOf(
    tensor: Tensor, group: ParamGroup<Options>, names: readonly string[] = this.stateNames(group),
  ): ParamState {
    let state = this.state.get(tensor);
    if (state === undefined || isEmpty(state)) {
      if (group.fused && this.fusedStateChecked) checkFusedParameter(tensor);
      state = {};
      // A parameter without state has no entry.
      if (names.length > 0) this.state.set(tensor, state);
      for (const name of names) {
        const value = this.newState(name, tensor, group);
        if (value !== undefined) state[name] = value;
      }
    }
    if (group.differentiable && isTensor(state['step']) && state['step'].requires_grad) {
      throw new RuntimeError('`requires_grad` is not supported for `step` in differentiable mode');
    }
    return state;
  }

  #inLists(
    collected: Collected, states: readonly ParamState[], names: readonly string[], group: ParamGroup<Options>,
  ): void {
    if (this.grad_scale !== null || this.found_inf !== null) {
      throw new AssertionError('Expected grad_scale and found_inf to be None');
    }
    const wanted = group.foreach ?? (group.fused === false ? false : this.foreachByDefault(collected.params, group));
    if (wanted && group.differentiable) throw new AssertionError("_foreach ops don't support autograd");
    if (group.capturable) this.#checkCapturable(collected, wanted);
    const plain = !collected.sparse && !group.differentiable && !group.capturable;
    const asParts = collected.complex && this.complexAsReal && !collected.sparse;
    const batch = { params: collected.params, grads: collected.grads, state: statesOf(states, names), steps: [] };
    if (plain && wanted && (asParts || !collected.complex)) {
      for (const part of inGroups(batch)) {
        const ready = counted(foreachLists, part);
        this.update(foreachLists, asParts ? asReal(ready) : ready, group);
      }
    } else if (plain && !collected.complex && collected.cpuFloats) {
      for (const part of inChunks(batch)) {
        const lists = cpuLists(part.params[0]!.dtype);
        this.update(lists, counted(lists, part), group);
      }
    } else {
      const lists = new TensorLists(group.differentiable, group.capturable ?? false);
      const ready = counted(lists, batch);
      if (asParts && this.complexDecay) this.#inParts(lists, ready, group);
      else this.update(lists, asParts ? asReal(ready) : ready, group);
    }
    foreachLists.free(batch.grads);
  }

  /** Real and imaginary parts, of gradients in which the decay of weights is already: sums round otherwise in parts. */
  #inParts(lists: Lists, batch: Batch, group: ParamGroup<Options>): void {
    const decay = group as unknown as Parameters<typeof decayed>[2];
    const grads = decayed(lists, batch, decay);
    const done = Object.assign({}, group, { weight_decay: 0, maximize: false });
    this.update(lists, asReal({ ...batch, grads }), done);
    if (grads !== batch.grads) lists.free(grads);
  }

  /** PyTorch's choice where nothing was said: foreach where all is on an accelerator. */
  protected foreachByDefault(params: readonly Tensor[], group: ParamGroup<Options>): boolean {
    return !group.differentiable && params.every((tensor) => tensor.is_cuda);
  }

  #fused(
    collected: Collected, states: readonly ParamState[], names: readonly string[], group: ParamGroup<Options>,
  ): void {
    if (!this.#fusedChecked) {
      checkFusedParameter(collected.params[0]!);
      this.#fusedChecked = true;
    }
    const batch = { params: collected.params, grads: collected.grads, state: statesOf(states, names), steps: [] };
    if (collected.sparse) throw new RuntimeError(this.fusedSparseError);
    for (const part of inGroups(batch)) this.fusedUpdate(withGradsLike(part), group);
  }
  protected readonly fusedSparseError: string = '`fused` does not support sparse grad or complex param';

  #checkCapturable({ params }: Collected, foreach: boolean): void {
    const devices = capturableDevices(foreach ? this.foreachOnXla : this.capturableOnXla);
    for (const tensor of params) {
      const { type } = tensor.device;
      const state = Object.values(this.state.get(tensor) ?? {});
      const together = state.every((value) => !isTensor(value) || value.dim() > 0 || value.device.type === type);
      if (together && devices.includes(type)) continue;
      const list = devices.map((name) => `'${name}'`).join(', ');
      throw new AssertionError(
        `If capturable=True, ${this.capturing(foreach)} must be on supported devices: [${list}].`);
    }
  }

  /** Sets what older versions did not save, and makes counters that were saved as numbers tensors. */
  protected complete(options: Partial<Options>, counters: readonly string[] = ['step']): void {
    for (const group of this.param_groups) {
      for (const [name, value] of Object.entries(options)) {
        if (group[name] === undefined) (group as Record<string, unknown>)[name] = value;
      }
      for (const parameter of group.params) {
        const state = this.state.get(parameter);
        if (state === undefined || isEmpty(state)) continue;
        for (const name of counters) {
          if (!isTensor(state[name])) state[name] = this.counter(Number(state[name]), parameter, group);
        }
      }
    }
  }
}

/** The gradients as the formula uses them: turned around to maximize, with the decay of weights in them or done. */
export function decayed(
  lists: Lists, { params, grads: given }: Batch,
  group: { maximize: boolean; weight_decay: Hyper; decoupled_weight_decay?: boolean; lr: Hyper },
): Tensor[] {
  const grads = group.maximize ? lists.neg(given) : given;
  const decay = lists.hyper(group.weight_decay);
  if (decay === 0) return grads;
  if (group.decoupled_weight_decay) {
    lists.scale_(params, minus(1, times(lists.hyper(group.lr), decay)));
    return grads;
  }
  const added = lists.add(grads, params, decay);
  if (grads !== given) lists.free(grads);
  return added;
}

/** The batch with its steps, counted one more. */
function counted(lists: Lists, batch: Batch): Batch {
  const { step } = batch.state;
  if (step === undefined) return batch;
  lists.increment_(step);
  return { ...batch, steps: lists.values(step) };
}

function isEmpty(state: ParamState): boolean {
  for (const _ in state) return false;
  return true;
}

function statesOf(states: readonly ParamState[], names: readonly string[]): Record<string, Tensor[]> {
  const lists: Record<string, Tensor[]> = {};
  // Only a state that the formula makes itself can be missing.
  for (const name of names) lists[name] = states.map((state) => (state[name] ?? undefined) as Tensor);
  return lists;
}

/** The dtype of counters (`_get_scalar_dtype`). */
export function scalarType(fused: boolean | null | undefined): dtype {
  return !fused && torchDefaults().dtype() === float64 ? float64 : float32;
}
