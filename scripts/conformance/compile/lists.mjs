// Lists of operators made at random from a seed, as functions of tensors.

import * as torch from '../../../dist/index.js';
import { tensorsIn } from '../decode.mjs';
import { families } from './operators.mjs';
import { Numbers } from './random.mjs';

const shapes = [[2, 3], [3, 3], [3], [1, 3], [2, 1], [], [4, 4], [2, 3, 2], [3, 1], [1], [0, 3], [40, 70]];
const dtypes = [
  ['float32', 8], ['float64', 3], ['bfloat16', 2], ['int64', 2], ['bool', 1], ['complex64', 1], ['float16', 1],
];
const total = families.reduce((sum, [weight]) => sum + weight, 0);
/** How often another operator is tried before the list ends as it is. */
const mostTries = 60;

function weighed(numbers, rows, sum, weightOf, valueOf) {
  let left = numbers.next() * sum;
  for (const row of rows) if ((left -= weightOf(row)) < 0) return valueOf(row);
  return valueOf(rows.at(-1));
}

/** An input, the same from the same seed. */
function input({ shape, dtype, grad, strided, view }, seed) {
  const generator = new torch.Generator().manual_seed(seed);
  const type = torch[dtype];
  const size = strided ? [...shape.slice(0, -1), shape.at(-1) * 2] : shape;
  let made = dtype === 'bool' || dtype === 'int64' ? torch.randint(-3, 4, size, { generator }).to(type)
    : torch.randn(size, { generator, dtype: type === torch.float16 || type === torch.bfloat16
        ? torch.float32 : type }).to(type);
  if (strided) made = made.index('...', torch.slice(null, null, 2));
  if (view) made = made.t();
  if (grad) made = made.detach().requires_grad_();
  // As the result of an operator, which may be written to.
  return grad === 'inner' ? made.mul(1) : made;
}

/** A list: `inputs(seed)` makes arguments, `fn` calls the operators, `text` says which. */
export function makeList(seed) {
  const numbers = new Numbers(seed);
  const main = numbers.pick(shapes);
  const withGrad = numbers.chance(0.6);
  const specs = Array.from({ length: 1 + numbers.below(3) }, () => {
    const dtype = weighed(numbers, dtypes, 18, ([, weight]) => weight, ([name]) => name);
    const shape = numbers.chance(0.7) ? main : numbers.pick(shapes);
    const differentiable = dtype !== 'int64' && dtype !== 'bool';
    return {
      shape, dtype, grad: withGrad && differentiable && numbers.chance(0.7) && (numbers.chance(0.5) ? 'leaf' : 'inner'),
      strided: shape.length > 0 && numbers.chance(0.15), view: shape.length === 2 && numbers.chance(0.15),
    };
  });
  const inputs = (salt) => specs.map((spec, i) => input(spec, salt * 10 + i));
  const steps = [];
  const pool = inputs(1);
  const length = 2 + numbers.below(7);
  for (let tries = 0; steps.length < length && tries < mostTries; tries++) {
    const family = weighed(numbers, families, total, ([weight]) => weight, (row) => row);
    const step = family[2](numbers, pool);
    const made = attempt(pool, step);
    if (made === null) continue;
    // An operator that failed may have written to a tensor all the same, or freed a graph: shapes count, not values.
    steps.push(step);
    pool.push(...made);
  }
  const places = [pool.length - 1, ...(numbers.chance(0.4) ? [numbers.below(pool.length)] : [])];
  const fn = (...given) => {
    const values = [...given];
    for (const step of steps) values.push(...run(values, step));
    const results = places.map((place) => values[place]);
    return results.length === 1 ? results[0] : results;
  };
  const text = () => `${specs.map((spec) => JSON.stringify(spec)).join(' ')} | ` +
    `${steps.map(({ name, reads }) => `${name}(${reads.join(', ')})`).join('; ')} -> ${places.join(', ')}`;
  return { fn, inputs, text, length: steps.length };
}

const mostElements = 100_000;

function run(values, { reads, run: call }) {
  return tensorsIn(call(...reads.map((place) => values[place])));
}

function attempt(pool, step) {
  try {
    const made = run(pool, step);
    return made.length > 0 && made.every((each) => each.numel() < mostElements) ? made : null;
  } catch {
    return null;
  }
}
