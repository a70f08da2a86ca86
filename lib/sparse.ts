/** `torch.sparse`. */
export * from './generated/sparse.js';
export { as_sparse_gradcheck, type Gradcheck } from './sparse/gradcheck.js';
export { check_sparse_tensor_invariants } from './sparse/invariants.js';
export {
  BFloat16Tensor, ByteTensor, CharTensor, DoubleTensor, FloatTensor, HalfTensor, IntTensor, LongTensor, ShortTensor,
  type SparseType,
} from './sparse/legacy.js';
export {
  SparseSemiStructuredTensor, SparseSemiStructuredTensorCUSPARSELT, SparseSemiStructuredTensorCUTLASS,
  to_sparse_semi_structured,
} from './sparse/semi_structured.js';
export * as semi_structured from './sparse/semi_structured.js';
export * as _semi_structured_conversions from './sparse/semi_structured/conversions.js';
