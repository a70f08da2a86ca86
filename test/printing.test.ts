import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { afterEach, describe, expect, it } from 'vitest';
import { type ArraySpec, cases, type Element, elementsOf, optionsOf, type PrintingCase } from './printing/cases.js';

class Square extends torch.autograd.Function {
  static override forward(_ctx: unknown, x: Tensor): Tensor {
    return x.mul(x);
  }

  static override backward(_ctx: unknown, grad: Tensor): Tensor {
    return grad;
  }
}

function inPlace(x: Tensor, change: (y: Tensor) => void): Tensor {
  const y = x.clone();
  change(y);
  return y;
}

type Step = (x: Tensor) => unknown;

/** As in scripts/golden/printing.py. */
const steps: Record<string, Step> = {
  requires_grad: (x) => x.requires_grad_(),
  parameter: (x) => new nn.Parameter(x),
  frozen_parameter: (x) => new nn.Parameter(x, { requires_grad: false }),
  add: (x) => x.add(1),
  sub: (x) => x.sub(1),
  mul: (x) => x.mul(2),
  div: (x) => x.div(2),
  pow: (x) => x.pow(2),
  sum_0: (x) => x.sum(0),
  softmax: (x) => x.softmax(0),
  log_softmax: (x) => x.log_softmax(0),
  mm: (x) => x.mm(x),
  matmul_vector: (x) => x.matmul(x),
  view: (x) => x.view(-1),
  reshape: (x) => x.reshape(-1),
  select: (x) => x.select(0, 1),
  narrow: (x) => x.narrow(0, 0, 1),
  unsqueeze: (x) => x.unsqueeze(0),
  expand: (x) => x.expand(2, ...x.shape),
  permute: (x) => x.permute(1, 0),
  cat: (x) => torch.cat([x, x]),
  stack: (x) => torch.stack([x, x]),
  index_select: (x) => x.index_select(0, torch.tensor([0n, 0n])),
  where: (x) => torch.where(x.gt(0), x, x),
  clamp: (x) => x.clamp(0, 1),
  float64: (x) => x.to(torch.float64),
  add_: (x) => inPlace(x, (y) => y.add_(1)),
  fill_row_: (x) => inPlace(x, (y) => y.select(0, 0).fill_(5)),
  unbind_1: (x) => x.unbind(0)[1],
  custom_function: (x) => Square.apply(x),
  max_1: (x) => x.max(1),
  min_0: (x) => x.min(0),
  topk: (x) => x.topk(2),
  kthvalue: (x) => x.kthvalue(1),
  median_0: (x) => x.median(0),
  cummax: (x) => x.cummax(0),
  cummin: (x) => x.cummin(0),
  slogdet: (x) => torch.linalg.slogdet(x),
  qr: (x) => torch.linalg.qr(x),
  to_sparse_bsr: (x) => x.to_sparse_bsr([1, 1]),
  to_sparse_bsc: (x) => x.to_sparse_bsc([1, 1]),
  to_meta: (x) => x.to('meta'),
  quantize: (x) => torch.quantize_per_tensor(x, 0.1, 2, torch.quint8),
  quantize_qint32: (x) => torch.quantize_per_tensor(x, 1e-5, 0, torch.qint32),
  quantize_channel: (x) =>
    torch.quantize_per_channel(x, torch.tensor([0.1, 0.25]), torch.tensor([0n, 1n]), 0, torch.qint8),
  nested: (x) => torch.ops.aten._nested_tensor_from_tensor_list([x, x.narrow(0, 0, 1)]),
  conj_imag: (x) => torch.imag(x.conj()),
  zero_tensor: (x) => torch.ops.aten._efficientzerotensor(x.shape),
  as_float4: (x) => x.view(torch.float4_e2m1fn_x2),
};

function stepOf(name: string): Step {
  const own = steps[name];
  if (own !== undefined) return own;
  if (name.startsWith('cast_')) return (x) => x.to(dtypeOf(name.slice('cast_'.length)));
  // The others are methods without arguments.
  return (x) => (x as unknown as Record<string, () => unknown>)[name]!();
}

const dtypeOf = (name: string): torch.dtype => (torch as unknown as Record<string, torch.dtype>)[name]!;

function tensorOf({ dtype: name, shape, data }: ArraySpec): Tensor {
  const dtype = dtypeOf(name);
  const elements = elementsOf(data);
  if (!dtype.is_complex) {
    return torch.tensor(elements as Exclude<Element, [number, number]>[], { dtype }).reshape(shape);
  }
  const pairs = elements as [number, number][];
  const part = (i: 0 | 1): Tensor => torch.tensor(pairs.map((pair) => pair[i]), { dtype: torch.float64 });
  return torch.complex(part(0), part(1)).to(dtype).reshape(shape);
}

function valueOf({ build, tensor }: PrintingCase): unknown {
  let value: unknown = tensorOf(build?.from ?? (tensor as ArraySpec));
  for (const step of build?.steps ?? []) value = stepOf(step)(value as Tensor);
  return value;
}

afterEach(() => {
  torch.set_printoptions({ profile: 'default' });
  torch.set_default_dtype(torch.float32);
});

describe('prints as PyTorch does', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    torch.set_printoptions(optionsOf(one));
    if (one.default_dtype !== undefined) torch.set_default_dtype(dtypeOf(one.default_dtype));
    expect(String(valueOf(one))).toBe(one.text);
  });
});

describe('where a tensor is printed', () => {
  const x = torch.tensor([[1, 2], [3, 4]]);
  const text = 'tensor([[1., 2.],\n        [3., 4.]])';

  it('String, a template, and console.log write the same', () => {
    expect([String(x), `${x}`, x.toString(), inspect(x)]).toEqual([text, text, text, text]);
  });

  it('inside other values', () => {
    expect(inspect({ loss: torch.tensor(0.5) })).toBe('{ loss: tensor(0.5000) }');
    expect(inspect([x])).toBe(`[\n  ${text.replace('\n', '\n  ')}\n]`);
    const sorted = torch.tensor([2, 1]).sort();
    expect(inspect(sorted)).toBe('torch.return_types.sort(\nvalues=tensor([1., 2.]),\nindices=tensor([1, 0]))');
  });

  it('leaves no trace in the graph', () => {
    const leaf = torch.tensor([1, 2]).requires_grad_();
    const doubled = leaf.mul(2);
    const before = doubled.grad_fn;
    expect(String(doubled)).toBe('tensor([2., 4.], grad_fn=<MulBackward0>)');
    expect(doubled.grad_fn!.name()).toBe(before!.name());
    expect(leaf.grad).toBeNull();
  });

  it('a view of the middle of another tensor', () => {
    const base = torch.arange(12).reshape(3, 4);
    expect(String(base.t().narrow(0, 1, 2))).toBe('tensor([[ 1,  5,  9],\n        [ 2,  6, 10]])');
  });

  it('types that no operator reads show their bytes', () => {
    const bytes = torch.tensor([1n, 2n, 255n], { dtype: torch.uint8 });
    expect(String(bytes.view(torch.bits8))).toBe('tensor([  1,   2, 255], dtype=torch.bits8)');
  });
});

describe('print options', () => {
  it('are told as they are', () => {
    expect(torch.get_printoptions())
      .toEqual({ precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80, sci_mode: null });
    torch.set_printoptions({ profile: 'short', linewidth: 40, sci_mode: true });
    expect(torch.get_printoptions())
      .toEqual({ precision: 2, threshold: 1000, edgeitems: 2, linewidth: 40, sci_mode: true });
  });

  it('go back to an automatic sci_mode when it is not named', () => {
    torch.set_printoptions({ sci_mode: true });
    torch.set_printoptions({ precision: 2 });
    expect(torch.get_printoptions().sci_mode).toBeNull();
  });

  it('take the precision by position', () => {
    torch.set_printoptions(2, { linewidth: 60 });
    expect(torch.get_printoptions()).toMatchObject({ precision: 2, linewidth: 60 });
    expect(String(torch.tensor([0.125, 2]))).toBe('tensor([0.12, 2.00])');
  });

  it('refuse what they do not know, and change nothing then', () => {
    const set = torch.set_printoptions as (options: object) => void;
    expect(() => set({ width: 3 })).toThrow("set_printoptions() got an unexpected keyword argument 'width'");
    expect(() => set({ precision: 2, linewidth: -1 })).toThrow(/linewidth must be a whole number of 0 or more, got -1/);
    expect(() => set({ profile: 'long' })).toThrow(/profile must be one of default, short, full/);
    expect(() => set({ sci_mode: 'yes' })).toThrow(/sci_mode must be true, false or null/);
    expect(torch.get_printoptions().precision).toBe(4);
  });
});
