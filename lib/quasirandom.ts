/** `torch.quasirandom`. */
import { signature } from './arguments/signature.js';
import { op } from './addon/call/op.js';
import { get_default_dtype } from './addon/default_dtype.js';
import { arange, cat, mv, pow, randint, zeros } from './generated/torch.js';
import { Generator, type Seed } from './tensor/generator.js';
import type { Tensor } from './tensor/tensor.js';
import type { dtype} from './values/dtype.js';
import { int64 } from './values/dtype.js';
import { ValueError } from './values/errors.js';
import { contiguous_format } from './values/memory_format.js';

const takes = {
  constructor: signature('SobolEngine(dimension: int, scramble: bool = False, seed: Seed = None)'),
  draw: signature('SobolEngine.draw(self, n: int = 1, out: Tensor = None, dtype: dtype = None)'),
  draw_base2: signature('SobolEngine.draw_base2(self, m: int, out: Tensor = None, dtype: dtype = None)'),
  fast_forward: signature('SobolEngine.fast_forward(self, n: int)'),
};

const cpu = { device: 'cpu' } as const;

/**
 * Points that fill the unit cube more evenly than random ones, in up to 21,201 dimensions
 * (`torch.quasirandom.SobolEngine`); scrambled they are random as well. Throws a ValueError for more dimensions.
 */
export class SobolEngine {
  /** How many bits a coordinate has, and how many dimensions there can be. */
  static readonly MAXBIT = 30;
  static readonly MAXDIM = 21201;
  readonly seed: Seed | null;
  readonly scramble: boolean;
  readonly dimension: number;
  /** The direction numbers, one row a dimension. */
  readonly sobolstate: Tensor;
  /** What scrambling adds to the first point, digit by digit. */
  readonly shift: Tensor;
  /** The last point, as integers. */
  quasi: Tensor;
  /** How many points were drawn, or passed over. */
  num_generated = 0;
  readonly #first: Tensor;

  constructor(...args: typeof takes.constructor.args) {
    const { dimension, scramble, seed } = takes.constructor.read(args);
    const { MAXBIT, MAXDIM } = SobolEngine;
    if (dimension > MAXDIM || dimension < 1) {
      throw new ValueError(`Supported range of dimensionality for SobolEngine is [1, ${MAXDIM}]`);
    }
    this.seed = seed;
    this.scramble = scramble;
    this.dimension = dimension;
    this.sobolstate = zeros([dimension, MAXBIT], { ...cpu, dtype: int64 });
    op('aten::_sobol_engine_initialize_state_')(this.sobolstate, dimension);
    this.shift = scramble ? this.#scramble() : zeros([dimension], { ...cpu, dtype: int64 });
    this.quasi = this.shift.clone({ memory_format: contiguous_format });
    this.#first = this.quasi.div(2 ** MAXBIT).reshape(1, -1);
  }

  /** The next `n` points: (n, dimension); into `out`, which is made that long, where it is given. */
  draw(...args: typeof takes.draw.args): Tensor {
    const { n, out, dtype: given } = takes.draw.read(args);
    const dtype = given ?? get_default_dtype();
    const start = this.num_generated === 0;
    const first = this.#first.to(dtype);
    const count = start ? n - 1 : n;
    const result = start && n === 1 ? first
      : start ? cat([first, this.#next(count, 0, dtype)], -2) : this.#next(count, this.num_generated - 1, dtype);
    this.num_generated += n;
    return out === null ? result : out.resize_as_(result).copy_(result);
  }

  #next(count: number, before: number, type: dtype): Tensor {
    const draw = op<[Tensor, Tensor]>('aten::_sobol_engine_draw');
    const [result, quasi] = draw(this.quasi, count, this.sobolstate, this.dimension, before, type);
    this.quasi = quasi;
    return result;
  }

  /** The next 2 ** `m` points. Throws a ValueError where all points together would be no power of two. */
  draw_base2(...args: typeof takes.draw_base2.args): Tensor {
    const { m, out, dtype } = takes.draw_base2.read(args);
    const n = 2 ** m;
    const total = this.num_generated + n;
    if (!Number.isInteger(Math.log2(total))) {
      throw new ValueError("The balance properties of Sobol' points require n to be a power of 2. " +
        `${this.num_generated} points have been previously generated, then: n=${this.num_generated}+2**${m}=${total}. If ` +
        "you still want to do this, please use 'SobolEngine.draw()' instead.");
    }
    return this.draw(n, out, dtype);
  }

  /** Begins again. */
  reset(): this {
    this.quasi.copy_(this.shift);
    this.num_generated = 0;
    return this;
  }

  /** Passes over `n` points. */
  fast_forward(...args: typeof takes.fast_forward.args): this {
    const [n] = takes.fast_forward.list(args);
    if (n === 0) return this;
    const start = this.num_generated === 0;
    op('aten::_sobol_engine_ff_')(
      this.quasi, start ? n - 1 : n, this.sobolstate, this.dimension, start ? 0 : this.num_generated - 1);
    this.num_generated += n;
    return this;
  }

  /** Scrambles the state, and gives the first point. */
  #scramble(): Tensor {
    const { MAXBIT } = SobolEngine;
    const generator = this.seed === null ? null : new Generator();
    generator?.manual_seed(this.seed!);
    const bits = randint(2, [this.dimension, MAXBIT], { ...cpu, generator });
    const shift = mv(bits, pow(2, arange(0, MAXBIT, { ...cpu, dtype: int64 })));
    const triangles = randint(2, [this.dimension, MAXBIT, MAXBIT], { ...cpu, generator }).tril();
    op('aten::_sobol_engine_scramble_')(this.sobolstate, triangles, this.dimension);
    return shift;
  }

  toString(): string {
    const parts = [`dimension=${this.dimension}`];
    if (this.scramble) parts.push('scramble=True');
    if (this.seed !== null) parts.push(`seed=${this.seed}`);
    return `SobolEngine(${parts.join(', ')})`;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
