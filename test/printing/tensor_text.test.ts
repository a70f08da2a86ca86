import { describe, expect, it } from 'vitest';
import { device, type DeviceLike } from '../../lib/values/device.js';
import { bool, dtypes, float32 } from '../../lib/values/dtype.js';
import { layoutOf, strided } from '../../lib/values/layout.js';
import type { Block, Contents } from '../../lib/printing/formatter.js';
import { changed, get_printoptions } from '../../lib/printing/options.js';
import { namedTupleText } from '../../lib/addon/call/named_tuple.js';
import { printableText, type Printable } from '../../lib/printing/tensor_text.js';
import {
  type ArraySpec, cases, type Data, elementsOf, optionsOf, type PrintingCase, type TensorSpec,
} from './cases.js';

const dtypeOf = (name: string) => dtypes.find((dtype) => dtype.name === name)!;
const cpuDefaults = { dtype: () => float32, deviceType: () => 'cpu', cudaDevice: () => 0 };
const layouts = [0, 1, 2, 3, 4, 5, 6, 7].map(layoutOf);

/** The contents of an array as the formatter wants them; of a summary only the ends of each dimension. */
function contentsOf({ dtype: name, shape, data }: { dtype: string; shape: number[]; data: Data }): Contents {
  const dtype = dtypeOf(name);
  const elements = elementsOf(data);
  const floating = dtype.is_floating_point || dtype.is_complex || dtype.isQuantized;
  const read = (edgeitems: number | null): Block => {
    const picked: number[] = [];
    const visit = (dim: number, offset: number): void => {
      if (dim === shape.length) return void picked.push(offset);
      const length = shape[dim]!;
      for (let i = 0; i < length; i++) {
        const shown = edgeitems === null || length <= 2 * edgeitems || i < edgeitems || i >= length - edgeitems;
        if (shown) visit(dim + 1, offset * length + i);
      }
    };
    visit(0, 0);
    const values = picked.map((i) => elements[i]!);
    if (!dtype.is_complex) return { values: values as (number | bigint | boolean)[] };
    const pairs = values as [number, number][];
    return { values: pairs.map(([re]) => re), imag: pairs.map(([, im]) => im) };
  };
  return { shape, floating, read };
}

function printable(spec: TensorSpec): Printable {
  return {
    shape: spec.shape,
    dtype: dtypeOf(spec.dtype),
    device: device((spec.device ?? 'cpu') as DeviceLike),
    layout: layouts.find(({ name }) => name === spec.layout) ?? strided,
    contents: spec.data === undefined ? null : contentsOf(spec as ArraySpec),
    sparse: spec.parts === undefined
      ? null : { nnz: spec.nnz!, parts: spec.parts.map(([name, part]) => [name, contentsOf(part)] as const) },
    quantization: spec.quantization ?? null,
    nested: spec.nested ?? null,
    requires_grad: spec.requires_grad ?? false,
    grad_fn_name: spec.grad_fn ?? null,
    is_parameter: spec.parameter ?? false,
    tangent: null,
  };
}

function textOf(one: PrintingCase): string {
  const options = changed(get_printoptions(), optionsOf(one));
  const dtype = dtypeOf(one.default_dtype ?? 'float32');
  const defaults = { ...cpuDefaults, dtype: () => dtype };
  const text = (spec: TensorSpec): string => printableText(printable(spec), options, defaults);
  if (one.tensor !== undefined) return text(one.tensor);
  const { name, fields } = one.tuple!;
  return namedTupleText(name, fields.map(([field, spec]) => [field, { toString: () => text(spec) }]));
}

describe('the text of a tensor, from its elements alone', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(textOf(one)).toBe(one.text);
  });
});

describe('devices in the text', () => {
  const ones = { shape: [2], dtype: 'float32', data: [1, 1] };
  const options = get_printoptions();
  const on = (name: DeviceLike, deviceType: string, cudaDevice: number): string =>
    printableText({ ...printable(ones), device: device(name) }, options, {
      dtype: () => float32, deviceType: () => deviceType, cudaDevice: () => cudaDevice,
    });

  it('names a device other than the default one', () => {
    expect(on('cuda:0', 'cpu', 0)).toBe("tensor([1., 1.], device='cuda:0')");
    expect(on('cpu', 'cuda', 0)).toBe("tensor([1., 1.], device='cpu')");
  });

  it('leaves out the current device of the default type', () => {
    expect(on('cuda:1', 'cuda', 1)).toBe('tensor([1., 1.])');
    expect(on('cuda:1', 'cuda', 0)).toBe("tensor([1., 1.], device='cuda:1')");
    expect(on('mps:0', 'mps', 0)).toBe("tensor([1., 1.], device='mps:0')");
  });
});

describe('a summary', () => {
  it('asks for the ends only', () => {
    const asked: (number | null)[] = [];
    const contents = contentsOf({ dtype: 'bool', shape: [2000], data: new Array<boolean>(2000).fill(true) });
    const spied: Contents = { ...contents, read: (edgeitems) => (asked.push(edgeitems), contents.read(edgeitems)) };
    const tensor = { ...printable({ shape: [2000], dtype: 'bool' }), dtype: bool, contents: spied };
    printableText(tensor, get_printoptions(), cpuDefaults);
    expect(asked).toEqual([3]);
  });
});
