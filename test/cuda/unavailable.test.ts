// Machines without a usable GPU: one reason, in one line. Drivers are made up here: a libcuda.so.1 that says what a
// driver in trouble says, so that libtorch's CUDA half is opened for real.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as torch from 'nodetorch';
import { afterAll, describe, expect, test } from 'vitest';
import { hasNoDriver } from './driver.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dir = mkdtempSync(path.join(tmpdir(), 'nodetorch-cuda-'));
afterAll(() => rmSync(dir, { recursive: true }));

const program = `
  import * as torch from 'nodetorch';
  const thrown = (body) => { try { body(); } catch (error) { return [error.name, error.message]; } };
  console.log(JSON.stringify({
    reason: torch.cuda.unavailable_reason(),
    available: torch.cuda.is_available(),
    count: torch.cuda.device_count(),
    errors: [
      thrown(() => torch.ones(2, { device: 'cuda' })), thrown(() => torch.ones(2).cuda()),
      thrown(() => torch.ones(2).to('cuda:1')),
      thrown(() => torch.cuda.synchronize()), thrown(() => torch.cuda.current_device()),
      thrown(() => torch.cuda.set_device(0)), thrown(() => torch.cuda.get_device_name()),
    ],
    // What PyTorch asks of CUDA's run time without beginning CUDA.
    runtime: [
      thrown(() => torch.Generator('cuda')), thrown(() => torch.cuda.CUDAGraph()), thrown(() => torch.Stream('cuda')),
    ],
    quiet: [
      torch.cuda.memory_allocated(), torch.cuda.max_memory_reserved(), torch.cuda.empty_cache() ?? null,
      torch.cuda.manual_seed_all(1) ?? null, torch.manual_seed(1).initial_seed(),
    ],
    cpu: torch.conv1d(torch.ones(1, 1, 3), torch.ones(1, 1, 2)).tolist(),
  }));`;

interface Answer {
  readonly reason: string | null;
  readonly errors: [string, string][];
  readonly runtime: [string, string][];
}

async function ask(env: NodeJS.ProcessEnv): Promise<Answer> {
  const { stdout } = await promisify(execFile)(
    process.execPath, ['--no-node-snapshot', '--input-type=module', '--eval', program],
    { cwd: root, env: { ...process.env, ...env } });
  return JSON.parse(stdout) as Answer;
}

/** What CUDA's run time says for a reason: libtorch_cuda asks it where it was opened. */
function runtimeErrorFor(reason: string, hasDriver: boolean): [string, unknown] {
  const halved = reason.startsWith('libtorch_cuda.so is missing');
  if (reason === 'this libtorch was built without CUDA' || (hasDriver && halved)) return errorFor(reason, hasDriver);
  const text = !hasDriver ? /^CUDA error: CUDA driver version is insufficient for CUDA runtime version\n/ : /CUDA/;
  return ['AcceleratorError', expect.stringMatching(text)];
}

/** PyTorch's words for a reason: those of libtorch_cuda itself where it was opened. */
function errorFor(reason: string, hasDriver: boolean): [string, unknown] {
  if (reason === 'this libtorch was built without CUDA') return ['AssertionError', 'Torch not compiled with CUDA enabled'];
  if (!hasDriver) {
    return ['RuntimeError', 'Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed ' +
      'a driver from http://www.nvidia.com/Download/index.aspx'];
  }
  if (reason.startsWith('libtorch_cuda.so is missing')) {
    return ['AssertionError', `Torch not compiled with CUDA enabled: ${reason}`];
  }
  if (reason.startsWith('CUDA_VISIBLE_DEVICES')) return ['RuntimeError', 'No CUDA GPUs are available'];
  return ['RuntimeError', expect.stringMatching(/driver|CUDA/)];
}

function expectUnavailable(answer: Answer, reason: string, hasDriver = !lacksDriver): void {
  expect(answer).toEqual({
    reason, available: false, count: 0, errors: answer.errors.map(() => errorFor(reason, hasDriver)),
    runtime: answer.runtime.map(() => runtimeErrorFor(reason, hasDriver)),
    quiet: [0, 0, null, null, 1], cpu: [[[2, 2]]],
  });
  expect(reason).not.toContain('\n');
}

/** Whether this machine has no driver of NVIDIA's. */
const lacksDriver = hasNoDriver();

test('hidden devices', { timeout: 30_000 }, async (context) => {
  const { reason } = await ask({});
  if (reason === 'this libtorch was built without CUDA' || reason?.includes('libtorch_cuda.so is missing')) {
    context.skip(reason);
  }
  expectUnavailable(await ask({ CUDA_VISIBLE_DEVICES: '' }), 'CUDA_VISIBLE_DEVICES hides every device');
  expectUnavailable(await ask({ CUDA_VISIBLE_DEVICES: '-1' }), 'CUDA_VISIBLE_DEVICES hides every device');
});

test.skipIf(torch.cuda.is_available())('this machine says why it has no CUDA', { timeout: 30_000 }, async () => {
  const answer = await ask({});
  expect(answer.reason).toMatch(
    /no NVIDIA driver|built without CUDA|libtorch_cuda\.so is missing|CUDA_VISIBLE_DEVICES|the NVIDIA driver/);
  expectUnavailable(answer, answer.reason!);
  expect(torch.cuda.unavailable_reason()).toBe(answer.reason);
});

/** A driver that answers cuInit and cuDeviceGetCount so; undefined without a compiler. */
function driver(name: string, init: number, count: number): string | undefined {
  const folder = mkdtempSync(path.join(dir, name));
  writeFileSync(path.join(folder, 'driver.c'), `
    int cuInit(unsigned flags) { (void)flags; return ${init}; }
    int cuDeviceGetCount(int* count) { *count = ${count}; return 0; }
    int cuDriverGetVersion(int* version) { *version = 99020; return 0; }
    int cuGetErrorString(int error, const char** text) { (void)error; *text = "made up"; return 0; }`);
  const made = spawnSync('cc', ['-shared', '-fPIC', '-o', path.join(folder, 'libcuda.so.1'),
    path.join(folder, 'driver.c')]);
  return made.status === 0 ? folder : undefined;
}

describe.skipIf(process.platform !== 'linux' || torch.cuda.is_available())('with a driver', () => {
  test.each([
    ['that fails', 100, 0, 'the NVIDIA driver reports: made up (100)'],
    ['without devices', 0, 0, 'the NVIDIA driver sees no device'],
  ])('%s', { timeout: 60_000 }, async (name, init, count, expected) => {
    const folder = driver('driver-', init, count);
    if (folder === undefined) return expect.soft(name, 'no C compiler here').toBe(name);
    const before = (await ask({})).reason!;
    const paths = [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
    const answer = await ask({ LD_LIBRARY_PATH: paths });
    // Without libtorch's CUDA half that is the reason, whatever the driver says.
    expectUnavailable(answer, before.startsWith('no NVIDIA driver') ? expected : before, true);
  });
});
