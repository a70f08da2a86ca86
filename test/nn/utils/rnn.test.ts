import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import * as rnn from 'nodetorch/nn/utils/rnn';
import { describe, expect, test } from 'vitest';

// scripts/golden/sequences.py says how these are written.
type Case = [name: string, args: unknown[], keywords: Record<string, unknown>, result: unknown];
interface Notation {
  tensor?: number[];
  dtype?: string;
  packed?: number[];
  enforce_sorted?: boolean;
}

const cases = JSON.parse(readFileSync(new URL('../../golden/sequences.json', import.meta.url), 'utf8')) as Case[];

function made(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(made);
  if (typeof value !== 'object' || value === null) return value;
  const { tensor, dtype, packed, enforce_sorted } = value as Notation;
  if (packed === undefined) return torch.tensor(tensor!, { dtype: torch[dtype as 'float32'] });
  const steps = packed.map((length, i) =>
    torch.arange(2 * length, { dtype: torch.float32 }).reshape(length, 2).add(10 * i));
  return rnn.pack_sequence(steps, { enforce_sorted });
}

function plain(value: unknown): unknown {
  if (value instanceof rnn.PackedSequence) return { text: String(value), fields: [...value].map(plain) };
  if (value instanceof torch.Tensor) {
    return { tensor: value.tolist(), dtype: value.dtype.toString().replace('torch.', '') };
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

describe('torch.nn.utils.rnn gives what PyTorch gives', () => {
  test.each(cases.map((one, i) => [`${i} ${one[0]}`, ...one] as const))('%s', (_, name, args, keywords, wanted) => {
    const call = (): unknown => {
      const fn = rnn[name as 'pad_sequence'] as (...args: unknown[]) => unknown;
      return fn(...args.map(made), ...(Object.keys(keywords).length > 0 ? [keywords] : []));
    };
    const error = (wanted as { error?: [string, string] } | null)?.error;
    if (error === undefined) {
      expect(plain(call())).toEqual(wanted);
    } else {
      expect(call).toThrow(expect.objectContaining({ name: error[0], message: error[1] }));
    }
  });
});

test('what cannot be iterated is refused', () => {
  // @ts-expect-error not a list of tensors
  expect(() => rnn.pad_sequence(3)).toThrow('pad_sequence: Expected iterable for input sequences, but got arg of type: ');
});

test('packed sequences destructure, convert, and know where they are', () => {
  const packed = rnn.pack_sequence([torch.ones(1), torch.ones(2)], false);
  const [data, batch_sizes, sorted_indices, unsorted_indices] = packed;
  expect(data).toBe(packed.data);
  expect(batch_sizes).toBe(packed.batch_sizes);
  expect(sorted_indices).toBe(packed.sorted_indices);
  expect(unsorted_indices).toBe(packed.unsorted_indices);
  expect(packed.float()).toBe(packed);
  expect(packed.cpu()).toBe(packed);
  const converted = packed.double();
  expect(converted.data.dtype).toBe(torch.float64);
  expect(converted.unsorted_indices!.tolist()).toEqual([1, 0]);
  expect(packed.to(torch.int64).data.dtype).toBe(torch.int64);
  expect([packed.is_cuda, packed.is_pinned()]).toEqual([false, false]);
});

test('packed sequences refuse batch sizes that are elsewhere', () => {
  const sizes = torch.empty(1, { dtype: torch.int64, device: 'meta' });
  expect(() => new rnn.PackedSequence(torch.ones(1), sizes)).toThrow(/^batch_sizes should always be on CPU\. /);
});

test('packing and padding are differentiable', () => {
  const steps = [torch.ones(2, { requires_grad: true }), torch.ones(3, { requires_grad: true })];
  const packed = rnn.pack_sequence(steps, { enforce_sorted: false });
  const [padded] = rnn.pad_packed_sequence(packed, { batch_first: true });
  padded.mul(torch.tensor([[1, 2, 3], [4, 5, 6]])).sum().backward();
  expect(steps.map((step: Tensor) => step.grad!.tolist())).toEqual([[1, 2], [4, 5, 6]]);
});

test('a scope keeps the tensors of packed sequences', () => {
  const packed = torch.scope(() => rnn.pack_sequence([torch.ones(2), torch.ones(1)]));
  expect(packed.data.tolist()).toEqual([1, 1, 1]);
});
