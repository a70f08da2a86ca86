import type { Named } from './operator_types.js';
import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from './tensor.js';
import { is_tensor } from '../values/is_tensor.js';
import {
  lu, nonzero, norm, unique, unique_consecutive, type Lu, type LuOptions, type Unique,
  type UniqueOptions,
} from './reductions.js';

const takes = {
  norm: signature(`Tensor.norm(self, p: NormOrder | None = "fro", dim: NormDims = None, keepdim: bool = False,
    dtype: dtype = None)`),
  polygamma: signature('polygamma(n: int)'),
  where: signature('where(condition: Tensor, other: Tensor | Scalar)'),
};

/** The methods of Tensor that are functions of lib/functional.ts, or operators that take the tensor second. */
export interface FunctionalMethods {
  /** See {@link lu}. */
  lu<Infos extends boolean = false>(options?: LuOptions<Infos>): Lu<Infos>;
  lu<Infos extends boolean = false>(pivot: boolean, get_infos?: Infos): Lu<Infos>;
  /** See {@link nonzero}. */
  nonzero(options: Named<{ as_tuple: true }>): Tensor[];
  nonzero(options?: Named<{ as_tuple?: false }>): Tensor;
  /** See {@link norm}. */
  norm(...args: typeof takes.norm.args): Tensor;
  /** The n-th derivative of the digamma function (torch.polygamma). */
  polygamma(...args: typeof takes.polygamma.args): Tensor;
  /** This tensor's elements where the condition holds, those of `other` elsewhere (torch.where). */
  where(...args: typeof takes.where.args): Tensor;
  /** See {@link unique}. */
  unique<Inverse extends boolean = false, Counts extends boolean = false>(
    options?: Named<UniqueOptions<Inverse, Counts> & { sorted?: boolean }>,
  ): Unique<Inverse, Counts>;
  unique<Inverse extends boolean = false, Counts extends boolean = false>(
    sorted: boolean, options?: Named<UniqueOptions<Inverse, Counts>>,
  ): Unique<Inverse, Counts>;
  unique<Inverse extends boolean = false, Counts extends boolean = false>(
    sorted: boolean, return_inverse: Inverse, return_counts?: Counts, dim?: number | null,
  ): Unique<Inverse, Counts>;
  /** See {@link unique_consecutive}. */
  unique_consecutive<Inverse extends boolean = false, Counts extends boolean = false>(
    options?: Named<UniqueOptions<Inverse, Counts>>,
  ): Unique<Inverse, Counts>;
  unique_consecutive<Inverse extends boolean = false, Counts extends boolean = false>(
    return_inverse: Inverse, return_counts?: Counts, dim?: number | null,
  ): Unique<Inverse, Counts>;
}

type AnyFunction = (...args: unknown[]) => unknown;

/** Defines {@link FunctionalMethods} on a prototype. */
export function installFunctionalMethods(prototype: object): void {
  const functions = { lu, nonzero, unique, unique_consecutive } as unknown as Record<string, AnyFunction>;
  for (const [name, fn] of Object.entries(functions)) {
    define(prototype, name, function (this: unknown, ...args) {
      return fn(this, ...args);
    });
  }
  define(prototype, 'norm', function (this: unknown, ...args) {
    const [p, dim, keepdim, dtype] = takes.norm.list(args);
    return norm(this as Tensor, p, dim, keepdim, null, dtype);
  });
  definePolygammaAndWhere(prototype);
}

function definePolygammaAndWhere(prototype: object): void {
  define(prototype, 'polygamma', function (this: unknown, ...args) {
    const [n] = takes.polygamma.list(args);
    return op('aten::polygamma')(n, this);
  });
  define(prototype, 'where', function (this: unknown, ...args) {
    const [condition, other] = takes.where.list(args);
    return op(`aten::where.${is_tensor(other) ? 'self' : 'ScalarOther'}`)(condition, this, other);
  });
}

function define(prototype: object, name: string, value: (this: unknown, ...args: unknown[]) => unknown): void {
  Object.defineProperty(value, 'name', { value: name });
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: false });
}
