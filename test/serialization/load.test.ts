import { writeFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import { BytesIO } from 'nodetorch/serialization';
import { describe as group, expect, it, test } from 'vitest';
import { fileOf, golden, temporaryFolder } from './files.js';
import { describe, expected } from './objects.js';

const at = temporaryFolder();

group("what Python's torch.save wrote", () => {
  test.each(Object.keys(expected))('%s', (name) => {
    expect(describe(torch.load(fileOf(name)))).toEqual(expected[name]);
  });

  const dtypes = golden.files.filter(({ name }) => name.startsWith('dtype ')).map(({ name }) => name);
  test.each(dtypes)('%s', (name) => {
    const dtype = (torch as unknown as Record<string, torch.dtype>)[name.slice('dtype '.length)]!;
    const tensor = torch.load<torch.Tensor>(fileOf(name));
    expect(tensor.dtype).toBe(dtype);
    const base = torch.arange(6, { dtype: torch.uint8 });
    const bytes = tensor.untyped_storage();
    if (dtype.name.startsWith('bits') || dtype.name.startsWith('float4')) {
      expect(bytes.nbytes()).toBe(6 * dtype.itemsize);
      const step = dtype.itemsize;
      expect(bytes.tolist().filter((_, i) => i % step === 0)).toEqual([0, 1, 2, 3, 4, 5]);
    } else if (dtype === torch.bool) {
      expect(tensor.tolist()).toEqual([[false, true, false], [true, false, true]]);
    } else {
      const made = dtype.is_complex ? torch.complex(base.float(), base.float().neg()).to(dtype) : base.to(dtype);
      expect(bytes.tolist()).toEqual(made.untyped_storage().tolist());
      expect([...tensor.shape]).toEqual([2, 3]);
    }
  });

  it('has shared memory that is shared again', () => {
    const { base, row, transposed, strided, offset } = torch.load<Record<string, torch.Tensor>>(fileOf('views'));
    for (const view of [row!, transposed!, strided!, offset!]) {
      expect(view.untyped_storage()._cdata).toBe(base!.untyped_storage()._cdata);
    }
    base!.index_put_([1, 2], 100);
    const seen = [row!.index(2), transposed!.index(2, 1), strided!.index(1, 1), offset!.index(0, 1)];
    expect(seen.map((element) => element.item())).toEqual([100, 100, 100, 100]);
  });

  it('has objects that are one object again, also inside themselves', () => {
    const shared = torch.load<[unknown[], unknown[], torch.Tensor]>(fileOf('shared'));
    expect(shared[0]).toBe(shared[1]);
    expect(shared[0][0]).toBe(shared[2]);
    const cyclic = torch.load<[number, unknown]>(fileOf('cyclic'));
    expect(cyclic[1]).toBe(cyclic);
    let deep: unknown = torch.load(fileOf('deep'));
    for (let depth = 0; depth < 300; depth++) deep = (deep as unknown[])[0];
    expect(deep).toBe('bottom');
  });

  it('may be a state_dict with its metadata', () => {
    const state = torch.load<OrderedDict<string, torch.Tensor>>(fileOf('state dict'));
    expect(state).toBeInstanceOf(OrderedDict);
    expect([...state.keys()]).toEqual([
      '0.weight', '0.bias', '1.weight', '1.bias', '1.running_mean', '1.running_var', '1.num_batches_tracked']);
    expect(state.get('1.num_batches_tracked')!.dtype).toBe(torch.int64);
    expect([...state._metadata!]).toEqual([['', { version: 1 }], ['0', { version: 1 }], ['1', { version: 2 }]]);
  });

  it('may be the state of an optimizer', () => {
    const saved = torch.load<{ state: Map<number, Record<string, torch.Tensor>>; param_groups: unknown[] }>(
      fileOf('optimizer'));
    expect(saved.state.get(0)!['exp_avg']!.tolist()).toEqual([[expect.closeTo(0.2, 6), expect.closeTo(-0.2, 6)]]);
    expect(saved.param_groups[0]).toMatchObject(
      { lr: 0.5, betas: [0.9, 0.999], amsgrad: false, params: [0], foreach: null });
  });

  it('may be sparse, quantized, on the meta device, a conjugate or a negative', () => {
    const dense = [[0, 1], [2, 0]];
    for (const kind of ['coo', 'csr', 'csc'] as const) {
      const tensor = torch.load<torch.Tensor>(fileOf(`sparse ${kind}`));
      expect(tensor.layout).toBe(torch[`sparse_${kind}`]);
      expect(tensor.to_dense().tolist()).toEqual(dense);
    }
    const quantized = torch.load<torch.Tensor>(fileOf('quantized'));
    expect([quantized.dtype, quantized.q_scale(), quantized.q_zero_point(), quantized.int_repr().tolist()])
      .toEqual([torch.quint8, 0.5, 2, [2, 4, 6]]);
    const channels = torch.load<torch.Tensor>(fileOf('quantized per channel'));
    expect([channels.qscheme(), channels.q_per_channel_axis(), channels.dequantize().tolist()])
      .toEqual([torch.per_channel_affine, 1, [[0, 1], [2, 3]]]);
    const meta = torch.load<torch.Tensor>(fileOf('meta'));
    expect([meta.is_meta, [...meta.shape]]).toEqual([true, [2, 3]]);
    const conjugate = torch.load<torch.Tensor>(fileOf('conj'));
    expect([conjugate.is_conj(), String(conjugate.index(0).item())]).toEqual([true, '(1-2j)']);
    const negative = torch.load<torch.Tensor>(fileOf('neg'));
    expect([negative.is_neg(), negative.tolist()]).toEqual([true, [-2]]);
  });

  it('may be storages without tensors', () => {
    const bytes = torch.load<torch.UntypedStorage>(fileOf('untyped storage'));
    expect(bytes).toBeInstanceOf(torch.UntypedStorage);
    expect(bytes.tolist()).toEqual([1, 2]);
    const floats = torch.load<torch.TypedStorage>(fileOf('typed storage'));
    expect([floats.dtype, floats.size()]).toEqual([torch.float32, 2]);
  });
});

test.each(golden.files.filter(({ format }) => format === 'legacy').map(({ name }) => name))(
  'the format before PyTorch 1.6 gives the same: %s', (name) => {
    const old = describe(torch.load(fileOf(name, 'legacy')));
    expect(old).toEqual(describe(torch.load(fileOf(name))));
    expect(old).not.toBeNull();
  });

it('reads paths, URLs, bytes, buffers and objects like files', () => {
  const file = at('tensor.pt');
  const bytes = fileOf('tensor');
  writeFileSync(file, bytes);
  const { buffer, byteOffset, byteLength } = bytes;
  const sources = [
    file, new URL(`file://${file}`), bytes, new Uint8Array(bytes), buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
    new BytesIO(bytes), { read: () => bytes, seek: () => 0, tell: () => 0 },
  ];
  for (const source of sources) expect(torch.load<torch.Tensor>(source).tolist()).toEqual([[1, 2], [3, 4]]);
});

it('maps files into memory on request, and keeps what is written to itself', () => {
  const file = at('mapped.pt');
  writeFileSync(file, fileOf('views'));
  const { base, row } = torch.load<Record<string, torch.Tensor>>(file, { mmap: true });
  expect(base!.index(2).tolist()).toEqual([8, 9, 10, 11]);
  base!.index_put_([1, 0], -1);
  expect(row!.tolist()).toEqual([-1, 5, 6, 7]);
  expect(base!.untyped_storage().nbytes()).toBe(48);
  const again = torch.load<Record<string, torch.Tensor>>(file, { mmap: true });
  expect(again['row']!.tolist()).toEqual([4, 5, 6, 7]);
  expect(() => torch.load(fileOf('views'), { mmap: true })).toThrow('f must be a file path in order to use the mmap argument');
  writeFileSync(file, fileOf('tensor', 'legacy'));
  expect(() => torch.load(file, { mmap: true })).toThrow('mmap can only be used with files saved with');
});

it('puts tensors where map_location says', () => {
  const bytes = fileOf('views');
  for (const map_location of ['meta', torch.device('meta'), { cpu: 'meta' }, new Map([['cpu', 'meta']] as const)] as const) {
    expect(torch.load<Record<string, torch.Tensor>>(bytes, { map_location })['row']!.is_meta).toBe(true);
  }
  const seen: unknown[] = [];
  const { base } = torch.load<Record<string, torch.Tensor>>(bytes, (storage, location) => {
    seen.push([storage.nbytes(), location]);
    return location === 'cpu' ? null : storage;
  });
  expect([seen, base!.is_cpu]).toEqual([[[48, 'cpu']], true]);
  expect(() => torch.load(bytes, () => 'cpu' as unknown as null)).toThrow('the function must give a storage or null');
  expect(() => torch.load(bytes, 'xla')).toThrow(
    "don't know how to restore data location of torch.storage.UntypedStorage (tagged with xla)");
});

it.skipIf(torch.cuda.is_available())('says what to do where a file wants CUDA and there is none', () => {
  expect(() => torch.load(fileOf('tensor'), 'cuda:0')).toThrow(
    'Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False.');
});

it('refuses what it does not do', () => {
  const bytes = fileOf('tensor');
  expect(() => torch.load(bytes, { weights_only: false as unknown as true })).toThrow('weights_only=False is not supported');
  expect(() => torch.load(bytes, null, { pickle_module: {} } as object)).toThrow(
    'Can not safely load weights when explicit pickle_module is specified');
  expect(() => torch.load(bytes, { map_locaton: 'cpu' } as object)).toThrow(
    "load() got an unexpected keyword argument 'map_locaton'. Did you mean 'map_location'?");
  expect(() => torch.load(at('nowhere.pt'))).toThrow('ENOENT');
  expect(() => torch.load(17 as unknown as string)).toThrow("with a 'read' method");
});
