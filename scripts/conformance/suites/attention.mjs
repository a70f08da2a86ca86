// The suite `attention`, see python/attention.py: torch.nn.attention, and the fast paths of attention and encoders.

import * as torch from '../../../dist/index.js';
import { switches } from '../../../dist/addon/doors.js';
import { flexAttention } from '../../../dist/nn/attention/flex/flex_attention.js';

const { nn } = torch;
const { attention } = nn;
const { bias, sdpa_kernel, SDPBackend, flex_attention: flex } = attention;

/** As in Python: by a name, of what is captured. */
const score = {
  none: () => null,
  relative: () => (s, b, h, m, n) => s.add(m.sub(n)),
  alibi: ({ w }) => (s, b, h, m, n) => s.add(w.index(h).mul(n.sub(m))),
  softcap: () => (s, _b, _h, _m, _n) => s.div(20).tanh().mul(20),
  bias4: ({ full }) => (s, b, h, m, n) => s.add(full.index(b, h, m, n)),
  bias2: ({ plane }) => (s, b, h, m, n) => s.add(plane.index(m, n)),
  heads: ({ w }) => (s, b, h, _m, _n) => s.mul(w.index(h)),
  scalar: ({ one }) => (s, _b, _h, _m, _n) => s.mul(one),
  document: ({ doc }) => (s, b, h, m, n) => torch.where(doc.index(m).eq(doc.index(n)), s, -Infinity),
  table: ({ line }) => (s, b, h, m, n) => s.add(line.index(m.sub(n).add(20))),
  number: ({ w }) => (s, _b, _h, _m, _n) => s.add(w.index(1)),
  both: ({ w, plane }) => (s, b, h, m, n) => s.mul(w.index(h)).add(plane.index(m, n)),
  square: () => (s, _b, _h, _m, _n) => s.mul(s),
  rows: ({ plane }) => (s, b, h, m, n) => s.add(plane.index(m).index(n)),
};
const mask = {
  all: () => flex.noop_mask,
  causal: () => (b, h, m, n) => m.ge(n),
  window: () => (b, h, m, n) => m.sub(n).abs().le(3),
  document: ({ doc }) => (b, h, m, n) => doc.index(m).eq(doc.index(n)),
  strict: () => (b, h, m, n) => m.gt(n),
  by_head: () => (b, h, m, n) => m.ge(n).bitwise_or(h.eq(0)),
  by_batch: () => (b, h, m, n) => n.lt(b.mul(4).add(5)),
  and: (c) => flex.and_masks(mask.causal(c), mask.window(c)),
  or: (c) => flex.or_masks(mask.window(c), mask.by_head(c)),
  nothing: () => (b, h, m, _n) => m.lt(0),
};

function named(table, name, captured) {
  const made = table[name](captured);
  return made === null || made.name !== '' ? made : Object.defineProperty(made, 'name', { value: name });
}

const named_ = (options) => (Object.keys(options).length > 0 ? [options] : []);

function* flexAsGiven({ query, key, value, captured, score: by, mask: hidden, lse, sizes, options, gradient, grads }) {
  const out = yield ['out', () => {
    const blocks = flex.create_block_mask(named(mask, hidden, captured), ...sizes, 'cpu', { BLOCK_SIZE: 8 });
    const result = flexAttention({
      query, key, value, score_mod: named(score, by, captured), block_mask: blocks, scale: null, enable_gqa: false,
      return_lse: false, kernel_options: null, return_aux: lse ? flex.AuxRequest({ lse: true }) : null, ...options,
    });
    return lse ? [result[0], result[1].lse] : [result];
  }];
  if (out === undefined || !gradient) return;
  yield ['grads', () => {
    torch.autograd.backward(out, grads);
    return [query, key, value, ...Object.values(captured)].map((each) => each.grad);
  }];
}

const { AuxRequest } = flex;
const wrong = {
  gradient: (q, k, v) => [q.clone().requires_grad_(), k, v],
  three: (q, k, v) => [q.index(0), k.index(0), v.index(0)],
  width: (q, k, v) => [q.index('...', ':4'), k, v],
  heads: (q, k, v) => [q, k.index(':', ':2'), v.index(':', ':2')],
  gqa: (q, k, v) => [q, k.index(':', ':3'), v.index(':', ':3'), { enable_gqa: true }],
  batch: (q, k, v) => [q, k.index(':1'), v.index(':1')],
  masks: (q, k, v, block_mask) => [q, k.index(':1'), v.index(':1'), { block_mask }],
  shorter: (q, k, v, block_mask) => [q.index(':', ':', ':8'), k, v, { block_mask }],
  longer: (q, k, v, block_mask) => [torch.cat([q, q], 2), k, v, { block_mask }],
  sliced: (q, k, v, m) => [q, k, v, { block_mask: m.index(0) }],
  twice: (q, k, v) => [q, k, v, { return_lse: true, return_aux: AuxRequest({ lse: true }) }],
  max: (q, k, v) => [q, k, v, { return_aux: AuxRequest({ max_scores: true }) }],
  backend: (q, k, v) => [q, k, v, { kernel_options: { BACKEND: 'FAST' } }],
  knobs: (q, k, v) => [q, k, v, { kernel_options: { BACKEND: 'AUTO', FORCE_USE_FLEX_ATTENTION: true } }],
  own: (q, k, v) => [q, k, v, { kernel_options: { OUTPUT_LOGSUMEXP: true } }],
  flash: (q, k, v) =>
    [q, k, v, { kernel_options: { BACKEND: 'FLASH' }, return_aux: AuxRequest({ max_scores: true }) }],
  vector: (q, k, v) => [q.index(0, 0, 0), k, v],
};

function* flexWrong({ name, query, key, value }) {
  yield ['result', () => {
    const blocks = flex.create_block_mask(mask.causal(), 1, 1, 16, 16, 'cpu', { BLOCK_SIZE: 8 });
    return flex.flex_attention(...wrong[name](query, key, value, blocks));
  }];
}

const parts = (blocks) => [blocks.as_tuple().slice(0, -1), [...blocks.shape], blocks.numel(), blocks.sparsity(),
  blocks.to_dense(), blocks.__repr__(), String(blocks)];

function* blocks({ mask: name, score: by, sizes, options, captured, index, lengths }, form) {
  if (form === 'score') {
    yield ['mask', () => flex.create_mask(named(score, by, captured), 1, 2, 9, 9, 'cpu')];
    return;
  }
  const make = () => flex.create_block_mask(named(mask, name, captured), ...sizes, 'cpu', options);
  if (form === 'sliced') yield ['part', () => parts(make().index(...index))];
  else if (form === 'adjusted') yield ['part', () => parts(make()._adjust(...lengths))];
  else {
    const made = make();
    yield ['made', () => parts(made)];
    yield ['picture', () => [made.to_string(3), made.to_string([2, 5], { limit: 1 }), made.to_string(-1)]];
    yield ['mask', () => flex.create_mask(named(mask, name, captured), ...sizes, 'cpu')];
  }
}

function* causal({ variant, query, key, value, options }) {
  const made = bias[variant](query.size(-2), key.size(-2));
  yield ['bias', () => [String(made), made.variant.__repr__(), [...made.shape], made.seq_len_q, made.seq_len_kv]];
  const out = yield ['out', () => nn.functional.scaled_dot_product_attention(query, key, value, made, ...named_(options))];
  if (out === undefined) return;
  yield ['grads', () => {
    out.square().sum().backward();
    return [query.grad, key.grad, value.grad];
  }];
}

const kinds = ['CUDNN_ATTENTION', 'FLASH_ATTENTION', 'EFFICIENT_ATTENTION', 'MATH', 'OVERRIDEABLE'];

/** Which are on, and in which order: what varlen attention and libtorch ask. */
function state() {
  const { cuda } = torch.backends;
  const { read_switch } = switches;
  const order = read_switch('sdp_priority_order');
  const flags = ['cudnn_sdp', 'flash_sdp', 'mem_efficient_sdp', 'math_sdp', 'overrideable_sdp'];
  const on = kinds.filter((_, i) => read_switch(flags[i]));
  return [cuda.flash_sdp_enabled(), cuda.mem_efficient_sdp_enabled(), cuda.math_sdp_enabled(), cuda.cudnn_sdp_enabled(),
    on.sort((a, b) => order.indexOf(SDPBackend[a].value) - order.indexOf(SDPBackend[b].value))];
}

function* kernels({ lists, priority, backend, query, key, value }, form) {
  if (form === 'attention') {
    yield ['out', () => sdpa_kernel(SDPBackend[backend], () =>
      nn.functional.scaled_dot_product_attention(query, key, value))];
    return;
  }
  yield ['states', () => {
    const [first, second] = lists.map((list) => list.map((name) => SDPBackend[name]));
    const seen = [state()];
    try {
      sdpa_kernel(first, priority[0], () => {
        seen.push(state());
        sdpa_kernel(second, priority[1], () => seen.push(state()));
        seen.push(state());
        throw new Error('out');
      });
    } catch {
      seen.push(state());
    }
    switches.write_switch('sdp_priority_order', [1, 2, 0, 3, 4]);
    return seen;
  }];
}

function grown(model) {
  torch.no_grad(() => {
    for (const each of model.parameters()) {
      if (each.dim() === 1) each.add_(torch.linspace(-0.3, 0.4, each.numel()).view(each.shape));
    }
  });
  return model;
}

function runAs(run, call) {
  torch.backends.mha.set_fastpath_enabled(run !== 'off');
  try {
    if (run === 'grad' || run === 'train') return call();
    if (run === 'inference') return torch.inference_mode(() => call().clone());
    return torch.no_grad(() => (run === 'autocast' ? torch.autocast('cpu', { dtype: torch.bfloat16 }, call) : call()));
  } finally {
    torch.backends.mha.set_fastpath_enabled(true);
  }
}

function* encoder({ options, src, given, run }) {
  const layer = new nn.TransformerEncoderLayer(options);
  const net = grown(new nn.TransformerEncoder(layer, 2, new nn.LayerNorm(options.d_model)));
  net.train(run === 'train');
  if (run === 'hook') net.layers.at(1).linear1.register_forward_hook(() => undefined);
  yield ['out', () => runAs(run, () => net(src, ...named_(given)))];
}

const dense = (each) => (each?.is_nested ? each.to_padded_tensor(0) : each);

function* heads({ options, tensors, given, run }) {
  const net = grown(new nn.MultiheadAttention(options)).train(run === 'train');
  yield ['out', () => runAs(run, () => {
    const [query] = tensors;
    let all = tensors;
    if (run === 'nested') {
      const rows = torch.nested.nested_tensor([query.index(0), query.index(1, ':4'), query.index(2, ':3')]);
      all = [rows, rows, rows];
    }
    return net(...all, ...named_(given)).map(dense);
  })];
}

/** See replay.mjs. */
export function* perform(call, { entry, form }) {
  if (entry === 'flex_attention_errors') yield* flexWrong(call);
  else if (entry.startsWith('flex_attention')) yield* flexAsGiven(call);
  else if (entry === 'block_mask') yield* blocks(call, form);
  else if (entry === 'bias') yield* causal(call);
  else if (entry === 'sdpa_kernel') yield* kernels(call, form);
  else if (entry === 'encoder') yield* encoder(call);
  else yield* heads(call);
}
