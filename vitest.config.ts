import { defineConfig } from 'vitest/config';

/**
 * Test files of which several run in one process: to start one, and to load the library in it, takes longer than most
 * of them. Whoever counts what is alive, or hears what is said once in a process, is not among them, and each leaves
 * the process as it found it (test/shared_process.ts).
 */
const shared = [
  'test/amp/grad_scaler.test.ts', 'test/arguments/*.test.ts', 'test/autograd/!(ctx|graph).test.ts',
  'test/backends/!(frozen).test.ts', 'test/collections/*.test.ts', 'test/dispatch/g*.test.ts', 'test/eslint/*.test.ts',
  'test/f*.test.ts', 'test/fx/*.test.ts', 'test/func/*.test.ts', 'test/functional/control_flow.test.ts', 'test/jit/*.test.ts',
  'test/masked/*.test.ts', 'test/nested/*.test.ts', 'test/nn/!(functional|grad|init|linear_cross_entropy|module).test.ts',
  'test/nn/utils/!(utils).test.ts', 'test/operators/*.test.ts', 'test/optim/!(lbfgs|lr_scheduler|optimizer).test.ts',
  'test/overrides/*.test.ts', 'test/printing.test.ts', 'test/printing/*.test.ts', 'test/python/*.test.ts',
  'test/serialization/{defaults,foreign,load,skip_data}.test.ts', 'test/settings/*.test.ts', 'test/signal/*.test.ts',
  'test/sparse/*.test.ts', 'test/tensor/!(typed_storage).test.ts', 'test/testing/*.test.ts', 'test/tqdm.test.ts',
  'test/utils/data/{errors,order}.test.ts', 'test/values/*.test.ts',
  'test/vision/{by_name,image,image_modes,transforms}.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: 'scripts/lib/vitest_setup.mjs',
    // What a watching vitest compiles before it runs again.
    forceRerunTriggers: ['**/lib/**/*.ts', '**/native/**'],
    // Node loads what is compiled: nothing in it waits for vite.
    server: { deps: { external: [/\/dist\//] } },
    // Processes, no threads: the addon's threads, memory budget and default dtype belong to a process.
    pool: 'forks',
    execArgv: ['--no-node-snapshot'],
    // One more than two processors can run: some tests wait, for a host that does not answer or a process that ends.
    maxWorkers: 3,
    // Against what hangs only: a machine may be busy.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    teardownTimeout: 10_000,
    projects: [
      // These come first: the small files then fill what time is left.
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: shared } },
      { extends: true, test: { name: 'shared', include: shared, isolate: false, setupFiles: 'test/shared_process.ts' } },
    ],
  },
});
