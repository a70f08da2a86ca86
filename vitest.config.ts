import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Test files of which several run in one process: to start one, and to load the library in it, takes longer than most
 * of them. Whoever counts what is alive, or hears what is said once in a process, is not among them, and each leaves
 * the process as it found it (test/shared_process.ts).
 */
const shared = [
  'test/accelerator/event.test.ts', 'test/addon/{op,plan}.test.ts', 'test/amp/{grad_scaler,training}.test.ts',
  'test/arguments/*.test.ts', 'test/autograd/!(ctx|graph).test.ts', 'test/backends/!(frozen).test.ts',
  'test/collections/*.test.ts', 'test/compile/!(run_async|workers).test.ts', 'test/cpu.test.ts',
  'test/cuda/{arguments,graphs,properties,streams}.test.ts', 'test/dispatch/g*.test.ts',
  'test/distributions/!(own_classes).test.ts', 'test/eslint/*.test.ts', 'test/examples/*.test.ts',
  'test/exercises/{compare,data_reader,prints,python_text}.test.ts', 'test/f*.test.ts',
  'test/fx/*.test.ts', 'test/func/*.test.ts',
  'test/functional/{control_flow,lobpcg,low_rank}.test.ts', 'test/hub/*.test.ts', 'test/inductor/*.test.ts',
  'test/jit/*.test.ts', 'test/masked/*.test.ts', 'test/monitor.test.ts', 'test/nested/*.test.ts',
  'test/nn/!(functional|grad|init|linear_cross_entropy|module).test.ts',
  'test/nn/utils/!(utils).test.ts', 'test/operators/*.test.ts', 'test/optim/!(lr_scheduler|optimizer).test.ts',
  'test/overrides/*.test.ts', 'test/plot.test.ts', 'test/printing.test.ts', 'test/printing/*.test.ts',
  'test/profiler/tables.test.ts', 'test/python/*.test.ts',
  'test/scripts/{cells,contributing,doctor_cuda,emulation,notebook,processors,projects}.test.ts',
  'test/scripts/{rooms,slides,steady,texts}.test.ts',
  'test/serialization/!(fuzz|hostile|lent_memory).test.ts', 'test/settings/*.test.ts', 'test/signal/*.test.ts',
  'test/sparse/*.test.ts', 'test/tensor/!(typed_storage).test.ts', 'test/testing/*.test.ts', 'test/tqdm.test.ts',
  'test/utils/{checkpoint_arguments,flop_counter,weak}.test.ts', 'test/utils/benchmark/answers.test.ts',
  'test/utils/data/{errors,order,sequences}.test.ts', 'test/values/*.test.ts',
  'test/vision/{by_name,image,image_modes,transforms}.test.ts',
];

/** Those that take longest, in this order: begun last, one would run on while a processor has nothing to do. */
export const longest = [
  'lifetime/memory', 'scripts/fetch', 'lifetime/programs', 'exercises/training', 'lifetime/autograd', 'scripts/compile',
  'dispatch/fuzz', 'dispatch/sequences', 'serialization/fuzz', 'scripts/prebuild', 'scripts/examples',
].map((name) => `test/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = longest.indexOf(path.relative(import.meta.dirname, moduleId).split(path.sep).join('/'));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

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
    sequence: { sequencer: LongestFirst },
    projects: [
      // These come first: the small files then fill what time is left.
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: shared } },
      { extends: true, test: { name: 'shared', include: shared, isolate: false, setupFiles: 'test/shared_process.ts' } },
    ],
  },
});
