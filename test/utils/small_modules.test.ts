/** Modules of torch.utils with a name or two: `cpp_backtrace`, `debug_log`, `serialization.config`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as torch from 'nodetorch';
import { get_cpp_backtrace } from 'nodetorch/utils/cpp_backtrace';
import { debug_grad_log } from 'nodetorch/utils/debug_log';
import * as config from 'nodetorch/utils/serialization/config';
import { afterAll, afterEach, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nodetorch-utils-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  Object.assign(config.load, { mmap: false, endianness: null, mmap_flags: 2, calculate_storage_offsets: false });
  Object.assign(config.save, { compute_crc32: true, use_pinned_memory_for_d2h: false, storage_alignment: 64 });
});

const framesIn = (text: string): number => text.split('\n').filter((line) => line.startsWith('frame #')).length;

test('a backtrace of C++ has a line for each call', () => {
  expect(framesIn(torch.utils.get_cpp_backtrace())).toBeGreaterThan(2);
  const few = framesIn(get_cpp_backtrace({ frames_to_skip: 0, maximum_number_of_frames: 3 }));
  expect([few > 0, few <= 3]).toEqual([true, true]);
  expect(() => get_cpp_backtrace(-1)).toThrow(TypeError);
});

test('norms of gradients are logged where the environment asks for it', () => {
  const program = `
    import * as torch from 'nodetorch';
    import { debug_grad_log } from 'nodetorch/utils/debug_log';
    const [x, y] = [torch.tensor([3.5, 4.5]).requires_grad_(), torch.tensor([1.5]).requires_grad_()];
    debug_grad_log(x, torch.ones(2), y);
    for (let i = 0; i < 2; i++) x.mul(2).sum().add(y.mul(0.03125).sum()).backward();`;
  const stderrOf = (NODE_DEBUG: string): string => spawnSync(process.execPath, ['--input-type=module', '-e', program],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_DEBUG } }).stderr;
  const lines = stderrOf('torch.utils.debug_log').split('\n').filter((line) => line.includes('[bwd]'));
  expect(lines.map((line) => line.slice(line.indexOf('[')))).toEqual(
    Array(2).fill('[rank 0][bwd] t0_grad_norm=2.8284 t1_grad_norm=0.0312'));
  expect(stderrOf('')).not.toContain('[bwd]');
  expect(debug_grad_log(torch.ones(2))).toBeUndefined();
});

test('files are saved and loaded as the configuration says', () => {
  const file = join(folder, 'config.pt');
  const tensors = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`t${i}`, torch.arange(i * 7)]));
  torch.utils.serialization.config.save.storage_alignment = 4096;
  torch.save(tensors, file);
  const reader = new torch.PyTorchFileReader(file);
  const places = reader.get_all_records().map((name) => reader.get_record_offset(name) % 4096);
  expect(new Set(places)).toEqual(new Set([0]));
  expect(Buffer.from(reader.get_record('.storage_alignment')).toString()).toBe('4096');
  config.load.mmap = true;
  config.load.calculate_storage_offsets = true;
  for (const alignment of [4096, 64, 1]) {
    config.save.storage_alignment = alignment;
    torch.save(tensors, file);
    const loaded = torch.load<typeof tensors>(file);
    for (const [name, tensor] of Object.entries(tensors)) expect(loaded[name]!.tolist()).toEqual(tensor.tolist());
  }
  expect(() => torch.load(readFileSync(file))).toThrow('f must be a file path in order to use the mmap argument');
});

test('what the functions of torch.serialization set is the configuration', () => {
  torch.serialization.set_crc32_options(false);
  torch.serialization.set_default_load_endianness(torch.serialization.LoadEndianness.BIG);
  torch.serialization.set_default_mmap_options(1);
  expect([config.save.compute_crc32, config.load.endianness, config.load.mmap_flags]).toEqual(
    [false, torch.serialization.LoadEndianness.BIG, 1]);
  config.save.compute_crc32 = true;
  expect(torch.serialization.get_crc32_options()).toBe(true);
  for (const wrong of [0, 1.5, 70_000]) {
    config.save.storage_alignment = wrong;
    expect(() => torch.save(1, join(folder, 'wrong.pt'))).toThrow(
      `config.save.storage_alignment must be from 1 to 65508, got ${wrong}`);
  }
  expect(() => Object.assign(config.save, { compress: true })).toThrow(TypeError);
});
