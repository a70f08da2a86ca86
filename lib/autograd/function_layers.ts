/** Custom Functions in function transforms: each layer runs them by a rule of its own, as it does operators. */
import { op } from '../addon/call/op.js';
import { layers } from '../addon/doors.js';
import {
  add_batch_dim, unwrap_batched, unwrap_for_grad, wrap_for_grad, wrapper_of, type FuncLayer, type Randomness,
} from '../addon/functorch.js';
import {
  broadcast_to_and_flatten, spec_text, tree_flatten, tree_leaves, tree_map, tree_unflatten,
} from '../functorch/pytree.js';
import { restore_vmap, unwrap_all, vmap, type Dims } from '../functorch/vmap.js';
import { class_text, dims_text } from '../functorch/words.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { with_fwd_grad } from './forward_ad.js';
import type { FunctionCtx } from './function_ctx.js';
import { enable_grad } from './grad_mode.js';

type Call = (...args: readonly unknown[]) => unknown;

/** A class with a setup_context. */
export interface TransformedClass {
  readonly name: string;
  forward: Call;
  backward: Call;
  setup_context: Call;
  vjp?: Call;
  jvp?: Call;
  vmap?: Call;
  generate_vmap_rule?: boolean;
}

/** What the vmap of a Function is told. */
export interface VmapInfo {
  readonly batch_size: number;
  readonly randomness: Randomness;
}

type Plain = (cls: TransformedClass, args: readonly unknown[]) => unknown;

/** What a rule needs besides the class: the vmap that stands for none, and how to apply without layers. */
interface Rules {
  readonly noVmap: unknown;
  readonly plain: Plain;
}

const notes = 'For more details, please see https://pytorch.org/docs/main/notes/extending.func.html';

/** Applies a Function in the layers that there are. */
export function apply_in_layers(
  cls: TransformedClass, args: readonly unknown[], noVmap: unknown, plain: Plain,
): unknown {
  return through_layers(cls, args, { noVmap, plain });
}

function through_layers(cls: TransformedClass, given: readonly unknown[], rules: Rules): unknown {
  const layer = layers.func_layers().at(-1);
  if (layer === undefined) return rules.plain(cls, given);
  const args = tree_map(given, (each) => (is_tensor(each) ? living(each) : each));
  switch (layer.kind) {
    case 'vmap':
      return in_batch(cls, args, layer, rules);
    case 'functionalize':
      throw new RuntimeError('NYI: Functionalize rule for custom_function_call');
    default:
      return recorded(cls, args, layer.level, rules);
  }
}

/** What is in a wrapper whose layer has ended. */
function living(tensor: Tensor): Tensor {
  const wrapper = wrapper_of(tensor);
  return wrapper?.level === -2 ? living(wrapper.value) : tensor;
}

/** The outputs, wrapped, but an input that comes out again as it went in. */
function wrapped(
  outputs: unknown, inside: readonly unknown[], outside: readonly unknown[],
  wrap: (tensor: Tensor, at: number) => Tensor,
): unknown {
  const [inner, outer] = [tree_leaves(inside), tree_leaves(outside)];
  const [flat, spec] = tree_flatten(outputs);
  return tree_unflatten(flat.map((each, i) => {
    if (!is_tensor(each)) return each;
    const at = inner.indexOf(each);
    return at >= 0 ? outer[at] : wrap(each, i);
  }), spec);
}

/** grad and jvp: the layer has its own node or tangents, and inside of it comes what the layers around have. */
function recorded(cls: TransformedClass, given: readonly unknown[], level: number, rules: Rules): unknown {
  const lift = (tensor: Tensor): Tensor =>
    (wrapper_of(tensor)?.level === level ? tensor : wrap_for_grad(tensor, level));
  const operands = tree_map(given, (each) => (is_tensor(each) ? lift(each) : each));
  const single: TransformedClass = {
    ...rulesOf(cls), name: `${cls.name}Generated`,
    forward: (...outside) => {
      const inside = tree_map(outside, (each) => (is_tensor(each) ? unwrap_for_grad(each, level) : each));
      const outputs = enable_grad(() => with_fwd_grad(true, () =>
        layers.func_below(() => through_layers(cls, inside, rules))));
      return wrapped(outputs, inside, outside, (tensor) => wrap_for_grad(tensor, level));
    },
  };
  return rules.plain(single, operands);
}

/** The parts of a class that are called, as they are called on the class. */
function rulesOf(cls: TransformedClass): TransformedClass {
  const of = (call: Call): Call => (...args) => call.apply(cls, args as unknown[]);
  return {
    name: cls.name, forward: of(cls.forward), backward: of(cls.vjp ?? cls.backward),
    setup_context: of(cls.setup_context),
    ...(cls.jvp === undefined ? {} : { jvp: of(cls.jvp) }),
  };
}

function in_batch(cls: TransformedClass, args: readonly unknown[], layer: FuncLayer, rules: Rules): unknown {
  const own = cls.vmap !== undefined && cls.vmap !== rules.noVmap;
  if (cls.generate_vmap_rule === true) {
    if (own) {
      throw new RuntimeError(`You tried to vmap over ${cls.name}, but it has both generate_vmap_rule=True and an ` +
        'overridden vmap staticmethod. Please set generate_vmap_rule=False or delete the overridden vmap ' +
        `staticmethod to avoid ambiguity. ${notes}`);
    }
    return by_generated_rule(cls, args, layer, rules);
  }
  if (!own) {
    throw new RuntimeError(`You tried to vmap over ${cls.name}, but it does not have vmap support. Please override ` +
      `and implement the vmap staticmethod or set generate_vmap_rule=True. ${notes}`);
  }
  return by_own_rule(cls, args, layer, rules);
}

function by_own_rule(cls: TransformedClass, args: readonly unknown[], layer: FuncLayer, rules: Rules): unknown {
  return by_vmap_rule(args, layer, {
    rule: (...given) => cls.vmap!.call(cls, ...given),
    below: (body) => layers.func_below(body),
    unbatched: () => through_layers(cls, args, rules),
  });
}

/** How a rule for vmap is called. */
export interface VmapRule {
  /** Gets the info, where each argument has the batch, and the arguments; gives outputs and where these have it. */
  readonly rule: Call;
  /** Runs without the layer. */
  readonly below: <T>(body: () => T) => T;
  /** What is called without the layer where no argument has the batch. */
  readonly unbatched: () => unknown;
}

/** What the rule gives for arguments of a layer of vmap, with the batch in wrappers of the layer. */
export function by_vmap_rule(
  args: readonly unknown[], layer: FuncLayer, { rule, below, unbatched }: VmapRule,
): unknown {
  const { outputs: inside, dims } = unwrap_all(args, layer.level) as { outputs: unknown[]; dims: Dims[] };
  if (tree_leaves(dims).every((dim) => dim === null)) return below(unbatched);
  const info: VmapInfo = { batch_size: layer.batch_size!, randomness: layer.randomness! };
  const result = below(() => rule(info, dims, ...inside));
  const wanted = 'Expected the vmap staticmethod to have two returns, an output and out_dims with pytree structure ' +
    'compatible with the output. ';
  if (!Array.isArray(result)) throw new RuntimeError(`${wanted}Got a ${class_text(result)} instead`);
  if (result.length !== 2) throw new RuntimeError(`${wanted}Got ${result.length} returns instead`);
  const [outputs, out_dims] = result as [unknown, unknown];
  const spec = tree_flatten(outputs)[1];
  const flat = broadcast_to_and_flatten(out_dims, spec);
  if (flat === null) {
    throw new RuntimeError("The autograd.Function's vmap staticmethod returned an incompatible (output, out_dims) " +
      `tuple. Expected out_dims=${dims_text(out_dims)} to be compatible with the structure of \`output\`. out_dims has ` +
      `structure ${spec_text(tree_flatten(out_dims)[1])} but output has structure ${spec_text(spec)}. ${notes}`);
  }
  return wrapped(outputs, inside, args, (tensor, i) =>
    (flat[i] === null ? tensor : add_batch_dim(tensor, flat[i] as number, layer.level)));
}

function by_generated_rule(cls: TransformedClass, args: readonly unknown[], layer: FuncLayer, rules: Rules): unknown {
  const { outputs: inside, dims } = unwrap_all(args, layer.level) as { outputs: unknown[]; dims: Dims[] };
  const made = new Vmapped(cls, dims, layer);
  const outputs = layers.func_below(() => through_layers(made.asClass(), inside, rules));
  const [flat, spec] = tree_flatten(outputs);
  const out_dims = broadcast_to_and_flatten(made.out_dims, spec)!;
  return tree_unflatten(flat.map((each, i) =>
    (is_tensor(each) && out_dims[i] !== null ? add_batch_dim(each, out_dims[i] as number, layer.level) : each)), spec);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** What setup_context said in the batch, for one ctx. */
interface Setup {
  readonly savedDims: readonly Dims[];
  readonly inputShapes: readonly (readonly number[] | null)[];
}

/** A Function whose parts run in vmap. */
class Vmapped {
  readonly #cls: TransformedClass;
  readonly #dims: readonly Dims[];
  readonly #size: number;
  readonly #randomness: Randomness;
  readonly #setups = new WeakMap<FunctionCtx, Setup>();
  /** Where the outputs have the batch. */
  out_dims: Dims = null;

  constructor(cls: TransformedClass, dims: readonly Dims[], { batch_size, randomness }: FuncLayer) {
    this.#cls = cls;
    this.#dims = dims;
    this.#size = batch_size!;
    this.#randomness = randomness!;
  }

  asClass(): TransformedClass {
    return {
      name: `Vmapped${this.#cls.name}`, generate_vmap_rule: true,
      forward: (...args) => this.#forward(args),
      setup_context: (ctx, inputs, outputs) => this.#setup(ctx as FunctionCtx, inputs as readonly unknown[], outputs),
      backward: (ctx, ...grads) => this.#backward(ctx as FunctionCtx, grads),
      jvp: (ctx, ...tangents) => this.#jvp(ctx as FunctionCtx, tangents),
    };
  }

  #restored(body: Call, dims: Dims, ...args: readonly unknown[]): { outputs: unknown; dims: unknown } {
    return restore_vmap(body as never, dims, this.#size, this.#randomness)(...args);
  }

  #forward(args: readonly unknown[]): unknown {
    const forward = (...each: unknown[]): unknown => this.#cls.forward.apply(this.#cls, each);
    const { outputs, dims } = this.#restored(forward as Call, this.#dims, ...args);
    this.out_dims = dims as Dims;
    return outputs;
  }

  #setup(ctx: FunctionCtx, inputs: readonly unknown[], outputs: unknown): void {
    let savedDims: readonly Dims[] = [];
    let inputShapes: readonly (readonly number[] | null)[] = [];
    this.#restored((...both) => {
      const [given, made] = both as [readonly unknown[], unknown];
      const level = layers.func_layers().at(-1)!.level;
      const save = (name: 'save_for_backward' | 'save_for_forward') => (...tensors: (Tensor | null)[]): void => {
        const pairs = tensors.map((each) => (each === null ? [null, null] as const : unwrap_batched(each, level)));
        ctx[name](...pairs.map(([tensor]) => tensor));
        savedDims = pairs.map(([, dim]) => dim);
      };
      const own = { save_for_backward: save('save_for_backward'), save_for_forward: save('save_for_forward') };
      this.#cls.setup_context.call(this.#cls, standingFor(ctx, own), given, made);
      inputShapes = given.map((each) => (is_tensor(each) ? [...each.shape] : null));
      return null;
    }, [this.#dims, this.out_dims], inputs, outputs);
    this.#setups.set(ctx, { savedDims, inputShapes });
  }

  #backward(ctx: FunctionCtx, grads: readonly unknown[]): unknown {
    const { savedDims, inputShapes } = this.#setups.get(ctx)!;
    const out_dims = listOf(this.out_dims) as readonly Dims[];
    const dims = grads.map((grad, i) => (grad === null ? null : out_dims[i]!));
    const found = this.#restored((...both) => {
      const [saved_tensors, list] = both as [unknown, readonly unknown[]];
      return this.#cls.backward.call(this.#cls, standingFor(ctx, { saved_tensors }), ...list);
    }, [savedDims, dims], ctx.saved_tensors, grads);
    return this.#reduced(found.outputs, found.dims, this.#dims, inputShapes);
  }

  #jvp(ctx: FunctionCtx, tangents: readonly unknown[]): unknown {
    const { savedDims } = this.#setups.get(ctx)!;
    const dims = tangents.map((tangent, i) => (tangent === null ? null : this.#dims[i]!));
    const found = this.#restored((...both) => {
      const [saved_tensors, list] = both as [unknown, readonly unknown[]];
      return this.#cls.jvp!.call(this.#cls, standingFor(ctx, { saved_tensors }), ...list);
    }, [savedDims, dims], ctx.saved_tensors, tangents);
    return this.#reduced(found.outputs, found.dims, listOf(this.out_dims) as readonly Dims[], null);
  }

  /** Gradients with the batch where the inputs have it: summed over it where those have none. */
  #reduced(
    outputs: unknown, dims: unknown, wanted: readonly Dims[], shapes: readonly (readonly number[] | null)[] | null,
  ): unknown[] {
    const from = listOf(dims) as readonly (number | null)[];
    return listOf(outputs).map((each, i) => {
      if (!is_tensor(each)) return null;
      return this.#reducedOne(each, from[i]!, wanted[i] as number | null, shapes?.[i] ?? null);
    });
  }

  #reducedOne(given: Tensor, dim: number | null, wanted: number | null, shape: readonly number[] | null): Tensor {
    if (wanted === null) return dim === null ? given : given.sum(dim);
    let tensor = given;
    let at = dim;
    if (at === null) {
      const sizes = [...given.shape];
      sizes.splice(wanted, 0, this.#size);
      tensor = given.unsqueeze(wanted).expand(sizes);
      at = wanted;
    }
    if (shape !== null) {
      const sum = (one: Tensor): Tensor => op('aten::sum_to_size')(one, shape);
      return vmap(sum, at, wanted)(tensor);
    }
    return at === wanted ? tensor : tensor.movedim(at, wanted);
  }
}

/** A ctx with some of its members replaced. */
function standingFor(ctx: FunctionCtx, members: Readonly<Record<string, unknown>>): FunctionCtx {
  return new Proxy(ctx, {
    get: (target, key) => {
      if (typeof key === 'string' && Object.hasOwn(members, key)) return members[key];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as Call).bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}
