// Compiled, never run: what the declarations of operators accept, and what they refuse (@ts-expect-error).
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';

declare const t: Tensor;

/** Compiles only if the types are the same. */
function same<A>() {
  return <B>(_value: B & ([A, B] extends [B, A] ? unknown : never)): void => {};
}

// Positional arguments, keywords in one trailing object, and both.
same<Tensor>()(t.sum());
same<Tensor>()(t.sum(1, true));
same<Tensor>()(t.sum(1, { keepdim: true }));
same<Tensor>()(t.sum({ dim: 1, keepdim: true, dtype: torch.float64 }));
same<Tensor>()(t.sum([0, 1], true, { dtype: torch.float64 }));
same<Tensor>()(torch.sum(t, { dim: null }));
same<Tensor>()(torch.sum({ input: t, dim: [0, -1] }));
// @ts-expect-error no such keyword
t.sum(1, { keepdims: true });
// @ts-expect-error no such keyword
t.sum({ dims: 1 });
// @ts-expect-error a boolean where dimensions belong
t.sum(true);
// @ts-expect-error a tensor is no object of keywords, though it has a dtype
t.sum(t);
// @ts-expect-error nor is an array
torch.zeros_like(t, [1]);
// @ts-expect-error the keyword's type
t.sum({ dim: '1' });

// Operands: tensors and numbers where PyTorch takes both, only tensors where not.
same<Tensor>()(t.add(1));
same<Tensor>()(t.add(t, { alpha: 2 }));
same<Tensor>()(torch.add(1, t, { out: t }));
same<Tensor>()(t.eq(1n));
same<Tensor>()(torch.pow(2, t));
same<Tensor>()(t.clamp(0, 1));
same<Tensor>()(t.clamp({ min: 0 }));
same<Tensor>()(t.clamp(null, t));
// @ts-expect-error text is no operand
t.add('1');
// @ts-expect-error a misspelt keyword
t.add(t, { alhpa: 2 });
// @ts-expect-error methods have no out, in PyTorch neither
t.add(t, { out: t });
// @ts-expect-error matmul takes no numbers
t.matmul(2);
// @ts-expect-error a bound is a tensor or a number for both
t.clamp(t, 1);

// Text that can only be one of a few words.
same<Tensor>()(t.div(2, { rounding_mode: 'floor' }));
// @ts-expect-error
t.div(2, { rounding_mode: 'ceil' });
// @ts-expect-error
torch.conv2d(t, t, null, 1, 'samé');
// @ts-expect-error
t.to('gpu');

// Named tuples of results.
const { values, indices } = t.max(1);
const [v, i] = t.sort({ descending: true });
const [sign, logabsdet, third] = t.slogdet();
same<Tensor>()(values);
same<Tensor>()(indices);
same<Tensor>()(v);
same<Tensor>()(i);
same<Tensor>()(sign);
same<Tensor>()(logabsdet);
same<undefined>()(third);
same<Tensor>()(t.max());
same<Tensor>()(t.max(t));
same<Tensor>()(t.median(0, true).indices);
same<2>()(t.max(1).length);
// @ts-expect-error no such field
t.max(1).value;
// @ts-expect-error two results, not three
t.max(1)[2].add(1);
// @ts-expect-error read-only
t.max(1).values = t;
same<Tensor>()(torch.max(t, 1, { out: [t, t] })[0]);

// Without a name: plain tuples and arrays.
same<[Tensor, Tensor]>()(torch.std_mean(t, { dim: 0 }));
same<Tensor[]>()(t.chunk(2));
same<boolean>()(t.is_floating_point());
same<torch.dtype>()(torch.result_type(t, 1));

// In-place methods return the very object, of its own type.
declare const named: Tensor & { readonly label: string };
same<string>()(named.add_(1).mul_(2).label);
same<string>()(named.zero_().label);
// @ts-expect-error a new tensor is a plain one
named.add(1).label;

// Sizes: an array or spread, keywords behind either.
same<Tensor>()(t.view(2, 3));
same<Tensor>()(t.view([2, 3]));
same<Tensor>()(t.view(...t.shape));
same<Tensor>()(t.view(torch.int32));
same<Tensor>()(t.permute(1, 0));
same<Tensor>()(t.expand(2, -1, { implicit: true }));
same<Tensor>()(torch.zeros(2, 3));
same<Tensor>()(torch.zeros(t.shape, { dtype: torch.float64, requires_grad: true }));
same<Tensor>()(torch.randn(2, 3, { device: 'cuda:0', generator: null }));
same<Tensor>()(torch.randint(10, [2], { dtype: torch.int32 }));
same<Tensor>()(torch.randint({ low: 0, high: 10, size: [2] }));
// @ts-expect-error permute of the function takes its dimensions in an array, as PyTorch's does
torch.permute(t, 1, 0);
// @ts-expect-error
torch.zeros(2, '3');
// @ts-expect-error
torch.zeros(2, 3, { dtyp: torch.float32 });
// @ts-expect-error
torch.zeros(2, 3, { device: 'gpu' });
// @ts-expect-error
torch.zeros(2, 3, { dtype: 'float32' });

// Many arguments: any tail of them named.
same<Tensor>()(torch.conv2d(t, t, null, 1, 'same'));
same<Tensor>()(torch.conv2d(t, t, { stride: 2, padding: [1, 1] }));
same<Tensor>()(torch.conv2d(t, t, null, { padding: 1 }));
same<Tensor>()(torch.conv2d({ input: t, weight: t }));
// @ts-expect-error
torch.conv2d(t, t, { strid: 2 });
// @ts-expect-error the weight is missing
torch.conv2d(t, { stride: 2 });
// @ts-expect-error given twice
torch.conv2d(t, t, { weight: t });

// Overloads that differ in what they return.
same<Tensor[]>()(torch.where(t));
same<Tensor>()(torch.where(t, t, 0));
same<Tensor>()(t.std(0, { unbiased: false }));
same<Tensor>()(t.std({ dim: 0, correction: 0 }));

// Slices are typed text.
same<Tensor>()(t.index(':', 1));
same<Tensor>()(t.index('1:-1:2', null, '...', t));
// @ts-expect-error
t.index('1:x');
// @ts-expect-error
t.index('1');

// Computed slices and devices; a literal that is none stays an error.
declare const n: number;
same<Tensor>()(t.index(`:${n}`));
same<Tensor>()(t.index(`${n}:${n + 1}:2`));
same<Tensor>()(t.to(process.env['DEVICE'] ?? 'cpu'));
same<torch.device>()(torch.device(process.env['DEVICE'] ?? 'cpu'));
// @ts-expect-error
torch.device('gpu');

// Elements: numbers, unless the tensor is known to hold booleans or the call says otherwise.
same<number>()(t.item());
same<boolean>()(t.gt(0).all().item());
same<boolean>()(torch.isnan(t).any().item());
same<boolean>()(t.item<boolean>());
same<number>()(t.sum().item() + 1);
same<number[]>()(t.tolist());
same<boolean[]>()(t.eq(t).tolist());
const rows: number[][] = t.tolist();
same<number[]>()(rows[0]!);
let mask: Tensor = t.gt(0);
same<Tensor>()((mask = mask.mul(t)));
let comparison = t.gt(0);
same<Tensor>()((comparison = comparison.unsqueeze(0)));
// @ts-expect-error
export const text: string = t.item();

// What a file holds: a state dict, unless the call says otherwise.
same<Tensor | undefined>()(torch.load('net.pt').get('weight'));
same<{ epoch: number }>()(torch.load<{ epoch: number }>('checkpoint.pt'));
