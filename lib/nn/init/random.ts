import { no_grad } from '../../autograd/grad_mode.js';
import { ValueError } from '../../values/errors.js';
import { qr } from '../../generated/linalg.js';
import { diag, randperm } from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';
import { slice } from '../../tensor/slice.js';

/** Fills with numbers spread evenly between `a` and `b` (`torch.nn.init.uniform_`). */
export const uniform_ = signature(
  'uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Tensor').define(
  (tensor, a, b, generator) =>
    no_grad(() => tensor.uniform_(a, b, { generator })));

/** Fills with normally distributed numbers (`torch.nn.init.normal_`). */
export const normal_ = signature(
  'normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Tensor').define(
  (tensor, mean, std, generator) =>
    no_grad(() => tensor.normal_(mean, std, { generator })));

/**
 * Fills with a (semi-)orthogonal matrix times `gain`; dimensions behind the first count as one
 * (`torch.nn.init.orthogonal_`). Throws a ValueError for less than two dimensions.
 */
export const orthogonal_ = signature(
  'orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor').define(
  (tensor, gain, generator) => {
    if (tensor.ndimension() < 2) throw new ValueError('Only tensors with 2 or more dimensions are supported');
    if (tensor.numel() === 0 || tensor.is_meta) return tensor;
    const rows = tensor.size(0);
    const columns = tensor.numel() / rows;
    const flattened = tensor.new_empty([rows, columns]).normal_(0, 1, { generator });
    const wide = rows < columns;
    if (wide) flattened.t_();
    const [q, r] = qr(flattened);
    // With the signs of the diagonal Q is uniform among the orthogonal matrices.
    q.mul_(diag(r, 0).sign());
    if (wide) q.t_();
    no_grad(() => {
      tensor.view_as(q).copy_(q);
      tensor.mul_(gain);
    });
    return tensor;
  });

/**
 * Fills a matrix with normally distributed numbers, and the part `sparsity` of each column with zeros
 * (`torch.nn.init.sparse_`). Throws a ValueError for other numbers of dimensions.
 */
export const sparse_ = signature(
  'sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> Tensor').define(
  (tensor, sparsity, std, generator) => {
    if (tensor.ndimension() !== 2) throw new ValueError('Only tensors with 2 dimensions are supported');
    if (tensor.is_meta) return tensor;
    const [rows, columns] = tensor.shape as readonly number[] as readonly [number, number];
    const zeros = Math.ceil(sparsity * rows);
    no_grad(() => {
      tensor.normal_(0, std, { generator });
      for (let column = 0; column < columns; column++) {
        // PyTorch draws these from the global generator, whichever is given.
        tensor.index_put_([randperm(rows).index(slice(0, zeros)), column], 0);
      }
    });
    return tensor;
  });
