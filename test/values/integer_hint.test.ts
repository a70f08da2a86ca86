import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const F = torch.nn.functional;
const x = torch.ones(2, 3);
const integers = torch.tensor([0, 1]);
const column = torch.tensor([[0], [1]]);

test.each([
  ['expected target dtype to be Long or Byte, but got Float', () => F.cross_entropy(x, integers)],
  ['expected target dtype to be Long or Byte, but got Float', () => F.nll_loss(x, integers)],
  ['gather(): Expected dtype int32/int64 for index', () => x.gather(1, column)],
  ['index_select(): Expected dtype int32 or int64 for index', () => x.index_select(0, integers)],
  ['scatter(): Expected dtype int32/int64 for index', () => x.scatter(1, column, 1)],
  ['one_hot is only applicable to index tensor of type LongTensor.', () => F.one_hot(integers)],
  ['tensors used as indices must be long, int, byte or bool tensors', () => x.index(integers)],
  ['expected scalar type Long but found Float', () => F.multi_margin_loss(x, integers)],
  ['take(): Expected a long tensor for index, but got Float', () => x.take(integers)],
  ['"bitwise_not_cpu" not implemented for \'Float\'', () => integers.bitwise_not()],
  ["Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got " +
    'torch.FloatTensor instead (while checking arguments for embedding)', () => F.embedding(integers, x)],
])('%s: the message goes on with how integers are written', (message, call) => {
  expect(call).toThrow(`${message}\nJavaScript's numbers become float32, integers too: `);
  expect(call).toThrow('{ dtype: torch.long }');
});

test.each([
  () => F.cross_entropy(x, integers.double()),
  () => x.matmul(x),
  () => x.matmul(integers.long()),
])("other messages are PyTorch's alone", (call) => {
  expect(call).toThrow(torch.RuntimeError);
  expect(call).not.toThrow('JavaScript');
});
