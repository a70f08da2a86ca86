/** The key of a batch's own collation; a symbol, so that no sample's field is taken for it. */
export const collated = Symbol('nodetorch.collated');

/**
 * Samples that a dataset's `__getitems__` made together: a list of them, which also gives, without making the samples
 * one by one, exactly what `default_collate` would make of the list. A DataLoader whose `collate_fn` is
 * `default_collate` asks for that; any other `collate_fn` gets the list. The tensors that it gives are new ones, which
 * nobody else keeps: a worker gives them away.
 */
export interface CollatedSamples<Sample> extends Iterable<Sample> {
  readonly length: number;
  [collated](): unknown;
}

/** Whether a list of samples gives its own collation. */
export function isCollated(samples: object): samples is CollatedSamples<unknown> {
  return collated in samples;
}
