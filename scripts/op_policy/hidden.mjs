// Public names of PyTorch that are operators and yet are not bound, with the reason.

/** @type {Record<string, Record<string, string>>} */
export const hidden = {
  torch: {
    unique_dim: 'not on torch in PyTorch either: torch.unique(dim) calls it',
  },
  Tensor: {
    record_stream: 'takes a torch.cuda.Stream, which is not there yet',
  },
};
