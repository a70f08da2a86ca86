import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { sparse, type Tensor } from 'nodetorch';
import {
  SparseSemiStructuredTensor, SparseSemiStructuredTensorCUSPARSELT, SparseSemiStructuredTensorCUTLASS,
  to_sparse_semi_structured,
} from 'nodetorch/sparse/semi_structured';
import { describe, expect, test } from 'vitest';

// scripts/golden/semi_structured.py says how these are written.
type Digest = readonly [dtype: string, shape: readonly number[], sha256: string];
interface Golden {
  readonly packed: readonly (readonly [dtype: string, m: number, k: number, sparse: Digest, meta: Digest])[];
  readonly errors: Readonly<Record<string, readonly [kind: string, message: string]>>;
  readonly texts: readonly string[];
}
const golden = JSON.parse(readFileSync(new URL('../golden/semi_structured.json', import.meta.url), 'utf8')) as Golden;
const {
  sparse_semi_structured_from_dense_cutlass: pack, sparse_semi_structured_to_dense_cutlass: unpack,
} = sparse._semi_structured_conversions;

const patterns = ['0011', '0101', '1001', '0110', '1010', '1100'].map((bits) => [...bits].reverse().join(''));
function dense(dtype: torch.dtype, m: number, k: number): Tensor {
  const rows = Array.from({ length: m }, (_, i) => Array.from({ length: k }, (__, j) => {
    const kept = dtype === torch.float32 ? (i + Math.floor(j / 2)) % 2 === j % 2
      : patterns[(i + Math.floor(j / 4)) % 6]![j % 4] === '1';
    return kept ? (i * 7 + j) % 100 + 1 : 0;
  }));
  return torch.tensor(rows).to(dtype);
}
const types = { float16: torch.float16, bfloat16: torch.bfloat16, int8: torch.int8, float32: torch.float32 };

function digest(tensor: Tensor): Digest {
  const bytes = tensor.contiguous().view(torch.uint8).numpy() as Uint8Array;
  return [String(tensor.dtype), [...tensor.shape], createHash('sha256').update(bytes).digest('hex')];
}

describe.each(golden.packed)('%s, %d x %d', (name, m, k, sparseDigest, metaDigest) => {
  test('is packed as in PyTorch, bit for bit, and unpacked again', () => {
    const matrix = dense(types[name as keyof typeof types], m, k);
    const [kept, meta] = pack(matrix);
    expect([digest(kept), digest(meta)]).toEqual([sparseDigest, metaDigest]);
    expect(torch.equal(unpack(kept, meta), matrix)).toBe(true);
  });
});

interface Parts {
  readonly packed?: Tensor | null;
}
function cutlass(changes: Parts = {}): SparseSemiStructuredTensorCUTLASS {
  const [packed, meta] = pack(dense(torch.float16, 32, 64));
  return new SparseSemiStructuredTensorCUTLASS({
    shape: [32, 64], packed, meta, packed_t: null, meta_t: null, compressed_swizzled_bitmask: null, ...changes,
  });
}
function cusparselt(): SparseSemiStructuredTensorCUSPARSELT {
  const half = torch.zeros(32, 36, { dtype: torch.float16 });
  return new SparseSemiStructuredTensorCUSPARSELT([32, 64], half, null, null, null, null);
}

const errors: Readonly<Record<string, () => unknown>> = {
  'of the CPU': () => to_sparse_semi_structured(torch.ones(32, 64)),
  'one dimension': () => pack(torch.ones(3)),
  'dtype': () => pack(torch.ones(32, 64, { dtype: torch.float64 })),
  'rows': () => pack(torch.ones(31, 64)),
  'columns': () => pack(torch.ones(32, 60, { dtype: torch.float16 })),
  'rows of int8': () => pack(torch.ones(8, 128, { dtype: torch.int8 })),
  'no parts': () => cutlass({ packed: null }),
  'view': () => cutlass().view(64, 32),
  'both sparse': () => torch.mm(cutlass(), cutlass()),
  'transposed without parts': () => torch.mm(cutlass().t(), torch.ones(32, 8, { dtype: torch.float16 })),
  'three dimensions': () => cutlass()._mm(torch.ones(1, 64, 8)),
  'other dtype': () => torch.mm(cusparselt(), torch.ones(64, 8)),
  'matrix bias': () => torch.addmm(torch.ones(2, 2), torch.ones(8, 32), cutlass()),
};

test.each(Object.entries(golden.errors))('%s: the error is that of PyTorch', (name, [kind, message]) => {
  expect(errors[name]!).toThrow(expect.objectContaining({
    name: kind, message: expect.stringContaining(message) as string,
  }));
});

test('the text, the dense matrix, and the parts', () => {
  const matrix = cutlass();
  expect([String(matrix), String(matrix.t()), String(matrix.detach().clone()), String(cusparselt().t().size())])
    .toEqual(golden.texts);
  expect(matrix).toBeInstanceOf(SparseSemiStructuredTensor);
  expect(torch.is_tensor(matrix)).toBe(true);
  expect([matrix.dtype, matrix.numel(), matrix.requires_grad]).toEqual([torch.float16, 2048, false]);
  expect(torch.equal(matrix.to_dense(), dense(torch.float16, 32, 64))).toBe(true);
  expect(torch.equal(matrix.to('cpu'), dense(torch.float16, 32, 64))).toBe(true);
  expect(matrix.values().shape).toEqual([32, 32]);
  expect(matrix.indices().shape).toEqual([32, 4]);
  expect(cusparselt().values().shape).toEqual([32, 32]);
  expect(cusparselt().indices().shape).toEqual([32, 4]);
  expect(matrix.view(32, 64)).toBe(matrix);
  expect(() => matrix.add(1)).toThrow(
    /^SparseSemiStructuredTensorCUTLASS only supports a specific set of operations, can't perform requested op/);
  expect(() => matrix.to(torch.float32)).toThrow(torch.NotImplementedError);
});

test('products ask the kernels, which the CPU has not', () => {
  const of = (call: () => unknown): void => {
    expect(call).toThrow(torch.NotImplementedError);
  };
  of(() => torch.mm(cutlass(), torch.ones(64, 8, { dtype: torch.float16 })));
  of(() => cusparselt().matmul(torch.ones(64, 8, { dtype: torch.float16 })));
  of(() => torch.nn.functional.linear(torch.ones(3, 64, { dtype: torch.float16 }), cutlass()));
});
