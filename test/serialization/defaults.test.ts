import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as torch from 'nodetorch';
import { afterAll, expect, test } from 'vitest';

const {
  BytesIO, get_default_load_endianness, get_default_mmap_options, LoadEndianness, load, save,
  set_default_load_endianness, set_default_mmap_options,
} = torch.serialization;
const folder = mkdtempSync(path.join(tmpdir(), 'nodetorch-defaults-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file that names no order of bytes is read in the one that was set', () => {
  const file = new BytesIO();
  save(torch.tensor([1, 256], { dtype: torch.int32 }), file, { _disable_byteorder_record: true });
  const read = (): unknown => {
    file.seek(0);
    return (load(file) as torch.Tensor).tolist();
  };
  expect(get_default_load_endianness()).toBe(null);
  expect(read()).toEqual([1, 256]);
  try {
    set_default_load_endianness(LoadEndianness.BIG);
    expect([get_default_load_endianness(), read()]).toEqual([LoadEndianness.BIG, [2 ** 24, 2 ** 16]]);
    set_default_load_endianness(LoadEndianness.LITTLE);
    expect(read()).toEqual([1, 256]);
  } finally {
    set_default_load_endianness(null);
  }
  expect(() => set_default_load_endianness('big' as never)).toThrow(
    'Invalid argument type in function set_default_load_endianness');
  expect(String(LoadEndianness.NATIVE)).toBe('LoadEndianness.NATIVE');
});

test('a file is mapped so that what is written stays in memory, or goes into the file', () => {
  const file = path.join(folder, 'tensor.pt');
  save(torch.ones(2), file);
  const write = (value: number): void => {
    (load(file, { mmap: true }) as torch.Tensor).fill_(value);
  };
  expect(get_default_mmap_options()).toBe(2);
  write(5);
  expect((load(file) as torch.Tensor).tolist()).toEqual([1, 1]);
  set_default_mmap_options(1, () => write(7));
  expect(get_default_mmap_options()).toBe(2);
  // The sum of the bytes that stands in the file is that of the old ones: mapped, nobody asks for it.
  expect((load(file, { mmap: true }) as torch.Tensor).tolist()).toEqual([7, 7]);
  {
    using _ = set_default_mmap_options(1);
    expect(get_default_mmap_options()).toBe(1);
  }
  expect(get_default_mmap_options()).toBe(2);
  expect(() => set_default_mmap_options(3)).toThrow('Invalid argument in function set_default_mmap_options, expected ' +
    'mmap.MAP_PRIVATE or mmap.MAP_SHARED, but got 3');
});
