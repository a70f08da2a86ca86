// Arguments by name, and what does not fit, of functions and methods that are written by hand.
import * as torch from 'nodetorch';
import { autograd } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { describe, expect, test } from 'vitest';

type Any = Record<string, (...args: unknown[]) => unknown>;
const any = (value: unknown): Any => value as Any;
const x = (): torch.Tensor => torch.ones(2, 3);

describe('methods of Tensor', () => {
  test('take their arguments by name', () => {
    expect(x().size({ dim: 1 })).toBe(3);
    expect(x().stride({ dim: 0 })).toBe(3);
    expect(x().new_tensor({ data: [1] }).dim()).toBe(1);
    expect(x().type({ dtype: torch.int32 })).toBeInstanceOf(torch.Tensor);
    expect(x().requires_grad_({ requires_grad: false }).requires_grad).toBe(false);
    const t = torch.ones(1);
    t.index_put_([0], 2, { accumulate: true }).index_put_({ indices: [0], values: 4, accumulate: true });
    expect(t.item()).toBe(7);
    expect(t.where({ condition: t.gt(9), other: 0 }).item()).toBe(0);
    const w = torch.ones(2, { requires_grad: true });
    w.mul(2).backward({ gradient: torch.ones(2), inputs: [w] });
    expect(w.grad!.tolist()).toEqual([2, 2]);
  });

  test.each([
    [() => any(x()).size!({ dmi: 0 }), "size() got an unexpected keyword argument 'dmi'. Did you mean 'dim'?"],
    [() => any(x()).size!(1, 2), 'size() takes from 0 to 1 positional arguments but 2 were given'],
    [() => any(x()).size!(1.5), "size(): argument 'dim' (position 1) must be int, not float"],
    [() => any(x()).stride!(1, 1), 'stride() takes from 0 to 1 positional arguments but 2 were given'],
    [() => any(x()).is_contiguous!(torch.contiguous_format), 'is_contiguous() takes 0 positional arguments but 1 was given'],
    [() => any(x()).numpy!(true), 'numpy() takes 0 positional arguments but 1 was given'],
    [() => any(x()).numpy!({ forc: true }), "numpy() got an unexpected keyword argument 'forc'. Did you mean 'force'?"],
    [() => any(x()).item!({ bigin: true }), "item() got an unexpected keyword argument 'bigin'. Did you mean 'bigint'?"],
    [() => any(x()).new_tensor!([1], { dtyp: 1 }), "new_tensor() got an unexpected keyword argument 'dtyp'. Did you mean 'dtype'?"],
    [() => any(x()).new_tensor!([1], 3), 'new_tensor() takes 1 positional argument but 2 were given'],
    [() => any(x()).cpu!(3), 'cpu() takes 0 positional arguments but 1 was given'],
    [() => any(x()).float!(3), 'float() takes 0 positional arguments but 1 was given'],
    [() => any(x()).double!({ mf: 1 }), "double() got an unexpected keyword argument 'mf'"],
    [() => any(x()).register_hook!(), "Tensor.register_hook() missing 1 required positional argument: 'hook'"],
    [() => any(x()).backward!({ gradien: 3 }), "Tensor.backward() got an unexpected keyword argument 'gradien'. Did you mean 'gradient'?"],
    [() => any(torch).tensor!([1], torch.int64), 'tensor() takes 1 positional argument but 2 were given'],
    [() => any(torch).nonzero!(x(), true), 'nonzero() takes 1 positional argument but 2 were given'],
    [() => any(torch).manual_seed!(), "manual_seed() missing 1 required positional argument: 'seed'"],
    [() => any(torch).chain_matmul!(x(), { ot: 1 }), "chain_matmul() got an unexpected keyword argument 'ot'. Did you mean 'out'?"],
    [() => any(torch).no_grad!({ enabled: 3 }), "no_grad() got an unexpected keyword argument 'enabled'"],
  ])('refuse what PyTorch refuses: %s', (call, text) => {
    expect(call).toThrow(new TypeError(text));
  });
});

describe('functions take their arguments by name', () => {
  test('seeds and states', () => {
    expect(torch.manual_seed({ seed: 1 }).initial_seed()).toBe(1);
    const generator = new torch.Generator({ device: 'cpu' });
    expect(generator.manual_seed({ seed: 2 }).initial_seed()).toBe(2);
    torch.set_rng_state({ new_state: torch.get_rng_state() });
    generator.set_state({ new_state: generator.get_state() });
    expect(torch.random.fork_rng(() => 3, { devices: [], enabled: true })).toBe(3);
  });

  test('modes', () => {
    {
      using _ = torch.set_grad_enabled({ mode: false });
      expect(torch.is_grad_enabled()).toBe(false);
    }
    {
      using _ = torch.inference_mode({ mode: false });
      expect(torch.is_inference_mode_enabled()).toBe(false);
    }
    expect(torch.is_grad_enabled()).toBe(true);
    torch.set_default_dtype({ d: torch.float32 });
  });

  test('makers of tensors', () => {
    expect(torch.tensor({ data: [1] }).dim()).toBe(1);
    expect(torch.asarray({ obj: [1], dtype: torch.int32 }).dtype).toBe(torch.int32);
    expect(torch.full({ size: [2], fill_value: 3 }).dtype).toBe(torch.float32);
  });

  test('what is written over several operators', () => {
    expect(torch.split({ tensor: torch.arange(4), split_size_or_sections: 2 })).toHaveLength(2);
    expect(torch.cdist({ x1: x(), x2: x(), p: 1 }).shape).toEqual([2, 2]);
    expect(torch.tensordot({ a: x(), b: torch.ones(3, 2), dims: 1 }).shape).toEqual([2, 2]);
    const loss = F.triplet_margin_with_distance_loss({ anchor: x(), positive: x(), negative: x() });
    expect(loss.item()).toBe(1);
  });
});

describe('what PyTorch takes in other forms', () => {
  test('gradient with coordinates, steps or none', () => {
    const t = torch.tensor([0, 1, 4]);
    const slopes = (spacing: unknown): unknown => (any(torch).gradient!(t, { spacing }) as torch.Tensor[])[0]!.tolist();
    expect(slopes([t])).toEqual([1, 1, 1]);
    expect(slopes([2])).toEqual([0.5, 1, 1.5]);
    expect(torch.gradient(t)[0]!.tolist()).toEqual([1, 2, 3]);
  });

  test('histogramdd with edges or counts', () => {
    const edges = torch.tensor([0, 1, 2]);
    const points = torch.tensor([[0.5, 0.5], [1.5, 0.5]]);
    expect(torch.histogramdd(points, [edges, edges])[0].tolist()).toEqual([[1, 0], [1, 0]]);
    expect(torch.histogramdd(points, [2, 1])[0].shape).toEqual([2, 1]);
  });

  test('sparse tensors from lists, in the dtype of their values', () => {
    const made = torch.sparse_csr_tensor(
      torch.tensor([0n, 1n]), torch.tensor([0n]), torch.tensor([1], { dtype: torch.float64 }));
    expect(made.dtype).toBe(torch.float64);
    const lists = torch.sparse_coo_tensor([[0, 1], [1, 0]], [1, 2], [2, 2], { requires_grad: true });
    expect(lists.detach().to_dense().tolist()).toEqual([[0, 1], [2, 0]]);
    expect(lists.requires_grad).toBe(true);
    expect(torch.sparse_csr_tensor([0, 1], [0], [1], { dtype: torch.int32 }).dtype).toBe(torch.int32);
    expect(torch.sparse_coo_tensor([2, 2]).shape).toEqual([2, 2]);
  });
});

describe('arguments of autograd that PyTorch has deprecated', () => {
  test('only_inputs keeps its place', () => {
    const w = torch.ones(1, { requires_grad: true });
    const other = torch.ones(1, { requires_grad: true });
    expect(autograd.grad(w.mul(2), [w, other], null, null, false, true, true)[1]).toBeNull();
  });

  test('grad_variables stands for grad_tensors, not beside it', () => {
    const w = torch.ones(1, { requires_grad: true });
    autograd.backward(w.mul(2), { grad_variables: torch.ones(1) });
    expect(w.grad!.item()).toBe(2);
    expect(() => {
      autograd.backward(w.mul(2), torch.ones(1), { grad_variables: torch.ones(1) });
    }).toThrow('arguments both passed to `backward()`');
  });
});
