// Sentences for members that mean the same in every class, where the class says nothing of its own.

/** Of a field with the name of an argument. */
export const GIVEN = 'As the constructor was given it.';

/** Of a field that holds a parameter. */
export const PARAMETER = 'A parameter that training changes; null in a layer without it.';

export const MEMBERS = new Map(Object.entries({
  ...Object.fromEntries(['kernel_size', 'output_ratio', 'output_size', 'padding', 'return_indices', 'stride'].map(
    (name) => [name, GIVEN])),
  __len__: "How many there are (Python's `len`).",
  activation: 'What stands between the two linear layers, as the constructor was given it.',
  class_to_idx: 'The number of each class, by its name.',
  classes: 'The names of the classes, in order.',
  data: 'The pictures, as they are stored.',
  decoder: 'The half that reads the target.',
  dropout: 'What is dropped between the two linear layers.',
  dropout1: 'What is dropped behind the first part.',
  dropout2: 'What is dropped behind the second part.',
  dropout3: 'What is dropped behind the third part.',
  encoder: 'The half that reads the source.',
  forward: 'What a call computes; call the object itself, which runs the hooks as well.',
  layers: 'The layers, in the order in which they run.',
  linear1: 'The linear layer that widens.',
  linear2: 'The linear layer that narrows again.',
  multihead_attn: 'The attention to what the encoder gave.',
  name: 'What the class is called in messages, as in Python.',
  norm: 'The normalization at the end; null for none.',
  norm1: 'The normalization of the first part.',
  norm2: 'The normalization of the second part.',
  norm3: 'The normalization of the third part.',
  num_batches_tracked: 'How many batches the running statistics have seen, a buffer; null without them.',
  running_mean: 'The mean over past batches, a buffer; null without running statistics.',
  running_var: 'The variance over past batches, a buffer; null without running statistics.',
  self_attn: 'The attention of the sequence to itself.',
  target_transform: 'What targets go through; null for nothing.',
  targets: 'The target of each sample, in order.',
  transposed: 'Whether it goes the other way: from the size of an output to that of an input.',
  transform: 'What samples go through; null for nothing.',
}));
