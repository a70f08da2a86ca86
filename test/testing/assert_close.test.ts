// torch.testing.assert_close against PyTorch's (scripts/golden/assert_close.py).
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { assert_close, type CloseOptions } from 'nodetorch/testing';
import { describe, expect, test } from 'vitest';

type Case = [actual: unknown, expected: unknown, options: CloseOptions, error: [kind: string, text: string] | null];

const file = new URL('../golden/assert_close.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];

interface Told {
  number?: string;
  map?: [string, unknown][];
  parameter?: number[];
  tensor?: number[];
  dtype?: 'float32';
  device?: string;
  layout?: 'sparse_coo' | 'sparse_csr' | 'sparse_csc';
  quantized?: 'qint8';
  transposed?: boolean;
}

function made(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(made);
  if (typeof value !== 'object' || value === null) return value;
  const told = value as Told;
  if (told.number !== undefined) return Number(told.number.replace('inf', 'Infinity'));
  if (told.map !== undefined) return Object.fromEntries(told.map.map(([key, item]) => [key, made(item)]));
  if (told.parameter !== undefined) return new nn.Parameter(torch.tensor(told.parameter));
  if (told.quantized !== undefined) {
    return torch.quantize_per_tensor(torch.tensor(told.tensor!).float(), 0.5, 0, torch[told.quantized]);
  }
  const tensor = torch.tensor(made(told.tensor) as number[], { dtype: torch[told.dtype!] });
  const moved = told.device === undefined ? tensor : tensor.to(told.device as 'meta');
  const turned = told.transposed ? moved.t() : moved;
  if (told.layout === undefined) return turned;
  return turned.to_sparse({ layout: torch[told.layout] });
}

function errorOf(run: () => void): [string, string] | null {
  try {
    run();
    return null;
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
}

describe('as PyTorch 2.15', () => {
  const titled = cases.map((one, i) => [`${i} ${JSON.stringify(one.slice(0, 3))}`, one] as const);
  test.each(titled)('%s', (_, [actual, expected, options, error]) => {
    const [a, e] = [made(actual), made(expected)];
    expect(errorOf(() => assert_close(a, e, options))).toEqual(error);
  });
});

test('msg may be a function of the text', () => {
  const one = torch.ones(1);
  const msg = (text: string): string => `Header\n\n${text.split('\n')[0]}\n\nFooter`;
  expect(() => torch.testing.assert_close(one, one.mul(2), { msg })).toThrow(
    'Header\n\nTensor-likes are not close!\n\nFooter');
});

test('arguments by name, Maps, typed arrays, and options that do not exist', () => {
  const one = torch.ones(1);
  assert_close({ actual: one, expected: one, rtol: 0, atol: 0 });
  expect(() => assert_close({ actual: one, expected: one.add(1) })).toThrow(torch.AssertionError);
  assert_close(new Map([['a', one]]), { a: one });
  assert_close(new Float32Array([1]), new Float32Array([1.000001]));
  expect(() => assert_close(new Float32Array([1]), new Float32Array([2]))).toThrow('Tensor-likes are not close!');
  expect(() => assert_close(new Float32Array([1]), one)).toThrow(
    "No comparison pair was able to handle inputs of type <class 'Float32Array'> and <class 'torch.Tensor'>.");
  // @ts-expect-error no such option
  expect(() => assert_close(one, one, { check_dtypes: false })).toThrow("Did you mean 'check_dtype'?");
});

test('what requires gradients is compared without recording any', () => {
  const x = torch.ones(2, { requires_grad: true });
  assert_close(x.mul(2), x.add(1));
  expect(() => assert_close(x.mul(2), x.add(2))).toThrow('Mismatched elements: 2 / 2 (100.0%)');
});
