import * as torch from 'nodetorch';
import { DLDeviceType, from_dlpack, ReadOnlyTensorWrapper, to_dlpack, type DLPackOptions } from 'nodetorch/utils/dlpack';
import { describe, expect, test } from 'vitest';

const cpu = [DLDeviceType.kDLCPU, 0];
const used = 'from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you ' +
  'might have already constructed a tensor from it once.';

describe('between tensors of this library', () => {
  const t = torch.arange(6).to(torch.float32).view(2, 3);

  test('the memory is the same', () => {
    const other = from_dlpack(t);
    expect(other.data_ptr()).toBe(t.data_ptr());
    expect(other.tolist()).toEqual(t.tolist());
    expect(torch.from_dlpack(torch.to_dlpack(t)).data_ptr()).toBe(t.data_ptr());
    expect(from_dlpack(t.narrow(1, 1, 2)).stride()).toEqual([3, 1]);
    // As PyTorch 2.15: a dimension of one element has the stride that it would have in a row.
    expect(from_dlpack(torch.ones(3, 1, 2).transpose(0, 1)).stride()).toEqual([2, 2, 1]);
  });

  test.each([
    torch.bool, torch.int8, torch.uint16, torch.float16, torch.bfloat16, torch.complex128, torch.float8_e5m2,
  ])('%s crosses', (dtype) => {
    const x = torch.ones(2).to(dtype);
    expect(from_dlpack(x).dtype).toBe(dtype);
    expect(from_dlpack(x).data_ptr()).toBe(x.data_ptr());
  });

  test('copies are made where they are asked for', () => {
    expect(from_dlpack(t, { copy: true }).data_ptr()).not.toBe(t.data_ptr());
    expect(from_dlpack(t, { copy: false, device: 'cpu' }).data_ptr()).toBe(t.data_ptr());
    expect(t.__dlpack_device__()).toEqual(cpu);
    expect(() => t.__dlpack__({ dl_device: [DLDeviceType.kDLCUDA, 0], copy: false })).toThrow(
      'cannot move (i.e. copy=False) tensor from cpu to cuda:0 without copying.');
  });

  test('a capsule is used once, and says so', () => {
    const capsule = to_dlpack(t);
    expect(String(capsule)).toBe('<capsule object "dltensor">');
    from_dlpack(capsule);
    expect(String(capsule)).toBe('<capsule object "used_dltensor">');
    expect(() => from_dlpack(capsule)).toThrow(new torch.RuntimeError(used));
    expect(() => capsule.packed()).toThrow(used);
    expect(t.__dlpack__({ max_version: [1, 0] }).name).toBe('dltensor_versioned');
  });

  test('the memory lives as long as a tensor over it', () => {
    let a: torch.Tensor | undefined = torch.full([4], 7);
    const b = from_dlpack(a);
    a.dispose();
    a = undefined;
    torch.collect();
    expect(b.tolist()).toEqual([7, 7, 7, 7]);
  });
});

describe('errors are those of PyTorch 2.15', () => {
  const t = torch.ones(2);
  const cases: [run: () => unknown, kind: string, text: string][] = [
    [() => from_dlpack(3 as never), 'RuntimeError', used],
    [() => from_dlpack({} as never), 'RuntimeError', used],
    [() => from_dlpack(to_dlpack(t), { device: 'cpu' }), 'AssertionError',
      'device and copy kwargs not supported when ext_tensor is already a DLPack capsule.'],
    [() => torch.ones(2, { requires_grad: true }).__dlpack__(), 'BufferError',
      "Can't export tensors that require gradient, use tensor.detach()"],
    [() => torch.ones(2, { dtype: torch.complex64 }).conj().__dlpack__(), 'BufferError',
      "Can't export tensors with the conjugate bit set"],
    [() => torch.eye(2).to_sparse().__dlpack__(), 'BufferError',
      "Can't export tensors with layout other than torch.strided"],
    [() => t.__dlpack__({ stream: 'a' } as never), 'TypeError', 'stream must be ``int`` or ``none``'],
    [() => t.__dlpack__({ stream: 1 }), 'AssertionError', 'stream should be None on cpu.'],
    [() => t.__dlpack__({ read_only: true }), 'BufferError',
      'read_only export requires the versioned DLPack protocol; pass max_version=(1, 0) or higher'],
    [() => torch.ones(2, { device: 'meta' }).__dlpack__(), 'BufferError', 'Cannot pack tensors on meta'],
    [() => torch.ones(2, { device: 'meta' }).__dlpack_device__(), 'ValueError', 'Unknown device type meta for Dlpack'],
    [() => to_dlpack(3 as never), 'TypeError', "_to_dlpack(): argument 'data' (position 1) must be Tensor, not int"],
    [() => from_dlpack(t, true as never), 'TypeError', 'from_dlpack() takes 1 positional argument but 2 were given'],
    [() => t.__dlpack__({ foo: 1 } as never), 'TypeError', "Tensor.__dlpack__() got an unexpected keyword argument 'foo'"],
  ];
  test.each(cases.map(([run, kind, text]) => [text, run, kind] as const))('%s', (text, run, kind) => {
    let error: Error | undefined;
    try {
      run();
    } catch (thrown) {
      error = thrown as Error;
    }
    expect([error?.name, error?.message]).toEqual([kind, text]);
  });
});

describe('with other libraries', () => {
  test('an object that another addon made is taken once', () => {
    const t = torch.arange(3);
    const packed = to_dlpack(t).packed();
    const other = from_dlpack(packed);
    expect([other.data_ptr(), other.tolist()]).toEqual([t.data_ptr(), [0, 1, 2]]);
    expect(() => from_dlpack(packed)).toThrow(used);
    expect(from_dlpack(t.__dlpack__({ max_version: [1, 0] }).packed()).data_ptr()).toBe(t.data_ptr());
  });

  test('a library that knows less is asked for less', () => {
    const t = torch.arange(3);
    const asked: string[][] = [];
    const producer = {
      __dlpack__(options: DLPackOptions = {}): object {
        asked.push(Object.keys(options));
        if (Object.keys(options).length > 0) throw new TypeError('unexpected');
        return to_dlpack(t).packed();
      },
      __dlpack_device__: () => [1, 0] as const,
    };
    const copy = from_dlpack(producer, { device: 'cpu', copy: true });
    expect(copy.data_ptr()).not.toBe(t.data_ptr());
    expect(asked).toEqual([['max_version', 'copy', 'dl_device'], ['copy', 'dl_device'], ['dl_device'], []]);
  });

  test('errors of the producer come through', () => {
    const producer = {
      __dlpack__(): never {
        throw new RangeError('mine');
      },
      __dlpack_device__: () => [1, 0] as const,
    };
    expect(() => from_dlpack(producer)).toThrow(new RangeError('mine'));
  });

  test('what may only be read is passed on as such', () => {
    const t = torch.arange(3);
    const wrapped = new ReadOnlyTensorWrapper(t);
    expect(wrapped.__dlpack__().name).toBe('dltensor_versioned');
    expect(wrapped.__dlpack_device__()).toEqual(cpu);
    expect(from_dlpack(wrapped).data_ptr()).toBe(t.data_ptr());
  });
});

test('capsules that nobody uses free their tensors, in one run of synchronous code', () => {
  const before = torch.memory_stats().live_bytes;
  for (let i = 0; i < 3000; i++) to_dlpack(torch.ones(25_000));
  torch.collect();
  expect(torch.memory_stats().live_bytes - before).toBeLessThan(20e6);
});

test('tensors that came through capsules free their memory', () => {
  const before = torch.memory_stats().live_bytes;
  for (let i = 0; i < 3000; i++) from_dlpack(to_dlpack(torch.ones(25_000)));
  torch.collect();
  expect(torch.memory_stats().live_bytes - before).toBeLessThan(20e6);
});
