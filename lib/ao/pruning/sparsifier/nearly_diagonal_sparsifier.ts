/** `torch.ao.pruning.sparsifier.nearly_diagonal_sparsifier`. */
import { signature } from '../../../arguments/signature.js';
import { zeros_like } from '../../../generated/torch.js';
import { slice } from '../../../tensor/slice.js';
import { ValueError } from '../../../values/errors.js';
import { BaseSparsifier } from './base_sparsifier.js';
import type { SparsityGroup } from './groups.js';
import { maskOf } from './utils.js';

const takes = signature('NearlyDiagonalSparsifier(nearliness: int = 1)');

/**
 * Keeps the main diagonal of matrices and those beside it (`torch.ao.pruning.NearlyDiagonalSparsifier`): `nearliness`
 * diagonals in all. Throws a ValueError, when it steps, for an even number and for more diagonals than fit.
 */
export class NearlyDiagonalSparsifier extends BaseSparsifier {
  constructor(...args: typeof takes.args) {
    const { nearliness } = takes.read(args);
    super({ nearliness });
  }

  /** Computes the mask of one tensor: ones on the diagonals that stay. */
  override update_mask(group: SparsityGroup): void {
    const mask = maskOf(group);
    mask.data = zeros_like(mask);
    const nearliness = group['nearliness'] as number;
    if (nearliness <= 0) return;
    if (mask.dim() !== 2) {
      throw new ValueError(mask.dim() > 2 ? 'too many values to unpack (expected 2)'
        : `not enough values to unpack (expected 2, got ${mask.dim()})`);
    }
    const [height, width] = [mask.size(0), mask.size(1)];
    if (nearliness % 2 === 0) throw new ValueError('nearliness can only be an odd number');
    const beside = Math.floor(nearliness / 2);
    if (beside >= Math.min(height, width)) {
      throw new ValueError('nearliness cannot be larger than the dimensions of tensor.');
    }
    for (let row = 0; row < height; row++) {
      const [low, high] = [Math.max(0, row - beside), Math.min(width, row + beside + 1)];
      mask.index(row, slice(low, high)).fill_(1);
    }
  }
}
