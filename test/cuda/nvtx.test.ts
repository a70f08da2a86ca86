// A profiler that starts a program names its library in the environment; one is made up here, which writes down what it
// is told.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as torch from 'nodetorch';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dir = mkdtempSync(path.join(tmpdir(), 'nodetorch-nvtx-'));
afterAll(() => rmSync(dir, { recursive: true }));

const profiler = `
  #include <stddef.h>
  #include <stdint.h>
  #include <stdio.h>
  typedef void (*function)(void);
  typedef struct { size_t size; int (*table)(uint32_t, function***, unsigned*); } callbacks;
  static int depth = 0;
  static void mark(const char* text) { printf("mark %s\\n", text); }
  static int push(const char* text) { printf("push %s\\n", text); return depth++; }
  static int pop(void) { printf("pop\\n"); return --depth; }
  static uint64_t start(const char* text) { printf("start %s\\n", text); return 18446744073709551615u; }
  static void end(uint64_t id) { printf("end %llu\\n", (unsigned long long)id); fflush(stdout); }
  int InitializeInjectionNvtx2(const void* (*tables)(uint32_t)) {
    const callbacks* found = tables(1);
    function** functions;
    unsigned size;
    if (found == NULL || !found->table(1, &functions, &size) || size < 12) return 0;
    *functions[2] = (function)mark;
    *functions[5] = (function)start;
    *functions[7] = (function)end;
    *functions[9] = (function)push;
    *functions[11] = (function)pop;
    return 1;
  }`;

const program = `
  import * as torch from 'nodetorch';
  const { nvtx } = torch.cuda;
  const told = [nvtx.range_push('a'), nvtx.range_push('b'), nvtx.range_pop(), nvtx.range_pop()];
  nvtx.mark('here');
  nvtx.range('step {0} of {1}', 1, 2, () => nvtx.mark('inside'));
  try { nvtx.range('failing', () => { throw new Error('x'); }); } catch {}
  nvtx.range_end(nvtx.range_start('long'));
  console.error(JSON.stringify(told));`;

const isBuiltWithCuda = torch.backends.cuda.is_built();

test.skipIf(process.platform !== 'linux' || !isBuiltWithCuda)('a profiler is told of marks and ranges', { timeout: 60_000 }, (context) => {
  writeFileSync(path.join(dir, 'profiler.c'), profiler);
  const library = path.join(dir, 'profiler.so');
  const made = spawnSync('cc', ['-shared', '-fPIC', '-o', library, path.join(dir, 'profiler.c')], { encoding: 'utf8' });
  if (made.status !== 0) context.skip('no C compiler here');
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root, encoding: 'utf8', env: { ...process.env, NVTX_INJECTION64_PATH: library },
  });
  expect(stderr.trim()).toBe('[0,1,1,0]');
  expect(stdout.trim().split('\n')).toEqual([
    'push a', 'push b', 'pop', 'pop', 'mark here', 'push step 1 of 2', 'mark inside', 'pop', 'push failing', 'pop',
    'start long', 'end 18446744073709551615',
  ]);
});

test.skipIf(isBuiltWithCuda)('a libtorch without CUDA has no marks', () => {
  expect(() => torch.cuda.nvtx.mark('a')).toThrow(
    'NVTX functions not installed. Are you sure you have a CUDA build?');
});
