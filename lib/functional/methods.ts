import type { dtype } from '../dtype.js';
import type { Named } from '../operator_types.js';
import { namedArguments } from '../python_arguments.js';
import type { Tensor } from '../tensor.js';
import {
  lu, nonzero, norm, unique, unique_consecutive, type Lu, type LuOptions, type NormDims, type NormOrder, type Unique,
  type UniqueOptions,
} from './reductions.js';

type MethodNormOptions = Named<{ p?: NormOrder | null; dim?: NormDims; keepdim?: boolean; dtype?: dtype | null }>;

/** The methods of Tensor that are functions of lib/functional.ts with the tensor as their first argument. */
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
}

function define(prototype: object, name: string, value: (this: unknown, ...args: unknown[]) => unknown): void {
  Object.defineProperty(value, 'name', { value: name });
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: false });
}
