/** `torch.sparse.semi_structured`: matrices of which two in four are zeros, for NVIDIA's tensor cores. */
export {
  SparseSemiStructuredTensorCUSPARSELT, SparseSemiStructuredTensorCUTLASS, to_sparse_semi_structured,
} from './semi_structured/backends.js';
export { SparseSemiStructuredTensor } from './semi_structured/tensor.js';
