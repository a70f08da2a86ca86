import type { dtype } from '../values/dtype.js';
import type { Named, Scalar } from './operator_types.js';
import { op } from '../addon/call/op.js';
import { namedArguments } from '../arguments/named.js';
import type { Tensor } from './tensor.js';
import { is_tensor } from '../values/is_tensor.js';
import {
  lu, nonzero, norm, unique, unique_consecutive, type Lu, type LuOptions, type NormDims, type NormOrder, type Unique,
  type UniqueOptions,
} from './reductions.js';

type MethodNormOptions = Named<{ p?: NormOrder | null; dim?: NormDims; keepdim?: boolean; dtype?: dtype | null }>;

/** The methods of Tensor that are functions of lib/functional.ts, or operators that take the tensor second. */
export interface FunctionalMethods {
  /** See {@link lu}. */
  lu<Infos extends boolean = false>(options?: LuOptions<Infos>): Lu<Infos>;
  lu<Infos extends boolean = false>(pivot: boolean, get_infos?: Infos): Lu<Infos>;
  /** See {@link nonzero}. */
  nonzero(options: Named<{ as_tuple: true }>): Tensor[];
  nonzero(options?: Named<{ as_tuple?: false }>): Tensor;
  /** See {@link norm}. */
  norm(p?: NormOrder | null, dim?: NormDims, keepdim?: boolean, dtype?: dtype | null): Tensor;
  norm(options: MethodNormOptions): Tensor;
  norm(p: NormOrder | null, options: Omit<MethodNormOptions, 'p'>): Tensor;
  norm(p: NormOrder | null, dim: NormDims, options: Omit<MethodNormOptions, 'p' | 'dim'>): Tensor;
  /** The n-th derivative of the digamma function (torch.polygamma). */
  polygamma(n: number): Tensor;
  polygamma(options: Named<{ n: number }>): Tensor;
  /** This tensor's elements where the condition holds, those of `other` elsewhere (torch.where). */
  where(condition: Tensor, other: Tensor | Scalar): Tensor;
  where(condition: Tensor, options: Named<{ other: Tensor | Scalar }>): Tensor;
  where(options: Named<{ condition: Tensor; other: Tensor | Scalar }>): Tensor;
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
    const names = ['p', 'dim', 'keepdim', 'dtype'] as const;
    return (norm as AnyFunction)(this, namedArguments<MethodNormOptions>('norm', names, 0, args));
  });
  definePolygammaAndWhere(prototype);
}

function definePolygammaAndWhere(prototype: object): void {
  define(prototype, 'polygamma', function (this: unknown, ...args) {
    const { n } = namedArguments<{ n: number }>('polygamma', ['n'], 1, args);
    return op('aten::polygamma')(n, this);
  });
  define(prototype, 'where', function (this: unknown, ...args) {
    type Arguments = { condition: Tensor; other: Tensor | Scalar };
    const { condition, other } = namedArguments<Arguments>('where', ['condition', 'other'], 2, args);
    return op(`aten::where.${is_tensor(other) ? 'self' : 'ScalarOther'}`)(condition, this, other);
  });
}

function define(prototype: object, name: string, value: (this: unknown, ...args: unknown[]) => unknown): void {
  Object.defineProperty(value, 'name', { value: name });
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: false });
}
