import type { Tensor } from '../tensor/tensor.js';
import {
  absolute, greatest, isAtLeast, isAtMost, isLess, isMore, least, minus, over, plus, power, squareRoot, times,
  type Hyper,
} from './hyperparameter.js';

/**
 * A point on the line: how far along, the value there, the gradient, and the slope along the line. A slope is a tensor
 * without dimensions, and what is computed from it has its precision: with float32 other digits than numbers have, and
 * so another end of the search. A length is a number until it comes out of such a computation.
 */
export interface LinePoint {
  readonly t: Hyper;
  readonly f: number;
  readonly g: Tensor;
  readonly slope: Tensor;
}

/** Where the cubic through two points with these slopes is least, kept within bounds. */
function cubicMinimum(a: LinePoint, b: LinePoint, bounds?: readonly [Hyper, Hyper]): Hyper {
  const ordered = isAtMost(a.t, b.t);
  const [low, high] = bounds ?? (ordered ? [a.t, b.t] : [b.t, a.t]);
  const d1 = minus(a.slope.add(b.slope), over(3 * (a.f - b.f), minus(a.t, b.t)));
  const square = minus(power(d1, 2), a.slope.mul(b.slope));
  if (!isAtLeast(square, 0)) return over(plus(low, high), 2);
  const d2 = squareRoot(square);
  // From the far point back towards the near one.
  const [near, far] = ordered ? [a, b] : [b, a];
  const share = over(
    minus(plus(far.slope, d2), d1), plus(minus(far.slope, near.slope), times(2, d2)));
  const position = minus(far.t, times(minus(far.t, near.t), share));
  return least(greatest(position, low), high);
}

/**
 * A point on the line that meets the strong Wolfe conditions: the value has fallen in proportion to the step (c1), and
 * the slope has become less (c2). First the step grows until a bracket holds such a point, then that shrinks.
 * `evaluate` computes a point; at most `most` are after the first. Gives the point and how many were computed.
 */
export function strongWolfe(
  evaluate: (t: Hyper) => LinePoint, from: LinePoint, first: Hyper, size: Tensor, toleranceChange: number,
  most: number,
): [found: LinePoint, evaluations: number] {
  const c1 = 1e-4;
  const c2 = 0.9;
  const tooHigh = ({ f, t }: LinePoint): boolean => isMore(f, plus(from.f, times(times(c1, t), from.slope)));
  const isFlat = ({ slope }: LinePoint): boolean => isAtMost(slope.abs(), times(-c2, from.slope));

  let previous = from;
  let current = evaluate(first);
  let evaluations = 1;
  let iteration = 0;
  let bracket: [LinePoint, LinePoint] | undefined;
  while (iteration < most) {
    if (tooHigh(current) || (iteration > 1 && current.f >= previous.f)) {
      bracket = [previous, current];
      break;
    }
    if (isFlat(current)) return [current, evaluations];
    if (isAtLeast(current.slope, 0)) {
      bracket = [previous, current];
      break;
    }
    const bounds = [plus(current.t, times(0.01, minus(current.t, previous.t))), times(current.t, 10)] as const;
    const t = cubicMinimum(previous, current, bounds);
    previous = current;
    current = evaluate(t);
    evaluations += 1;
    iteration += 1;
  }
  bracket ??= [from, current];

  let [low, high]: [0 | 1, 0 | 1] = bracket[0].f <= bracket[1].f ? [0, 1] : [1, 0];
  let stuck = false;
  while (iteration < most) {
    const [a, b] = bracket;
    if (isLess(times(absolute(minus(b.t, a.t)), size), toleranceChange)) break;
    let t = cubicMinimum(a, b);
    const [left, right] = [least(a.t, b.t), greatest(a.t, b.t)];
    const margin = times(0.1, minus(right, left));
    const [toRight, toLeft] = [minus(right, t), minus(t, left)];
    // Near an end twice in a row, or beyond it: a little into the bracket.
    const isNear = isLess(least(toRight, toLeft), margin);
    if (isNear && (stuck || isAtLeast(t, right) || isAtMost(t, left))) {
      const rightIsNearer = isLess(absolute(minus(t, right)), absolute(toLeft));
      t = rightIsNearer ? minus(right, margin) : plus(left, margin);
      stuck = false;
    } else {
      stuck = isNear;
    }
    current = evaluate(t);
    evaluations += 1;
    iteration += 1;
    if (tooHigh(current) || current.f >= bracket[low].f) {
      bracket[high] = current;
      [low, high] = bracket[0].f <= bracket[1].f ? [0, 1] : [1, 0];
    } else {
      const done = isFlat(current);
      const rises = (): boolean => isAtLeast(times(current.slope, minus(bracket[high].t, bracket[low].t)), 0);
      if (!done && rises()) bracket[high] = bracket[low];
      bracket[low] = current;
      if (done) break;
    }
  }
  return [bracket[low], evaluations];
}
