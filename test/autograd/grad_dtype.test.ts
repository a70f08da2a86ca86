import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import { BytesIO } from 'nodetorch/serialization';
import { expect, it } from 'vitest';

const leaf = (): Tensor => torch.ones(2).requires_grad_();

it('gradients are cast to grad_dtype, which is the dtype of the tensor unless set', () => {
  const x = leaf();
  expect(x.grad_dtype).toBe(torch.float32);
  expect(torch.ones(2, { dtype: torch.int32 }).grad_dtype).toBe(torch.int32);
  x.grad_dtype = torch.float64;
  x.mul(2).sum().backward();
  expect(x.grad!.dtype).toBe(torch.float64);
  expect(() => (x.grad_dtype = torch.float16)).toThrow(
    "Cannot set grad_dtype to 'Half' because there is already a gradient with dtype 'double'. Please clear the " +
      "gradient (.grad = None) before changing grad_dtype, or ensure the new grad_dtype matches the existing gradient's dtype.");
  x.grad = null;
  x.grad_dtype = null;
  expect(x.grad_dtype).toBe(null);
  const later = torch.ones(2);
  later.grad_dtype = torch.float16;
  later.requires_grad_();
  later.sum().backward();
  expect(later.grad!.dtype).toBe(torch.float16);
});

it('only on leaves, only dtypes, and gradients that are assigned have to have it', () => {
  const y = leaf().mul(2);
  expect(y.grad_dtype).toBe(torch.float32);
  expect(() => (y.grad_dtype = torch.float16)).toThrow('grad_dtype can only be set on leaf tensors.');
  const x = leaf();
  expect(() => (x.grad_dtype = 3 as never)).toThrow('grad_dtype must be a torch.dtype or None, but got int');
  x.grad_dtype = torch.float16;
  expect(() => (x.grad = torch.ones(2))).toThrow(
    "attempting to assign a gradient with dtype 'float' to a tensor with grad_dtype 'Half'. The gradient must match " +
      "the tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype attribute with a");
  x.grad = torch.ones(2, { dtype: torch.float16 });
  expect(x.grad.dtype).toBe(torch.float16);
  const any = leaf();
  any.grad_dtype = null;
  any.grad = torch.ones(2, { dtype: torch.float64 });
  expect(any.grad.dtype).toBe(torch.float64);
});

it('stays with half(), and is lost by copies and in files', () => {
  const layer = new nn.Linear(2, 2);
  layer.weight.grad_dtype = torch.float64;
  layer.half();
  expect(layer.weight.dtype).toBe(torch.float16);
  expect(layer.weight.grad_dtype).toBe(torch.float64);
  expect(deepcopy(layer).weight.grad_dtype).toBe(torch.float16);
  const file = new BytesIO();
  torch.save(layer.weight, file);
  file.seek(0);
  expect((torch.load(file) as Tensor).grad_dtype).toBe(torch.float16);
});
