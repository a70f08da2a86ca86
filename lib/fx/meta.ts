/** What passes note about nodes. */
import type { Scope } from './scope.js';
import type { TensorMetadata } from './metadata.js';

/** Notes by their names: those of this library, and any that a program makes. */
export interface NodeMeta {
  /** Shapes and dtypes of the value, a tree like it (`torch.fx.passes.shape_prop`). */
  tensor_meta?: TensorMetadata | readonly unknown[] | object;
  /** What the value is in JavaScript, by the class or by `typeof`. */
  type?: unknown;
  stack_trace?: string | null;
  /** The modules that were being called, the innermost last: path by key, and class. */
  nn_module_stack?: ReadonlyMap<string, readonly [path: string, type: Scope['module_type']]>;
  /** Whether it calls a function that `torch.fx.wrap` made. */
  is_wrapped?: boolean;
  [name: string]: unknown;
}
