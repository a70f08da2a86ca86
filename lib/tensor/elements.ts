/** `Tensor.apply_`, `map_` and `map2_`: a function of the program's for each element, in order. */
import { signature } from '../arguments/signature.js';
import { RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { typeName } from '../values/type_name.js';
import { fromData, type TensorData } from './from_data.js';
import { toList, type ElementValue } from './to_data.js';
import type { Tensor } from './tensor.js';
import { tensorTypeName } from './type_names.js';

/** What is called for each element: it takes those at the same place. */
export type OfElements = (...elements: ElementValue[]) => ElementValue;

const takes = {
  apply_: signature('apply_(callable: OfElements)'),
  map_: signature('map_(other: Tensor, callable: OfElements)'),
  map2_: signature('map2_(x: Tensor, y: Tensor, callable: OfElements)'),
};

/** The methods of Tensor that call a function for each element: slow, and only on the CPU. */
export interface ElementMethods {
  /**
   * Puts `callable(x)` in the place of each element x (`Tensor.apply_`). Throws a RuntimeError for a tensor that
   * requires a gradient, a TypeError for one that is not on the CPU.
   */
  apply_(...args: typeof takes.apply_.args): this;
  /** Puts `callable(x, y)` in the place of each element x, y being the one of `other` (`Tensor.map_`). */
  map_(...args: typeof takes.map_.args): this;
  /** Puts `callable(a, b, c)` in the place of each element a, b and c being those of `x` and `y` (`Tensor.map2_`). */
  map2_(...args: typeof takes.map2_.args): this;
}

type Others = readonly [name: string, tensor: unknown][];

function run(self: Tensor, name: string, others: Others, callable: unknown): Tensor {
  for (const [i, [argument, other]] of others.entries()) {
    if (!is_tensor(other)) {
      throw new TypeError(`${name}(): argument '${argument}' (position ${i + 1}) must be Tensor, not ${typeName(other)}`);
    }
  }
  const tensors = [self, ...others.map(([, tensor]) => tensor as Tensor)];
  if (tensors.some(({ requires_grad }) => requires_grad)) {
    throw new RuntimeError(`Can't call ${name}() on Variable that requires grad. Use var.detach().${name}() instead.`);
  }
  for (const [argument, other] of others as [string, Tensor][]) {
    if (other.dtype !== self.dtype || other.device.type !== self.device.type) {
      throw new TypeError(`${name}: expected ${tensorTypeName(self)} for ${others.length > 1 ? 'argument ' : ''}'${argument}' (got ${tensorTypeName(other)})`);
    }
  }
  if (self.device.type === 'meta') return self;
  if (self.device.type !== 'cpu') throw new TypeError(`${name} is only implemented on CPU tensors`);
  if (typeof callable !== 'function') throw new TypeError(`'${typeName(callable)}' object is not callable`);
  const [first, ...rest] = tensors.map((each) => elementsOf(each.expand(self.shape)));
  const wanted = self.dtype.is_floating_point
    ? 'must be real number, not str' : "'str' object cannot be interpreted as an integer";
  const made = first!.map((element, i) => {
    const value = (callable as OfElements)(element, ...rest.map((elements) => elements[i]!));
    if (typeof value === 'string') throw new TypeError(wanted);
    return !self.dtype.is_floating_point && typeof value === 'number' ? Math.trunc(value) : value;
  });
  if (made.length > 0) self.copy_(fromData(made as TensorData, self.dtype).view([...self.shape]));
  return self;
}

function elementsOf(tensor: Tensor): ElementValue[] {
  const list: unknown = toList(tensor);
  return (Array.isArray(list) ? list.flat(Infinity) : [list]) as ElementValue[];
}

/** Defines {@link ElementMethods} on a prototype. */
export const elementMethods = {
  apply_(this: Tensor, ...args: unknown[]): unknown {
    const [callable] = takes.apply_.list(args);
    return run(this, 'apply_', [], callable);
  },
  map_(this: Tensor, ...args: unknown[]): unknown {
    const [other, callable] = takes.map_.list(args);
    return run(this, 'map_', [['other', other]], callable);
  },
  map2_(this: Tensor, ...args: unknown[]): unknown {
    const [x, y, callable] = takes.map2_.list(args);
    return run(this, 'map2_', [['x', x], ['y', y]], callable);
  },
};
