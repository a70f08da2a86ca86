import type { Tensor } from '../tensor.js';

/** A point on the line: how far along, the value there, the gradient, and the slope along the line. */
export interface LinePoint {
  readonly t: number;
  readonly f: number;
  readonly g: Tensor;
  readonly slope: number;
}

/** Where the cubic through two points with these slopes is least, kept within bounds. */
function cubicMinimum(a: LinePoint, b: LinePoint, bounds?: readonly [number, number]): number {
  const [low, high] = bounds ?? (a.t <= b.t ? [a.t, b.t] : [b.t, a.t]);
  const d1 = a.slope + b.slope - (3 * (a.f - b.f)) / (a.t - b.t);
  const square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return (low + high) / 2;
  const d2 = Math.sqrt(square);
  const position = a.t <= b.t
    ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
  return Math.min(Math.max(position, low), high);
}

/**
 * A point on the line that meets the strong Wolfe conditions: the value has fallen in proportion to the step (c1), and
 * the slope has become less (c2). First the step grows until a bracket holds such a point, then that shrinks.
 * `evaluate` computes a point; at most `most` are. Gives the point and how many were computed.
 */
export function strongWolfe(
  evaluate: (t: number) => LinePoint, from: LinePoint, first: number, size: number, toleranceChange: number,
  most: number,
): [found: LinePoint, evaluations: number] {
  const c1 = 1e-4;
  const c2 = 0.9;
  const tooHigh = ({ f, t }: LinePoint): boolean => f > from.f + c1 * t * from.slope;
  const isFlat = ({ slope }: LinePoint): boolean => Math.abs(slope) <= -c2 * from.slope;

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
    if (current.slope >= 0) {
      bracket = [previous, current];
      break;
    }
    const bounds = [current.t + 0.01 * (current.t - previous.t), current.t * 10] as const;
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
    if (Math.abs(b.t - a.t) * size < toleranceChange) break;
    let t = cubicMinimum(a, b);
    const [left, right] = [Math.min(a.t, b.t), Math.max(a.t, b.t)];
    const margin = 0.1 * (right - left);
    // Near an end twice in a row, or beyond it: a little into the bracket.
    const isNear = Math.min(right - t, t - left) < margin;
    if (isNear && (stuck || t >= right || t <= left)) {
      t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
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
      if (!done && current.slope * (bracket[high].t - bracket[low].t) >= 0) bracket[high] = bracket[low];
      bracket[low] = current;
      if (done) break;
    }
  }
  return [bracket[low], evaluations];
}
