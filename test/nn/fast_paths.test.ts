import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const { nn } = torch;
const { mha } = torch.backends;

/** The operators below autograd that a function calls. */
function operators(body: () => unknown): string[] {
  const kernels = ['_transformer_encoder_layer_fwd', '_native_multi_head_attention'];
  const packets = kernels.map((name) => (torch.ops as Record<string, Record<string, never>>)['aten']![name]!);
  const custom_mapping = new Map(packets.map((packet) => [packet, () => 1])) as never;
  const counted = new torch.utils.flop_counter.FlopCounterMode({ display: false, custom_mapping });
  counted.run(body);
  return [...(counted.get_flop_counts().get('Global') ?? new Map<unknown, number>()).keys()].map(String)
    .filter((name) => kernels.some((kernel) => name === `aten.${kernel}`));
}

const layer = (): torch.nn.TransformerEncoderLayer =>
  new nn.TransformerEncoderLayer(8, 2, 16, { batch_first: true }).eval() as torch.nn.TransformerEncoderLayer;
const src = torch.randn(3, 6, 8);
const fused = 'aten._transformer_encoder_layer_fwd';

test('an encoder layer is one kernel in inference, unless the program, a hook, or a gradient is against it', () => {
  const one = layer();
  const run = (): string[] => torch.no_grad(() => operators(() => one(src)));
  expect(run()).toEqual([fused]);
  expect(operators(() => one(src))).toEqual([]);
  mha.set_fastpath_enabled(false);
  try {
    expect(run()).toEqual([]);
  } finally {
    mha.set_fastpath_enabled(true);
  }
  const hook = one.linear1.register_forward_hook(() => undefined);
  expect(run()).toEqual(['aten._native_multi_head_attention']);
  hook.remove();
  const backward = one.linear1.register_full_backward_hook(() => undefined);
  expect(run()).toEqual([fused]);
  backward.remove();
  one.train();
  expect(run()).toEqual([]);
});

test('the kernels give what the formula gives, with and without masks', () => {
  const net = new nn.TransformerEncoder(layer(), 2).eval();
  const padding = torch.tensor([[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 1]]).bool();
  const mask = nn.Transformer.generate_square_subsequent_mask(6);
  const both = { mask: mask.isinf(), src_key_padding_mask: padding };
  for (const given of [{}, { src_key_padding_mask: padding }, { mask }, both]) {
    const [fast, slow] = torch.no_grad(() => [true, false].map((enabled) => {
      mha.set_fastpath_enabled(enabled);
      try {
        return net(src, given);
      } finally {
        mha.set_fastpath_enabled(true);
      }
    })) as [torch.Tensor, torch.Tensor];
    // What is padded is zero where nested tensors run, and whatever comes out otherwise.
    const shown = 'src_key_padding_mask' in given ? padding.logical_not() : torch.ones(3, 6).bool();
    expect(torch.allclose(fast.index(shown), slow.index(shown), { atol: 1e-5 })).toBe(true);
  }
});

test('attention says why nested tensors cannot run', () => {
  const attention = new nn.MultiheadAttention(8, 2, { batch_first: true }).eval();
  const rows = torch.nested.nested_tensor([torch.randn(3, 8), torch.randn(2, 8)]);
  expect(torch.no_grad(() => attention(rows, rows, rows))[0].is_nested).toBe(true);
  expect(() => attention(rows, rows, rows)).toThrow('MultiheadAttention does not support NestedTensor outside of its ' +
    'fast path. The fast path was not hit because grad is enabled and at least one of query or the input/output ' +
    'projection weights or biases requires_grad');
  attention.train();
  expect(() => attention(rows, rows, rows)).toThrow('not hit because training is enabled');
});
