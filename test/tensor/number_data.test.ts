import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import type { dtype, Tensor } from 'nodetorch';
import { expect, test } from 'vitest';

type Outcome = string | [errorClass: string, text: string];
interface Golden {
  values: { number?: string; bigint?: string; boolean?: boolean; complex?: [number, number] }[];
  results: Outcome[];
  cells: Record<string, Record<string, string>>;
}
type Value = number & bigint & boolean;

const golden = JSON.parse(
  readFileSync(new URL('../golden/number_data.json', import.meta.url), 'utf8')) as Golden;

function decoded({ number, bigint, boolean, complex }: Golden['values'][number]): Value {
  if (number !== undefined) return Number(number.replace('inf', 'Infinity')) as Value;
  if (bigint !== undefined) return BigInt(bigint) as Value;
  return (complex === undefined ? boolean : new torch.Complex(complex[0], complex[1])) as unknown as Value;
}

const mask = torch.tensor([true]);
const index = torch.tensor([0n]);

/** The ways of scripts/golden/number_data.py. */
const ways: Record<string, (value: Value, type: dtype) => Tensor> = {
  'tensor': (v, dtype) => torch.tensor(v, { dtype }),
  'tensor of a list': (v, dtype) => torch.tensor([v], { dtype }),
  'tensor of a nested list': (v, dtype) => torch.tensor([[v]], { dtype }),
  'as_tensor': (v, dtype) => torch.as_tensor([v], { dtype }),
  'asarray': (v, dtype) => torch.asarray([v], { dtype }),
  'new_tensor': (v, dtype) => torch.zeros(1, { dtype }).new_tensor([v]),
  'scalar_tensor': (v, dtype) => torch.scalar_tensor(v, { dtype }),
  'full': (v, dtype) => torch.full([1], v, { dtype }),
  'full_like': (v, dtype) => torch.full_like(torch.zeros(1, { dtype }), v),
  'new_full': (v, dtype) => torch.zeros(1, { dtype }).new_full([1], v),
  'fill_': (v, dtype) => torch.zeros(1, { dtype }).fill_(v),
  'fill': (v, dtype) => torch.fill(torch.zeros(1, { dtype }), v),
  'masked_fill_': (v, dtype) => torch.zeros(1, { dtype }).masked_fill_(mask, v),
  'masked_fill': (v, dtype) => torch.zeros(1, { dtype }).masked_fill(mask, v),
  'index_fill_': (v, dtype) => torch.zeros(1, { dtype }).index_fill_(0, index, v),
  'scatter_': (v, dtype) => torch.zeros(1, { dtype }).scatter_(0, index, v),
  'item assignment': (v, dtype) => torch.zeros(1, { dtype }).index_put_([0], v),
  'slice assignment': (v, dtype) => torch.zeros(1, { dtype }).index_put_([':'], v),
  'mask assignment': (v, dtype) => torch.zeros(1, { dtype }).index_put_([mask], v),
  'legacy constructor': (v, dtype) => legacy.get(dtype)!([v]),
};
const legacy = new Map<dtype, (data: Value[]) => Tensor>([
  [torch.float32, torch.FloatTensor], [torch.float64, torch.DoubleTensor], [torch.float16, torch.HalfTensor],
  [torch.bfloat16, torch.BFloat16Tensor], [torch.uint8, torch.ByteTensor], [torch.int8, torch.CharTensor],
  [torch.int16, torch.ShortTensor], [torch.int32, torch.IntTensor], [torch.int64, torch.LongTensor],
  [torch.bool, torch.BoolTensor],
]);

function outcome(make: () => Tensor): Outcome {
  try {
    return Buffer.from(make().reshape(1).view(torch.uint8).tolist() as number[]).toString('hex');
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
}

const wide = new Set<dtype>([torch.float64, torch.float32, torch.float16, torch.bfloat16]);

/** NaN has many bytes, and kernels of other processors write others. */
function isNaNOf(type: dtype, found: Outcome): boolean {
  if (typeof found !== 'string' || !wide.has(type)) return false;
  const bytes = torch.tensor([...Buffer.from(found, 'hex')], { dtype: torch.uint8 });
  return Boolean(bytes.view(type).isnan().item());
}

test.each(Object.keys(golden.cells))('%s of every number in every dtype is what PyTorch makes of it', (way) => {
  const values = golden.values.map(decoded);
  const differences: unknown[] = [];
  for (const [name, row] of Object.entries(golden.cells[way]!)) {
    const type = torch[name as 'float32'];
    for (const [i, cell] of row.split(' ').entries()) {
      const wanted = golden.results[Number(cell)]!;
      const found = outcome(() => ways[way]!(values[i]!, type));
      if (isNaNOf(type, found) && isNaNOf(type, wanted)) continue;
      if (String(found) !== String(wanted)) differences.push([name, golden.values[i], found, wanted]);
    }
  }
  expect(differences).toEqual([]);
});
