/** The matchers for tensors with their types for vitest: `expect.extend(matchers)` in a setup file. */
import 'vitest';
import type { TensorMatchers } from 'nodetorch/testing/matchers';

export * from 'nodetorch/testing/matchers';

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-explicit-any -- as vitest does
  interface Matchers<T = any> extends TensorMatchers {}
}
