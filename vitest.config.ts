import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'scripts/lib/vitest_setup.mjs',
    // What a watching vitest compiles before it runs again.
    forceRerunTriggers: ['**/lib/**/*.ts', '**/native/**'],
    // Node loads what is compiled: nothing in it waits for vite.
    server: { deps: { external: [/\/dist\//] } },
    // A process for each file: the addon's threads, memory budget and default dtype belong to a process.
    pool: 'forks',
    execArgv: ['--no-node-snapshot'],
    maxWorkers: 2,
    // Against what hangs only: a machine may be busy.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    teardownTimeout: 10_000,
  },
});
