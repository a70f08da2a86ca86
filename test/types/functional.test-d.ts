// Compiled, never run: the functions of lib/functional.ts, whose results depend on their flags.
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';

declare const t: Tensor;
declare const flag: boolean;

/** Compiles only if the types are the same. */
function same<A>() {
  return <B>(_value: B & ([A, B] extends [B, A] ? unknown : never)): void => {};
}

same<Tensor>()(torch.unique(t));
same<Tensor>()(t.unique({ dim: 0, sorted: false }));
same<[output: Tensor, inverse_indices: Tensor]>()(torch.unique(t, { return_inverse: true }));
same<[output: Tensor, counts: Tensor]>()(t.unique(true, false, true));
same<[output: Tensor, inverse_indices: Tensor, counts: Tensor]>()(
  t.unique_consecutive({ return_inverse: true, return_counts: true }),
);
const either: Tensor | Tensor[] = torch.unique(t, { return_inverse: flag });
void either;
// @ts-expect-error
torch.unique(t, { return_index: true });

same<Tensor[]>()(t.nonzero({ as_tuple: true }));
same<Tensor>()(torch.nonzero(t));
same<Tensor>()(t.norm());
same<Tensor>()(t.norm('fro', [0, 1], { keepdim: true }));
same<Tensor>()(torch.norm(t, { p: 1, dim: 0 }));
// @ts-expect-error
t.norm('frobenius');

same<Tensor>()(torch.einsum('ij,jk->ik', t, t));
same<Tensor>()(torch.einsum(t, [0, 1], t, [1, 2]));
same<Tensor[]>()(torch.meshgrid(t, t, { indexing: 'xy' }));
// @ts-expect-error
torch.meshgrid(t, t, { indexing: 'yx' });
same<Tensor[]>()(torch.split(t, [1, 2], { dim: 1 }));
same<Tensor[]>()(t.split(2));
same<Tensor>()(torch.atleast_2d(t));
same<Tensor[]>()(torch.atleast_2d(t, t));
same<Tensor>()(torch.tensordot(t, t, [[0], [1]]));
// @ts-expect-error
torch.cdist(t, t, { compute_mode: 'fast' });
