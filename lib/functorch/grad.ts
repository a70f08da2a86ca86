import { layers, modes } from '../addon/doors.js';
import { callable, must } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { enable_grad } from '../autograd/grad_mode.js';
import { slice_argnums, type Argnums } from './argnums.js';
import { same_spec, spec_pprint, tree_flatten, tree_unflatten } from './pytree.js';
import {
  check_outputs, create_differentiable, gradients_of, output_and_aux, undo_differentiable, wrap_all,
} from './wrappers.js';
import { class_text, named_as } from './words.js';
import type { AnyFunction } from './vmap.js';

export type { Argnums } from './argnums.js';
export type { AnyFunction } from './vmap.js';

type Call = (...args: readonly unknown[]) => unknown;

/** The gradient of one argument has its type, those of several are a list. */
export type GradientOf<A extends readonly unknown[], N extends Argnums> =
  N extends number ? (number extends N ? A[number] : A[N])
    : { -readonly [K in keyof N]: N[K] extends number ? A[N[K]] : never };

/** With `has_aux`, what a function gives besides the output that is differentiated. */
export type AuxOf<R> = R extends readonly [unknown, infer Aux] ? Aux : never;

const takes = {
  grad: signature('grad(func: AnyFunction, argnums: Argnums = 0, has_aux: bool = False)'),
  grad_and_value: signature('grad_and_value(func: AnyFunction, argnums: Argnums = 0, has_aux: bool = False)'),
};

/** The gradient, the output and the rest, of one call. */
interface Found {
  readonly gradient: unknown;
  readonly output: unknown;
  readonly aux: unknown;
}

function grad_of(func: AnyFunction, argnums: Argnums, has_aux: boolean, given: readonly unknown[]): Found {
  const api = 'grad_and_value(f)(*args)';
  return layers.func_grad((level) => enable_grad(() => {
    const args = wrap_all(given, level);
    const wanted = slice_argnums(args, argnums);
    create_differentiable(wanted);
    const value = must(func as Call, callable)(...args);
    const [output, aux] = has_aux ? output_and_aux(value, api) : [value, null];
    if (!is_tensor(output)) {
      throw new RuntimeError(`${api}: Expected f(*args) to return a Tensor, got ${class_text(output)}`);
    }
    if (output.dim() !== 0) {
      throw new RuntimeError(`${api}: Expected f(*args) to return a scalar Tensor, got tensor with ${output.dim()} ` +
        'dims. Maybe you wanted to use the vjp or jacrev APIs instead?');
    }
    const [inputs, spec] = tree_flatten(wanted);
    const gradients = gradients_of([output], inputs as Tensor[], null, true, true);
    return {
      gradient: tree_unflatten(undo_differentiable(gradients, level), spec),
      output: undo_differentiable(output, level),
      aux: has_aux ? undo_differentiable(aux, level) : null,
    };
  }));
}

/**
 * The function that computes the gradient of `func` with respect to the arguments at `argnums` (`torch.func.grad`):
 * a tree of tensors like that argument, for several a list. `func` gives a scalar tensor, with `has_aux` a pair of that
 * and something more, which comes back too. Nests with itself and with `vmap`. Throws a RuntimeError for an output that
 * is no scalar tensor.
 */
export function grad<A extends unknown[], const N extends Argnums = 0>(
  func: (...args: A) => Tensor, argnums?: N, has_aux?: false): (...args: A) => NoInfer<GradientOf<A, N>>;
export function grad<A extends unknown[], R extends readonly [Tensor, unknown], const N extends Argnums = 0>(
  func: (...args: A) => R, argnums: N | undefined, has_aux: true,
): (...args: A) => [NoInfer<GradientOf<A, N>>, AuxOf<R>];
export function grad<A extends unknown[], const N extends Argnums = 0>(
  func: (...args: A) => Tensor, options: { readonly argnums?: N; readonly has_aux?: false },
): (...args: A) => NoInfer<GradientOf<A, N>>;
export function grad<A extends unknown[], R extends readonly [Tensor, unknown], const N extends Argnums = 0>(
  func: (...args: A) => R, options: { readonly argnums?: N; readonly has_aux: true },
): (...args: A) => [NoInfer<GradientOf<A, N>>, AuxOf<R>];
export function grad(...args: unknown[]): unknown {
  const [func, argnums, has_aux] = takes.grad.list(args);
  return named_as(func, (...given: unknown[]) => {
    const { gradient, aux } = grad_of(func, argnums, has_aux, given);
    return has_aux ? [gradient, aux] : gradient;
  });
}

/**
 * As {@link grad}, and the function gives the output too: `[gradient, output]`, with `has_aux`
 * `[gradient, [output, aux]]` (`torch.func.grad_and_value`).
 */
export function grad_and_value<A extends unknown[], const N extends Argnums = 0>(
  func: (...args: A) => Tensor, argnums?: N, has_aux?: false): (...args: A) => [NoInfer<GradientOf<A, N>>, Tensor];
export function grad_and_value<A extends unknown[], R extends readonly [Tensor, unknown], const N extends Argnums = 0>(
  func: (...args: A) => R, argnums: N | undefined, has_aux: true,
): (...args: A) => [NoInfer<GradientOf<A, N>>, [Tensor, AuxOf<R>]];
export function grad_and_value<A extends unknown[], const N extends Argnums = 0>(
  func: (...args: A) => Tensor, options: { readonly argnums?: N; readonly has_aux?: false },
): (...args: A) => [NoInfer<GradientOf<A, N>>, Tensor];
export function grad_and_value<A extends unknown[], R extends readonly [Tensor, unknown], const N extends Argnums = 0>(
  func: (...args: A) => R, options: { readonly argnums?: N; readonly has_aux: true },
): (...args: A) => [NoInfer<GradientOf<A, N>>, [Tensor, AuxOf<R>]];
export function grad_and_value(...args: unknown[]): unknown {
  const [func, argnums, has_aux] = takes.grad_and_value.list(args);
  return named_as(func, (...given: unknown[]) => {
    const { gradient, output, aux } = grad_of(func, argnums, has_aux, given);
    return [gradient, has_aux ? [output, aux] : output];
  });
}

/** Gradients of the primals for given gradients of the outputs. */
export type VjpFunction<P> = (cotangents: unknown, retain_graph?: boolean, create_graph?: boolean | null) => P;

interface Pulled {
  readonly output: unknown;
  readonly pull: VjpFunction<unknown>;
  readonly aux: unknown;
}

/** vjp with respect to the primals at `argnums`, or to all. */
export function vjp_of(
  func: AnyFunction, given: readonly unknown[], argnums: Argnums | null, has_aux: boolean,
): Pulled {
  return layers.func_grad((level) => enable_grad(() => {
    const primals = wrap_all(given, level);
    const wanted = argnums === null ? primals : slice_argnums(primals, argnums);
    create_differentiable(wanted);
    const value = must(func as Call, callable)(...primals);
    const [output, aux] = has_aux ? output_and_aux(value, 'vjp(f, *primals)') : [value, null];
    const [outputs, outputs_spec] = tree_flatten(output);
    check_outputs(outputs, 'vjp(f, *primals)');
    const [inputs, inputs_spec] = tree_flatten(wanted);
    for (const each of outputs) {
      if (each.is_floating_point() || each.is_complex()) continue;
      throw new RuntimeError('vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor ' +
        `with dtype ${String(each.dtype)}`);
    }
    const pull: VjpFunction<unknown> = (cotangents, retain_graph = true, create_graph = null) => {
      const create = create_graph ?? modes.is_grad_enabled();
      const [flat, spec] = tree_flatten(cotangents);
      if (!same_spec(outputs_spec, spec)) {
        throw new RuntimeError('Expected pytree structure of cotangents to be the same as pytree structure of ' +
          `outputs to the function. cotangents: ${spec_pprint(spec)}, primal output: ${spec_pprint(outputs_spec)}`);
      }
      return layers.func_records(() => tree_unflatten(
        gradients_of(outputs, inputs as Tensor[], flat as Tensor[], retain_graph, create), inputs_spec));
    };
    return {
      output: undo_differentiable(output, level), pull, aux: has_aux ? undo_differentiable(aux, level) : null,
    };
  }));
}

interface VjpOptions {
  readonly has_aux?: boolean;
}

/**
 * The output of `func(...primals)`, and the function that gives the gradients of all primals for the gradients of the
 * output (`torch.func.vjp`): `[output, vjp_fn]`, and with `{ has_aux: true }` at the end `[output, vjp_fn, aux]`.
 * Throws a RuntimeError for outputs that are no tensors of floating point or complex numbers.
 */
export function vjp<A extends unknown[], R>(
  func: (...args: A) => readonly [R, unknown], ...primals: [...A, { readonly has_aux: true }]
): [R, VjpFunction<A>, unknown];
export function vjp<A extends unknown[], R>(
  func: (...args: A) => R, ...primals: [...A, { readonly has_aux: false }]): [R, VjpFunction<A>];
export function vjp<A extends unknown[], R>(func: (...args: A) => R, ...primals: A): [R, VjpFunction<A>];
export function vjp(func: AnyFunction, ...args: unknown[]): unknown {
  const last = args.at(-1);
  const options = is_options(last) ? last : undefined;
  const has_aux = options?.has_aux ?? false;
  const { output, pull, aux } = vjp_of(func, options === undefined ? args : args.slice(0, -1), null, has_aux);
  return has_aux ? [output, pull, aux] : [output, pull];
}

function is_options(value: unknown): value is VjpOptions {
  return typeof value === 'object' && value !== null && typeof (value as VjpOptions).has_aux === 'boolean' &&
    Object.keys(value).length === 1;
}
