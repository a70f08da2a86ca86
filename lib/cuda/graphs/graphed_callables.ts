import { collect, keep } from '../../addon/scope.js';
import { switches } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { grad } from '../../autograd/backward.js';
import { Function, once_differentiable, type FunctionCtx } from '../../autograd/function.js';
import { tree_flatten, tree_leaves, tree_unflatten, type Spec } from '../../functorch/pytree.js';
import { empty_like } from '../../generated/torch.js';
import { stateKey, type ModuleState } from '../../nn/module/state.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError, RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { typeName } from '../../values/type_name.js';
import { synchronize } from '../device.js';
import { Stream, stream as selecting } from '../streams.js';
import { graph } from './capture.js';
import { CUDAGraph, type CaptureMode } from './cuda_graph.js';
import { graph_pool_handle, poolId, type GraphPool } from './pool.js';

/** Any function of tensors, or module. */
export type GraphedCallable = (...args: never[]) => unknown;

/** Tensors like those that a call gets. */
export type SampleArgs = readonly Tensor[];

/** A module, as far as it is looked at. */
interface ModuleLike {
  readonly [stateKey]: ModuleState;
  training: boolean;
  forward: (...args: never[]) => unknown;
  parameters(): Iterable<Tensor>;
  buffers(): Iterable<Tensor>;
}

const takes = signature(`make_graphed_callables(callables: GraphedCallable | Sequence[GraphedCallable],
  sample_args: SampleArgs | Sequence[SampleArgs], num_warmup_iters: int = 3, allow_unused_input: bool = False,
  pool: GraphPool = None, capture_error_mode: CaptureMode = "global")`);

/** How callables are recorded. */
export interface GraphedOptions {
  /** How often each runs before it is recorded. */
  readonly num_warmup_iters?: number;
  /** Whether there may be inputs that the outputs do not depend on. */
  readonly allow_unused_input?: boolean;
  readonly pool?: GraphPool | null;
  readonly capture_error_mode?: CaptureMode;
}

/** One callable on its way. */
interface Recording {
  readonly call: (...args: unknown[]) => unknown;
  readonly args: readonly unknown[];
  /** How many of the inputs the caller gives; the others are a module's parameters. */
  readonly given: number;
  readonly parameters: readonly Tensor[];
  readonly inputs: readonly Tensor[];
  readonly forward: CUDAGraph;
  readonly backward: CUDAGraph;
  outputs: readonly Tensor[];
  spec: Spec;
  gradOutputs: readonly (Tensor | null)[];
  gradInputs: readonly (Tensor | null)[];
}

const asModule = (callable: unknown): ModuleLike | undefined =>
  ((typeof callable === 'object' || typeof callable === 'function') && callable !== null && stateKey in callable
    ? (callable as ModuleLike) : undefined);

function recordingOf(callable: GraphedCallable, args: readonly unknown[]): Recording {
  const module = asModule(callable);
  if (module !== undefined) checkModule(module);
  const leaves = tree_leaves(args);
  if (!leaves.every(is_tensor)) {
    throw new AssertionError('In the beta API, sample_args for each callable must contain only Tensors. Other types are ' +
      'not allowed.');
  }
  const parameters = module === undefined ? [] : [...module.parameters()];
  return {
    call: callable as (...args: unknown[]) => unknown, args, given: leaves.length, parameters,
    inputs: keep([...(leaves as Tensor[]), ...parameters]), forward: CUDAGraph(), backward: CUDAGraph(),
    outputs: [], spec: null, gradOutputs: [], gradInputs: [],
  };
}

function checkModule(module: ModuleLike): void {
  if (module[stateKey].hooked) {
    throw new AssertionError('Modules must not have hooks registered at the time they are passed. However, registering ' +
      'hooks on modules after passing them through make_graphed_callables is allowed.');
  }
  if ([...module.buffers()].some((buffer) => buffer.requires_grad)) {
    throw new AssertionError('In any :class:`~torch.nn.Module` passed to :func:`~make_graphed_callables`, only ' +
      'parameters may be trainable. All buffers must have ``requires_grad=False``.');
  }
}

const needGrad = (tensors: readonly Tensor[]): Tensor[] => tensors.filter((each) => each.requires_grad);

/** Runs forward and backward, so that what libraries do once is done before anything is recorded. */
function warmUp({ call, args, inputs }: Recording, times: number, allow_unused: boolean): void {
  for (let i = 0; i < times; i++) {
    const outputs = needGrad(tree_leaves(call(...args)) as Tensor[]);
    if (outputs.length === 0) continue;
    grad(outputs, needGrad(inputs), { grad_outputs: outputs.map((each) => empty_like(each)), allow_unused });
  }
}

function recordForward(recording: Recording, options: CaptureOptions): void {
  const result = graph(recording.forward, options, () => recording.call(...recording.args));
  const [leaves, spec] = tree_flatten(result);
  recording.outputs = keep(leaves as Tensor[]);
  recording.spec = spec;
}

function recordBackward(recording: Recording, options: CaptureOptions, allow_unused: boolean): void {
  const { inputs, outputs } = recording;
  recording.gradOutputs = keep(outputs.map((each) => (each.requires_grad ? empty_like(each) : null)));
  const grad_outputs = recording.gradOutputs.filter((each) => each !== null);
  let found: readonly (Tensor | null)[] | undefined;
  if (grad_outputs.length > 0) {
    found = graph(recording.backward, options,
      () => grad(needGrad(outputs), needGrad(inputs), { grad_outputs, allow_unused }));
  }
  let at = 0;
  recording.gradInputs = keep(inputs.map((each) => (each.requires_grad && found !== undefined ? found[at++]! : null)));
  // The places are what is left to know: autograd's graph would keep parameters on the stream of the recording.
  recording.outputs = keep(outputs.map((each) => each.detach()));
}

interface CaptureOptions {
  readonly stream: Stream;
  readonly pool: GraphPool;
  readonly capture_error_mode: CaptureMode;
}

const samePlace = (a: Tensor, b: Tensor): boolean => a.data_ptr() === b.data_ptr();

/** The callable that copies its arguments into the recorded places and replays; backward does the same. */
function graphed(recording: Recording): (...args: unknown[]) => unknown {
  const { given, parameters, inputs, outputs, spec, gradOutputs, gradInputs } = recording;

  class Graphed extends Function {
    static override forward(_ctx: FunctionCtx, ...tensors: Tensor[]): Tensor[] {
      for (let i = 0; i < given; i++) if (!samePlace(inputs[i]!, tensors[i]!)) inputs[i]!.copy_(tensors[i]!);
      recording.forward.replay();
      return outputs.map((each) => each.detach());
    }

    static override backward = once_differentiable((_ctx: FunctionCtx, ...grads: (Tensor | null)[]) => {
      if (grads.length !== gradOutputs.length) {
        throw new AssertionError(`len(grads)=${grads.length} != len(static_grad_outputs)=${gradOutputs.length}`);
      }
      gradOutputs.forEach((place, i) => {
        if (place !== null && !samePlace(place, grads[i]!)) place.copy_(grads[i]!);
      });
      recording.backward.replay();
      return gradInputs.map((each) => each?.detach() ?? null);
    });
  }

  const apply = Graphed.apply as (...tensors: unknown[]) => unknown;
  return (...args) => {
    const found = apply.call(Graphed, ...tree_leaves(args), ...parameters);
    return tree_unflatten(Array.isArray(found) ? (found as unknown[]) : [found], spec);
  };
}

/** A module calls the recording while it is in the mode, training or not, in which that was made. */
function install(module: ModuleLike, replaying: (...args: unknown[]) => unknown): void {
  const { training } = module;
  const own = Object.hasOwn(module, 'forward');
  const before = module.forward as (...args: unknown[]) => unknown;
  module.forward = function (this: unknown, ...args: unknown[]): unknown {
    return module.training === training ? replaying(...args) : before.apply(own ? undefined : module, args);
  };
}

/**
 * Versions of functions or modules whose forward and backward are recorded once and replayed at each call, with
 * gradients (`torch.cuda.make_graphed_callables`). `sample_args` are tensors like those of the calls: for an array of
 * callables, an array of arrays; the callables then share memory and must run in their order. A module is given back
 * itself; in the other mode, `train()` or `eval()`, it runs as before. Throws an AssertionError for modules with hooks
 * or trainable buffers, and for arguments that are no tensors; gradients cannot be differentiated again.
 */
export function make_graphed_callables<T extends GraphedCallable>(
  callables: T, sample_args: SampleArgs, options?: GraphedOptions): T;
export function make_graphed_callables<T extends readonly GraphedCallable[]>(
  callables: readonly [...T], sample_args: readonly SampleArgs[], options?: GraphedOptions): T;
export function make_graphed_callables(...args: unknown[]): unknown {
  const { callables, sample_args, num_warmup_iters, allow_unused_input, pool, capture_error_mode } = takes.read(args);
  if (switches.autocast_enabled(1) && switches.read_switch('autocast_cache')) {
    throw new RuntimeError(
      'make_graphed_callables does not support the autocast caching. Please set `cache_enabled=False`.');
  }
  const several = Array.isArray(callables);
  const list = (several ? callables : [callables]) as readonly GraphedCallable[];
  const samples = (several ? sample_args : [sample_args]) as readonly (readonly unknown[])[];
  const other = Array.isArray(samples) ? samples.find((each) => !Array.isArray(each)) : samples;
  if (other !== undefined) {
    throw new TypeError('make_graphed_callables(): argument \'sample_args\' (position 2) must be tuple of Tensors, not ' +
      typeName(other));
  }
  const recordings = list.map((callable, i) => recordingOf(callable, samples[i] ?? []));
  const shared = poolId(pool) ?? graph_pool_handle();
  synchronize();
  const stream = Stream();
  selecting(stream, () => {
    for (const recording of recordings) warmUp(recording, num_warmup_iters, allow_unused_input);
  });
  synchronize();
  const options = { stream, pool: shared, capture_error_mode };
  // In the order in which they will run: all forwards, then the backwards from the last to the first.
  for (const recording of recordings) recordForward(recording, options);
  for (const recording of [...recordings].reverse()) recordBackward(recording, options, allow_unused_input);
  collect(true);
  const made = recordings.map((recording, i) => {
    const replaying = graphed(recording);
    const module = asModule(list[i]);
    if (module === undefined) return replaying;
    install(module, replaying);
    return list[i];
  });
  return several ? made : made[0];
}
