import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { pack_sequence, PackedSequence } from 'nodetorch/nn/utils/rnn';
import { expect, test } from 'vitest';
import { testLayers } from './support/recorded_layers.js';

testLayers('layers');

test('packed sequences come out as what they are', () => {
  const [output] = new nn.GRU(2, 3)(pack_sequence([torch.ones(3, 2), torch.ones(1, 2)]));
  expect(output).toBeInstanceOf(PackedSequence);
});
