// What is no module, no tensor and no number.
import * as torch from 'nodetorch';
import { ValueError } from 'nodetorch';
import { expect, test } from 'vitest';
import { AttributeError } from '../../../dist/values/errors.js';

const { utils } = torch.nn;
const wrong = (value: unknown): never => value as never;
const parameters = (): Iterable<torch.Tensor> => new torch.nn.Linear(2, 2).parameters();

test.each(['spectral_norm', 'weight_norm', 'remove_spectral_norm', 'remove_weight_norm'] as const)('%s', (name) => {
  const call = (value: unknown) => (): unknown => utils[name](wrong(value));
  expect(call(null)).toThrow(new AttributeError("'NoneType' object has no attribute '_forward_pre_hooks'"));
  expect(call(3)).toThrow(new AttributeError("'int' object has no attribute '_forward_pre_hooks'"));
});

test.each<[() => unknown, Error]>([
  [() => utils.clip_grad_norm_(wrong(null), 1), new TypeError("'NoneType' object is not iterable")],
  [() => utils.clip_grad_norm_([wrong(null)], 1), new AttributeError("'NoneType' object has no attribute 'grad'")],
  [() => utils.clip_grad_norm_(parameters(), wrong('x')), new ValueError("could not convert string to float: 'x'")],
  [() => utils.clip_grad_value_(parameters(), wrong(null)),
    new TypeError("float() argument must be a string or a real number, not 'NoneType'")],
  [() => utils.get_total_norm(wrong('x')), new AttributeError("'str' object has no attribute 'device'")],
  [() => utils.parameters_to_vector(wrong(3)), new TypeError("'int' object is not iterable")],
  [() => utils.vector_to_parameters(wrong(null), parameters()), new TypeError('expected torch.Tensor, but got: NoneType')],
  [() => utils.vector_to_parameters(torch.ones(6), [wrong(3)]), new AttributeError("'int' object has no attribute 'device'")],
  [() => utils.convert_conv2d_weight_memory_format(wrong(null), torch.channels_last),
    new AttributeError("'NoneType' object has no attribute 'children'")],
  [() => utils.fuse_linear_bn_eval(new torch.nn.Linear(2, 2).eval(), wrong(3)),
    new AttributeError("'int' object has no attribute 'training'")],
  [() => utils.rnn.pad_packed_sequence(wrong(null)), new AttributeError("'NoneType' object has no attribute 'batch_sizes'")],
  [() => utils.rnn.unpad_sequence(wrong(3), torch.tensor([1])), new AttributeError("'int' object has no attribute 'transpose_'")],
  [() => utils.rnn.pack_sequence(wrong(null)), new TypeError("'NoneType' object is not iterable")],
  [() => utils.parametrize.register_parametrization(wrong(null), 'weight', new torch.nn.ReLU()),
    new AttributeError("'NoneType' object has no attribute 'training'")],
])('%s', (call, error) => {
  expect(call).toThrow(error);
});
