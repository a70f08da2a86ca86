import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import { describe, expect, it } from 'vitest';

interface Failure { error: string }
interface DtypeRow {
  name: string;
  names: string[];
  itemsize: number;
  is_floating_point: boolean;
  is_complex: boolean;
  is_signed: boolean | Failure;
  to_real: string;
  to_complex: string | Failure;
  finfo: Record<string, number | string> | Failure;
  iinfo: Record<string, number | string> | Failure;
}

const { dtypes } = JSON.parse(
  readFileSync(new URL('../golden/dtypes.json', import.meta.url), 'utf8'),
) as { dtypes: DtypeRow[] };

const named = (name: string): torch.dtype => (torch as unknown as Record<string, torch.dtype>)[name]!;

/** The value, or what an error says. */
function attempt(get: () => unknown): unknown {
  try {
    return get();
  } catch (error) {
    return { error: (error as Error).message };
  }
}

describe.each(dtypes.map((row) => [row.name, row] as const))('%s', (name, row) => {
  const dtype = named(row.names[0]!);

  it('answers as PyTorch does', () => {
    expect(row.names.map(named)).toEqual(row.names.map(() => dtype));
    expect([String(dtype), inspect(dtype), `${dtype}`]).toEqual([name, name, name]);
    expect({
      itemsize: dtype.itemsize,
      is_floating_point: dtype.is_floating_point,
      is_complex: dtype.is_complex,
      is_signed: attempt(() => dtype.is_signed),
      to_real: String(dtype.to_real()),
      to_complex: attempt(() => String(dtype.to_complex())),
    }).toMatchObject({
      itemsize: row.itemsize,
      is_floating_point: row.is_floating_point,
      is_complex: row.is_complex,
      is_signed: typeof row.is_signed === 'boolean' ? row.is_signed : expect.anything(),
      to_real: row.to_real,
      to_complex: row.to_complex,
    });
    if (typeof row.is_signed !== 'boolean') expect(() => dtype.is_signed).toThrow(torch.RuntimeError);
  });

  it.each(['finfo', 'iinfo'] as const)('has the limits of torch.%s', (kind) => {
    const expected = row[kind];
    if ('error' in expected) {
      // Of the advice that follows the first sentence PyTorch's own text names the wrong type.
      expect(() => torch[kind](dtype)).toThrow(String(expected.error).split('.')[0]);
      return;
    }
    const info = torch[kind](dtype) as unknown as Record<string, unknown>;
    const { text, dtype: dtypeName, ...limits } = expected as Record<string, unknown>;
    for (const [limit, value] of Object.entries(limits)) {
      const wide = kind === 'iinfo' && limits['bits'] === 64 && limit !== 'bits';
      expect(info[limit], limit).toBe(wide ? BigInt(value as string) : value);
    }
    if (typeof text === 'string') {
      expect(info['dtype']).toBe(dtypeName);
      expect([String(info), inspect(info)]).toEqual([text, text]);
    }
  });
});

it('finfo without a dtype is that of the default one', () => {
  expect(String(torch.finfo())).toBe(String(new torch.finfo(torch.float32)));
});

it('finfo and iinfo name what they want', () => {
  expect(() => torch.iinfo(3 as unknown as torch.dtype)).toThrow(/iinfo\(\): argument 'type' .* must be torch.dtype/);
  expect(() => torch.finfo('float32' as unknown as torch.dtype)).toThrow(TypeError);
});

it('layouts and memory formats print as in PyTorch', () => {
  expect([torch.strided, torch.sparse_coo, torch.sparse_csr, torch.channels_last, torch.preserve_format].map(String))
    .toEqual(['torch.strided', 'torch.sparse_coo', 'torch.sparse_csr', 'torch.channels_last', 'torch.preserve_format']);
  expect(inspect({ layout: torch.strided })).toBe('{ layout: torch.strided }');
});
