import { signature } from '../arguments/signature.js';
import { AssertionError, RuntimeError, ValueError } from '../values/errors.js';
import { cat, view_as_real, zeros } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import {
  checkOneElement, checkRange, isAtMost, isMore, least, minus, numberOf, over, times, toScalar, type Hyper,
} from './hyperparameter.js';
import { strongWolfe, type LinePoint } from './line_search.js';
import { Optimizer, type Closure, type Loss } from './optimizer.js';
import { enable_grad } from '../autograd/index.js';
import { runStep } from './step.js';

export interface LBFGSOptions {
  lr: Hyper;
  max_iter: number;
  max_eval: number;
  tolerance_grad: number;
  tolerance_change: number;
  history_size: number;
  line_search_fn: 'strong_wolfe' | null;
  maximize: boolean;
}

const takes = signature(`LBFGS(
  params: ParamsT[LBFGSOptions], lr: Hyper = 1, max_iter: int = 20, max_eval: int = None,
  tolerance_grad: float = 1e-7, tolerance_change: float = 1e-9, history_size: int = 100,
  line_search_fn: Literal["strong_wolfe"] = None, *, maximize: bool = False)`);

/** What is kept between steps, with the first parameter; numbers may come as tensors from Python. */
interface State extends Move {
  func_evals: number;
  n_iter: number;
  al?: (Hyper | null)[];
}

/** What the next move is made from. */
interface Move {
  /** The direction of the last move and how far it went. */
  d?: Tensor;
  t?: Hyper;
  /** Changes of the gradient, the moves that made them, and the inverse of the product of both. */
  old_dirs?: Tensor[];
  old_stps?: Tensor[];
  ro?: Hyper[];
  H_diag?: Hyper;
  prev_flat_grad?: Tensor;
  prev_loss?: Hyper;
}

/**
 * L-BFGS (`torch.optim.LBFGS`): Newton's method with an inverse of the second derivative that is put together from the
 * last `history_size` moves. One step makes up to `max_iter` moves, each evaluating the closure, which it needs. One
 * group of parameters only. Throws a ValueError for options out of range.
 */
export class LBFGS extends Optimizer<LBFGSOptions> {
  constructor(...args: typeof takes.args) {
    const given = takes.read(args);
    const {
      params, lr = 1, max_iter = 20, tolerance_grad = 1e-7, tolerance_change = 1e-9, history_size = 100,
      line_search_fn = null, maximize = false,
    } = given;
    checkOneElement('lr', lr);
    checkRange('learning rate', lr);
    const max_eval = given.max_eval ?? Math.floor((max_iter * 5) / 4);
    super(params, {
      lr, max_iter, max_eval, tolerance_grad, tolerance_change, history_size, line_search_fn, maximize,
    });
    if (this.param_groups.length !== 1) {
      throw new ValueError("LBFGS doesn't support per-parameter options (parameter groups)");
    }
  }

  protected override get floatOptions(): readonly string[] {
    return super.floatOptions.filter((name) => name !== 'lr');
  }

  get #params(): readonly Tensor[] {
    return this.param_groups[0]!.params;
  }
  get #maximize(): boolean {
    return this.param_groups[0]!.maximize ?? false;
  }

  /** All gradients in one vector, of the function that is made small. */
  #gradient(): Tensor {
    const parts = this.#params.map((parameter) => {
      const { grad } = parameter;
      if (grad === null) return flat(zeros([parameter.numel()], { dtype: parameter.dtype, device: parameter.device }));
      return flat(grad.is_sparse ? grad.to_dense() : grad);
    });
    const gradient = cat(parts, 0);
    return this.#maximize ? gradient.neg_() : gradient;
  }

  #move(length: Hyper, direction: Tensor): void {
    let offset = 0;
    for (const parameter of this.#params) {
      const real = parameter.is_complex() ? view_as_real(parameter) : parameter;
      const count = real.numel();
      real.add_(direction.narrow(0, offset, count).view_as(real), { alpha: numberOf(length) });
      offset += count;
    }
  }

  override step(closure?: Closure | null): Loss {
    if (closure === undefined || closure === null) {
      throw new TypeError("LBFGS.step() missing 1 required positional argument: 'closure'");
    }
    if (this.param_groups.length !== 1) {
      throw new AssertionError(`Expected exactly one param_group, but got ${this.param_groups.length}`);
    }
    let loss: Loss = null;
    runStep(null, false, () => {
      loss = this.#iterate(() => enable_grad(closure));
    });
    return loss;
  }

  #value(loss: Tensor | number): number {
    return this.#maximize ? -numberOf(loss) : numberOf(loss);
  }

  #iterate(closure: Closure): Tensor | number {
    const group = this.param_groups[0]!;
    const { max_iter, max_eval, tolerance_grad, tolerance_change } = group;
    const lr = toScalar(group.lr);
    const first = this.#params[0];
    if (first === undefined) return closure();
    let state = this.state.get(first) as State | undefined;
    if (state === undefined) this.state.set(first, (state = { func_evals: 0, n_iter: 0 }) as never);
    const original = closure();
    let loss = this.#value(original);
    let evaluations = 1;
    state.func_evals += 1;
    let gradient = this.#gradient();
    if (isAtMost(largest(gradient), tolerance_grad)) return original;
    // Kept when the step is done: where the closure throws, the next one starts from what was there.
    const move: Move = { ...state };
    for (let iteration = 1; iteration <= max_iter; iteration++) {
      state.n_iter += 1;
      const direction = (move.d = this.#direct(state, move, gradient));
      if (move.prev_flat_grad === undefined) move.prev_flat_grad = gradient.clone();
      else move.prev_flat_grad.copy_(gradient);
      const previous = (move.prev_loss = loss);
      move.t = state.n_iter === 1 ? times(least(1, over(1, gradient.abs().sum())), lr) : lr;
      const slope = gradient.dot(direction);
      if (isMore(slope, -tolerance_change)) break;
      let made = 0;
      if (group.line_search_fn !== null) {
        const from = { t: 0, f: loss, g: gradient, slope };
        const [found, count] = this.#search(closure, move.t, direction, from, max_eval - evaluations);
        [loss, gradient, move.t, made] = [found.f, found.g, found.t, count];
        this.#move(move.t, direction);
      } else {
        this.#move(move.t, direction);
        if (iteration !== max_iter) {
          loss = this.#value(closure());
          gradient = this.#gradient();
          made = 1;
        }
      }
      evaluations += made;
      state.func_evals += made;
      if (iteration === max_iter || evaluations >= max_eval || isAtMost(largest(gradient), tolerance_grad)) break;
      if (isAtMost(largest(direction.mul(move.t)), tolerance_change) || Math.abs(loss - previous) < tolerance_change) {
        break;
      }
    }
    const { d, t, old_dirs, old_stps, ro, H_diag, prev_flat_grad, prev_loss } = move;
    Object.assign(state, { d, t, old_dirs, old_stps, ro, H_diag, prev_flat_grad, prev_loss });
    return original;
  }

  #search(
    closure: Closure, t: Hyper, direction: Tensor, from: LinePoint, most: number,
  ): [found: LinePoint, evaluations: number] {
    const { line_search_fn, tolerance_change } = this.param_groups[0]!;
    if (line_search_fn !== 'strong_wolfe') throw new RuntimeError("only 'strong_wolfe' is supported");
    const start = this.#params.map((parameter) => parameter.clone());
    const evaluate = (length: Hyper): LinePoint => {
      this.#move(length, direction);
      const f = this.#value(closure());
      const g = this.#gradient();
      for (const [i, parameter] of this.#params.entries()) parameter.copy_(start[i]!);
      return { t: length, f, g, slope: g.dot(direction) };
    };
    return strongWolfe(evaluate, from, t, largest(direction), tolerance_change, most);
  }

  /** The direction of the next move: down the gradient, then by what the moves so far have taught. */
  #direct(state: State, last: Move, gradient: Tensor): Tensor {
    if (state.n_iter === 1) {
      Object.assign(last, { old_dirs: [], old_stps: [], ro: [], H_diag: 1 });
      return gradient.neg();
    }
    const { history_size } = this.param_groups[0]!;
    const [changes, moves, inverses] = [last.old_dirs!, last.old_stps!, last.ro!];
    const change = gradient.sub(last.prev_flat_grad!);
    const move = last.d!.mul(last.t!);
    const product = change.dot(move);
    if (isMore(product, 1e-10)) {
      if (changes.length === history_size) for (const list of [changes, moves, inverses]) list.shift();
      changes.push(change);
      moves.push(move);
      inverses.push(over(1, product));
      last.H_diag = product.div(change.dot(change));
    }
    const weights = (state.al ??= Array<Hyper | null>(history_size).fill(null)) as Hyper[];
    const rest = gradient.neg();
    for (let i = changes.length - 1; i >= 0; i--) {
      weights[i] = times(moves[i]!.dot(rest), inverses[i]!);
      rest.add_(changes[i]!, { alpha: -numberOf(weights[i]!) });
    }
    const direction = rest.mul(last.H_diag!);
    for (let i = 0; i < changes.length; i++) {
      const weight = times(changes[i]!.dot(direction), inverses[i]!);
      direction.add_(moves[i]!, { alpha: numberOf(minus(weights[i]!, weight)) });
    }
    return direction;
  }
}

function flat(tensor: Tensor): Tensor {
  return tensor.is_complex() ? view_as_real(tensor).reshape(-1) : tensor.reshape(-1);
}

function largest(tensor: Tensor): Tensor {
  return tensor.abs().max();
}
