/** The matchers for tensors with their types for jest: `expect.extend(matchers)` in a setup file. */
import 'expect';
import type { TensorMatchers } from 'nodetorch/testing/matchers';

export * from 'nodetorch/testing/matchers';

declare module 'expect' {
  interface AsymmetricMatchers extends TensorMatchers<unknown> {}
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- it has to be declared as jest does
  interface Matchers<R extends void | Promise<void>, T = unknown> extends TensorMatchers<R> {}
}
