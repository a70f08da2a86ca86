import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import * as torch from 'nodetorch';
import { UnpicklingError } from 'nodetorch/serialization';
import { describe as group, expect, it, test } from 'vitest';
import { fileOf, golden, temporaryFolder } from './files.js';
import { archive, call, checkpoint, global, int, long, start, storage, tensor, text, tuple } from './make_files.js';

const at = temporaryFolder();
const floats = new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer);

it('loads what the builder of these tests builds', () => {
  expect(torch.load<torch.Tensor>(checkpoint(`${start}${tensor(storage())}.`, floats)).tolist()).toEqual([1, 2, 3, 4]);
});

/** Pickles that name what they must not, or are none; with the error that PyTorch has for it. */
const pickles: Readonly<Record<string, readonly [pickle: string, error: RegExp]>> = {
  'a call of os.system': [
    `${start}${call('os', 'system', text('touch /tmp/pwned'))}.`,
    /Trying to load unsupported GLOBAL os\.system whose module os is blocked\./,
  ],
  'a call of eval, by its old name': [
    `${start}${call('__builtin__', 'eval', text('1'))}.`, /GLOBAL eval was not an allowed global by default/,
  ],
  'a function of a module': [
    `${start}${call('subprocess', 'Popen', text('ls'))}.`, /Unsupported global: GLOBAL subprocess\.Popen was not/,
  ],
  'a property that every object has': [`${start}${global('constructor', 'constructor')}.`, /GLOBAL constructor\.constructor/],
  'a prototype in the place of a module': [`${start}${global('__proto__', 'x')}.`, /GLOBAL __proto__\.x was not/],
  'a call of a dtype': [`${start}${call('torch', 'float32')}.`, /Trying to call reduce for unrecognized function/],
  'a call of a text': [`${start}${text('f')}${tuple()}R.`, /Trying to call reduce for unrecognized function str/],
  'a call with a list for arguments': [`${start}${global('torch', 'Size')}]R.`, /the arguments of a call must be a tuple/],
  'a new object of a function': [`${start}${global('torch._utils', '_rebuild_tensor')})\x81.`, /Can only create new object/],
  'state for a list': [`${start}]}b.`, /Can only build Tensor, Parameter, OrderedDict/],
  'state that hides a method': [
    `${start}${call('collections', 'OrderedDict')}}${text('get')}K\x01sb.`, /cannot have the attribute get/,
  ],
  'a tensor attribute that hides a method': [
    `${start}${call('torch._tensor', '_rebuild_from_type_v2', global('torch._utils', '_rebuild_tensor_v2'),
      global('torch', 'Tensor'), tuple(storage(), int(0), tuple(int(4)), tuple(int(1)), '\x89', 'N'),
      `}${text('add')}K\x01s`)}.`,
    /a tensor cannot have the attribute add/,
  ],
  'append to a tuple': [`${start})K\x01a.`, /Can only append to lists, but got tuple/],
  'items for a list': [`${start}]K\x01K\x02s.`, /Can only SETITEM for dict, .* but got list/],
  'an odd number of items': [`${start}}(K\x01u.`, /odd number of items/],
  'a list as a key': [`${start}}]K\x01s.`, /unhashable type: 'list'/],
  'a dict in a set': [`${start}${call('__builtin__', 'set', ']}a')}.`, /unhashable type: 'dict'/],
  'no mark': [`${start}K\x01t.`, /could not find MARK/],
  'an empty stack': [`${start}.`, /the stack of the pickle is empty/],
  'memo that was not written': [`${start}h\x05.`, /Memo value not found at index 5/],
  'an instruction of a later protocol': [`${start}\x95\x00\x00\x00\x00\x00\x00\x00\x00.`, /Unsupported operand 149/],
  'the oldest protocol': ['I1\n.', /Unsupported operand 73/],
  'no end': [`${start}K\x01`, /pickle data was truncated/],
  'text longer than the file': [`${start}X\xff\xff\xff\xffabc.`, /pickle data was truncated/],
  'bytes that are no UTF-8': [`${start}X\x01\x00\x00\x00\xff.`, /'utf-8' codec can't decode/],
  'a storage id that is text': [`${start}${text('0')}Q.`, /persistent_load id must be tuple or int, but got str/],
  'a module in the place of a storage': [
    `${start}${tuple(text('module'), text('x'))}Q.`, /Only persistent_load of storage is allowed/,
  ],
  'a storage of an unknown class': [`${start}${storage({ type: 'WrongStorage' })}.`, /GLOBAL torch\.WrongStorage was not/],
  'a dtype in the place of a storage class': [`${start}${storage({ type: 'float32' })}.`, /description of a storage is damaged/],
  'a wrong name of a dtype': [`${start}${global('torch', 'float23')}.`, /GLOBAL torch\.float23 was not an allowed global/],
  'a layout that is none': [`${start}${call('torch.serialization', '_get_layout', text('torch.x'))}.`, /no layout called torch\.x/],
  'a bytearray of a length': [`${start}${call('__builtin__', 'bytearray', int(2 ** 30))}.`, /bytearray was called/],
  'an unknown encoding': [`${start}${call('_codecs', 'encode', text('a'), text('rot13'))}.`, /unknown encoding: rot13/],
};

group('pickles that are refused', () => {
  test.each(Object.entries(pickles))('%s', (_, [pickle, error]) => {
    const file = checkpoint(pickle, floats);
    expect(() => torch.load(file)).toThrow(error);
    if (!error.source.includes('unhashable')) expect(() => torch.load(file)).toThrow(UnpicklingError);
  });

  it('says how to go on when a global is refused', () => {
    const load = (): unknown => torch.load(checkpoint(pickles['a function of a module']![0]));
    expect(load).toThrow(/^Weights only load failed\..*weights_only=False.*state_dict.*\n\tWeightsUnpickler error: /s);
  });
});

const huge = 2n ** 62n;

/** Tensors that are not in their storage, and storages that are not in their file. */
const tensors: Readonly<Record<string, readonly [pickle: string, error: RegExp]>> = {
  'a size beyond the storage': [tensor(storage(), { size: [5n] }), /out of bounds for storage of size 16/],
  'a stride beyond the storage': [tensor(storage(), { size: [2n], stride: [4n] }), /out of bounds for storage of size 16/],
  'an offset beyond the storage': [tensor(storage(), { offset: 1n }), /requiring a storage size of 20 are out of bounds/],
  'an offset whose bytes overflow': [tensor(storage(), { offset: 2n ** 52n, size: [0n] }), /^(?!.*INTERNAL)/s],
  'a negative offset': [tensor(storage(), { offset: -1n }), /invalid storage offset -1/],
  'a negative size': [tensor(storage(), { size: [-1n] }), /negative dimension -1/],
  'a negative stride': [tensor(storage(), { stride: [-1n] }), /Negative strides are not supported/],
  'fewer strides than sizes': [tensor(storage(), { size: [2n, 2n] }), /mismatch in length of strides and shape/],
  'a count of elements that overflows': [
    tensor(storage(), { size: [2n ** 40n, 2n ** 40n], stride: [0n, 0n] }), /calculation overflowed/,
  ],
  'a span that overflows': [tensor(storage(), { size: [2n ** 50n], stride: [2n ** 50n] }), /calculation overflowed/],
  'a size beyond 2^53': [tensor(storage(), { size: [huge] }), /has no valid size/],
  'a storage larger than its record': [tensor(storage({ numel: 5n })), /storage has wrong byte size: expected 20 got 16/],
  'a storage of 4 exabytes': [tensor(storage({ numel: 2n ** 50n })), /storage has wrong byte size/],
  'a storage beyond 2^53': [tensor(storage({ numel: huge })), /description of a storage is damaged/],
  'a storage of negative size': [tensor(storage({ numel: -4n })), /description of a storage is damaged/],
  'a storage of another dtype': [tensor(storage({ type: 'DoubleStorage' })), /storage has wrong byte size: expected 32/],
  'a storage that is not there': [tensor(storage({ key: '9' })), /file not found: a\/data\/9/],
  'a key that is a path': [tensor(storage({ key: '../../etc/passwd' })), /file not found: a\/data\/\.\.\/\.\.\/etc\/passwd/],
  'a place that is unknown': [tensor(storage({ location: 'mars' })), /tagged with mars/],
  'a gradient for integers': [
    tensor(storage({ type: 'IntStorage' }), { grad: '\x88' }), /only Tensors of floating point .*dtype can require gradients/i,
  ],
  'requires_grad that is text': [tensor(storage(), { grad: text('yes') }), /has no valid requires_grad/],
  'a tensor of a list': [tensor(']'), /has no valid storage/],
  'a sparse tensor with an index outside': [sparse([3n]), /found index 3/],
  'a sparse tensor with a negative index': [sparse([-1n]), /negative index -1/],
  'a parameter of a number': [call('torch._utils', '_rebuild_parameter', int(1), '\x88', 'N'), /has no valid data/],
};

/** A vector of three with one value, at this index. */
function sparse(index: readonly bigint[]): string {
  const indices = tensor(storage({ type: 'LongStorage', key: index[0]! < 0n ? '2' : '1', numel: 1n }), {
    size: [1n, 1n], stride: [1n, 1n],
  });
  const values = tensor(storage(), { size: [1n] });
  return call('torch._utils', '_rebuild_sparse_tensor',
    call('torch.serialization', '_get_layout', text('torch.sparse_coo')), tuple(indices, values, tuple(long(3n))));
}

group('tensors that are refused', () => {
  const index = (value: bigint): Uint8Array => new Uint8Array(new BigInt64Array([value]).buffer);
  test.each(Object.entries(tensors))('%s', (name, [made, error]) => {
    const file = checkpoint(`${start}${made}.`, floats, index(3n), index(-1n));
    if (name.startsWith('an offset whose')) expect(torch.load<torch.Tensor>(file).numel()).toBe(0);
    else expect(() => torch.load(file)).toThrow(error);
    expect(torch.memory_stats().live_bytes).toBeLessThan(1 << 20);
  });
});

/** Archives that lie. */
const archives: Readonly<Record<string, readonly [file: Buffer, error: RegExp]>> = {
  'no bytes at all': [Buffer.alloc(0), /is empty/],
  'text': [Buffer.from('no checkpoint'), /Unsupported operand 110/],
  'a header alone': [Buffer.from('PK\x03\x04'), /unexpected end|failed finding central directory/],
  'a record that is compressed': [archive([{ name: 'a/data.pkl', bytes: Buffer.from('x'), claims: { method: 8 } }]), /is compressed/],
  'a record larger than the file': [
    archive([{ name: 'a/data.pkl', bytes: Buffer.from('x'), claims: { size: 1 << 30 } }]), /overlaps another one/,
  ],
  'records that share their bytes': [
    archive([
      { name: 'a/data.pkl', bytes: Buffer.from('N.') },
      { name: 'a/data/0', bytes: floats }, { name: 'a/data/1', bytes: Buffer.alloc(0), claims: { size: 16, offset: 42 } },
    ]), /overlaps another one/,
  ],
  'two records of one name': [
    archive([{ name: 'a/data.pkl', bytes: Buffer.from('N.') }, { name: 'a/data.pkl', bytes: Buffer.from('K\x01.') }]),
    /two records are called data\.pkl/,
  ],
  'a record outside the folder': [
    archive([{ name: 'a/data.pkl', bytes: Buffer.from('N.') }, { name: '../evil', bytes: floats }]), /not in the subdirectory a\//,
  ],
  'records without a folder': [archive([{ name: 'data.pkl', bytes: Buffer.from('N.') }]), /not in a subdirectory/],
  'a wrong checksum': [archive([{ name: 'a/data.pkl', bytes: Buffer.from('N.'), claims: { crc: 1 } }]), /damaged \(CRC-32\)/],
  'no pickle': [archive([{ name: 'a/data/0', bytes: floats }]), /file not found: a\/data\.pkl/],
  'a newer version': [
    archive([{ name: 'a/data.pkl', bytes: Buffer.from('N.') }, { name: 'a/version', bytes: Buffer.from('11\n') }]),
    /version 11, but the maximum supported version for reading is 10/,
  ],
  'a version that is none': [
    archive([{ name: 'a/data.pkl', bytes: Buffer.from('N.') }, { name: 'a/version', bytes: Buffer.from('x') }]), /minimum supported/,
  ],
  'another order of bytes': [
    archive([{ name: 'a/data.pkl', bytes: Buffer.from('N.') }, { name: 'a/byteorder', bytes: Buffer.from('middle') }]),
    /Unknown endianness type: middle/,
  ],
  'a TorchScript archive': [
    archive([{ name: 'a/data.pkl', bytes: Buffer.from('N.') }, { name: 'a/constants.pkl', bytes: Buffer.from('N.') }]),
    /TorchScript archives/,
  ],
  'the tar format before': [Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(250)]), /legacy \.tar format/],
};

test.each(Object.entries(archives))('an archive that is refused: %s', (_, [file, error]) => {
  expect(() => torch.load(file)).toThrow(error);
  writeFileSync(at('refused.pt'), file);
  expect(() => torch.load(at('refused.pt'))).toThrow(error);
});

it('reads big-endian files', () => {
  const swapped = Buffer.from(floats).swap32();
  const file = archive([
    { name: 'a/data.pkl', bytes: Buffer.from(`${start}${tensor(storage())}.`, 'latin1') },
    { name: 'a/data/0', bytes: swapped }, { name: 'a/byteorder', bytes: Buffer.from('big') },
  ]);
  expect(torch.load<torch.Tensor>(file).tolist()).toEqual([1, 2, 3, 4]);
});

it('refuses every file that ends too early', () => {
  for (const [name, format] of [['checkpoint', 'zip'], ['checkpoint', 'legacy'], ['views', 'zip']] as const) {
    const file = fileOf(name, format);
    for (let length = 0; length < file.length; length += format === 'zip' ? 13 : 7) {
      expect(() => torch.load(file.subarray(0, length)), `${name} ${format} ${length}`).toThrow();
    }
  }
});

it('notices a changed bit of a tensor', () => {
  const file = fileOf('tensor');
  const value = file.indexOf(Buffer.from(new Float32Array([1, 2, 3, 4]).buffer));
  const changed = Buffer.from(file);
  changed[value + 5]! ^= 1;
  expect(() => torch.load(changed)).toThrow('the bytes of data/0 are damaged (CRC-32)');
  expect(crc32(file.subarray(value, value + 16))).not.toBe(0);
});

it('follows nesting as deep as the file is long, and objects inside themselves', () => {
  const depth = 200_000;
  const deep = checkpoint(`${start}${']'.repeat(depth)}${'a'.repeat(depth - 1)}.`);
  let value: unknown = torch.load(deep);
  let count = 0;
  for (; Array.isArray(value) && value.length > 0; value = (value as unknown[])[0]) count++;
  expect(count).toBe(depth - 1);
  const dicts = checkpoint(`${start}}q\x00${text('self')}h\x00s.`);
  const self = torch.load<Record<string, unknown>>(dicts);
  expect(self['self']).toBe(self);
});

it('refuses a pickle whose objects would fill the heap, before they do', () => {
  // Each OrderedDict takes a hundred times the four bytes that ask for it.
  const many = `${start}(${global('collections', 'OrderedDict')}q\x00${'h\x00)R'.repeat(4_000_000)}t.`;
  const before = process.memoryUsage().rss;
  expect(() => torch.load(checkpoint(many))).toThrow('would fill the memory of JavaScript');
  expect(process.memoryUsage().rss - before).toBeLessThan(4 * 2 ** 30);
});

it('keeps keys with names of its own apart from the objects that it makes', () => {
  const value = torch.load<Record<string, unknown>>(checkpoint(`${start}}${text('__proto__')}}${text('polluted')}K\x01ss.`));
  expect(Object.keys(value)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

it('allows what PyTorch allows, but for what needs Python', async () => {
  const { allowedGlobals } = await import('../../dist/serialization/globals.js');
  const ours = new Set(allowedGlobals());
  const missing = golden.globals.filter((name) => !ours.has(name));
  expect(missing.filter((name) => !/\.sparse\.\w+Tensor$/.test(name))).toEqual([
    'torch._utils._rebuild_device_tensor_from_numpy', 'torch._utils._rebuild_wrapper_subclass', 'torch.storage.TypedStorage',
  ]);
  const known = new Set(golden.globals);
  expect([...ours].filter((name) => !known.has(name) && !/^torch\.cuda\.\w+Storage$/.test(name))).toEqual([]);
});
