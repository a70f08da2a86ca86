import { byCode, Constant } from './constant.js';

/** How a tensor lies in memory: strided, or one of the sparse forms (`torch.layout`). */
export class layout extends Constant {
  declare private readonly brand: 'layout';
}

/** Memory with a step for each dimension, as most tensors have (`torch.strided`). */
export const strided = new layout('strided', 0);
/** Only the elements that are not zero, each with its indices (`torch.sparse_coo`). */
export const sparse_coo = new layout('sparse_coo', 1);
/** Only the elements that are not zero, row by row (`torch.sparse_csr`). */
export const sparse_csr = new layout('sparse_csr', 2);
export const _mkldnn = new layout('_mkldnn', 3);
/** Only the elements that are not zero, column by column (`torch.sparse_csc`). */
export const sparse_csc = new layout('sparse_csc', 4);
/** Only the blocks that are not zero, row by row (`torch.sparse_bsr`). */
export const sparse_bsr = new layout('sparse_bsr', 5);
/** Only the blocks that are not zero, column by column (`torch.sparse_bsc`). */
export const sparse_bsc = new layout('sparse_bsc', 6);
/** Rows of different lengths, of nested tensors (`torch.jagged`). */
export const jagged = new layout('jagged', 7);

/** The layout with libtorch's number for it (c10::Layout). */
export const layoutOf = byCode('layout', [
  strided, sparse_coo, sparse_csr, _mkldnn, sparse_csc, sparse_bsr, sparse_bsc, jagged,
]);
