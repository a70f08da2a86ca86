// What lists of operators are made of: `make(numbers, pool)` gives { reads: places in the pool, run(...tensors) }, all
// choices made, so that each call of the list does the same.

import * as torch from '../../../dist/index.js';

const words = (text) => text.trim().split(/\s+/);
const scalars = [0, 1, 2, -1, 0.5, -1.5, 3];
const dimension = (numbers, { shape }) => numbers.below(Math.max(shape.length,
  1)) - (numbers.chance(0.5) ? shape.length : 0);

/** One operand, nothing else. */
const unary = words(`abs neg exp log sqrt sin cos tanh sigmoid relu sign floor ceil round square reciprocal rsqrt erf
  logical_not bitwise_not isnan clone detach contiguous conj resolve_conj positive angle t log1p expm1 softplus trunc frac
  selu gelu silu elu leaky_relu hardtanh hardswish logsigmoid mish`);
const unaryInPlace = words('abs_ neg_ exp_ sqrt_ sin_ tanh_ sigmoid_ relu_ floor_ square_ reciprocal_ zero_ conj_physical_ trunc_');
const binary = words(`add sub mul div maximum minimum pow atan2 fmod remainder eq ne lt le gt ge logical_and logical_or
  bitwise_and bitwise_or bitwise_xor hypot floor_divide mm matmul true_divide fmax fmin xlogy nextafter copysign`);
const binaryInPlace = words('add_ sub_ mul_ div_ copy_ pow_ remainder_ logical_and_ bitwise_and_ eq_ lt_');
const reductions = words('sum mean amax amin prod all any logsumexp cumsum cumprod softmax log_softmax argmax argmin std var norm flip');
const dtypes = words('float32 float64 bfloat16 int64 bool complex64 int32 float16');
const random = words('rand_like randn_like');
const randomInPlace = words('normal_ uniform_ bernoulli_');

const functional = {
  softplus: 'softplus', selu: 'selu', gelu: 'gelu', silu: 'silu', elu: 'elu', leaky_relu: 'leaky_relu',
  hardtanh: 'hardtanh',
  hardswish: 'hardswish', logsigmoid: 'logsigmoid', mish: 'mish',
};

const at = (numbers, pool) => numbers.below(pool.length);
// What was made last is what comes next, most of the time: a list is a chain.
const recent = (numbers, pool) => (numbers.chance(0.65) ? pool.length - 1 : at(numbers, pool));

const method = (name, ...rest) => (self, ...others) =>
  (name in functional ? torch.nn.functional[functional[name]](self, ...rest) : self[name](...others, ...rest));

/** Families with their weights. */
export const families = [
  [5, 'unary', (n, pool) => {
    const name = n.pick(unary);
    return { name, reads: [recent(n, pool)], run: method(name) };
  }],
  [2, 'unary in place', (n, pool) => {
    const name = n.pick(unaryInPlace);
    return { name, reads: [recent(n, pool)], run: method(name) };
  }],
  [6, 'binary', (n, pool) => {
    const name = n.pick(binary);
    return { name, reads: [recent(n, pool), at(n, pool)], run: method(name) };
  }],
  [3, 'binary in place', (n, pool) => {
    const name = n.pick(binaryInPlace);
    return { name, reads: [recent(n, pool), at(n, pool)], run: method(name) };
  }],
  [4, 'with a number', (n, pool) => {
    const [name, scalar] = [n.pick([...binary.slice(0, 16), ...binaryInPlace.slice(0, 4)]), n.pick(scalars)];
    return { name: `${name} ${scalar}`, reads: [recent(n, pool)], run: method(name, scalar) };
  }],
  [1, 'alpha', (n, pool) => {
    const [name, alpha] = [n.pick(words('add sub add_ sub_')), n.pick([2, -1, 3])];
    return { name, reads: [recent(n, pool), at(n, pool)], run: method(name, { alpha }) };
  }],
  [2, 'three operands', (n, pool) => {
    const [name, value] = [n.pick(words('addcmul addcdiv addcmul_ addcdiv_ addmm lerp baddbmm')), n.pick([0.5, 2])];
    const named = name.startsWith('addc') ? [{ value }] : [];
    return { name, reads: [recent(n, pool), at(n, pool), at(n, pool)], run: method(name, ...named) };
  }],
  [2, 'where', (n, pool) => {
    const reads = [recent(n, pool), at(n, pool), at(n, pool)];
    return { name: 'where', reads, run: (c, a, b) => torch.where(c.dtype === torch.bool ? c : c.ne(0), a, b) };
  }],
  [3, 'reduction', (n, pool) => {
    const place = recent(n, pool);
    const [name, dim] = [n.pick(reductions), dimension(n, pool[place])];
    if (name === 'norm') return { name, reads: [place], run: (x) => x.norm() };
    if (name === 'flip') return { name, reads: [place], run: (x) => x.flip([dim]) };
    if (n.chance(0.3) && ['sum', 'mean', 'amax', 'prod', 'std', 'all', 'argmax'].includes(name)) {
      return { name, reads: [place], run: method(name) };
    }
    return { name, reads: [place], run: method(name, dim) };
  }],
  [3, 'view', (n, pool) => {
    const place = recent(n, pool);
    const { shape } = pool[place];
    const [dim, other] = [dimension(n, pool[place]), dimension(n, pool[place])];
    const start = n.below(2);
    const views = {
      transpose: (x) => x.transpose(dim, other), unsqueeze: (x) => x.unsqueeze(dim), squeeze: (x) => x.squeeze(),
      view: (x) => x.view(-1), reshape: (x) => x.reshape(-1), narrow: (x) => x.narrow(dim, start, 1),
      select: (x) => x.select(dim, start), expand: (x) => x.expand([2, ...shape]),
      permute: (x) => x.permute([...shape.keys()].reverse()),
      diagonal: (x) => x.diagonal(), slice: (x) => x.index(torch.slice(start)), chunk: (x) => x.chunk(2, dim),
      unbind: (x) => x.unbind(dim), split: (x) => x.split(1, dim), real: (x) => torch.real(x),
      imag: (x) => torch.imag(x),
      view_as_real: (x) => torch.view_as_real(x.resolve_conj()), unfold: (x) => x.unfold(dim, 2, 1), mT: (x) => x.mT,
      as_strided: (x) => x.as_strided([2], [1], start), view_dtype: (x) => x.view(torch.int32),
      flatten: (x) => x.flatten(),
    };
    const name = n.pick(Object.keys(views));
    return { name, reads: [place], run: views[name] };
  }],
  [2, 'dtype', (n, pool) => {
    const name = n.pick(dtypes);
    return { name: `to ${name}`, reads: [recent(n, pool)], run: (x) => x.to(torch[name]) };
  }],
  [1, 'list', (n, pool) => {
    const [name, place] = [n.pick(words('cat stack')), recent(n, pool)];
    const dim = dimension(n, pool[place]);
    return { name, reads: [place, at(n, pool)], run: (a, b) => torch[name]([a, b], dim) };
  }],
  [2, 'index', (n, pool) => {
    const place = recent(n, pool);
    const dim = dimension(n, pool[place]);
    const value = n.pick(scalars);
    const indices = n.chance(0.5) ? [0, 1] : [1, 0, 1];
    const index = () => torch.tensor(indices);
    const kinds = {
      index_select: (x) => x.index_select(dim, index()), gather: (x) => x.gather(dim, torch.zeros_like(x,
        { dtype: torch.int64 })),
      take: (x) => x.take(index()), index: (x) => x.index(index()), masked_fill: (x) => x.masked_fill(x.ne(0), value),
      masked_fill_: (x) => x.masked_fill_(x.ne(0), value), fill_: (x) => x.fill_(value),
      index_fill_: (x) => x.index_fill_(dim, index(), value),
      index_put_: (x) => x.index_put_([index()], torch.tensor(value).to(x.dtype)), clamp: (x) => x.clamp(-1, 1),
      clamp_: (x) => x.clamp_({ min: -0.5 }), tril: (x) => x.tril(), triu: (x) => x.triu(), roll: (x) => x.roll(1, dim),
      scatter: (x) => x.scatter(dim, torch.zeros_like(x, { dtype: torch.int64 }), value), sort: (x) => x.sort(dim),
      topk: (x) => x.topk(1, dim), max: (x) => x.max(dim), cummax: (x) => x.cummax(dim), set: (x) => (x.set('0',
        value), x),
      index_add: (x) => x.index_add(0, torch.zeros([x.shape[0]], { dtype: torch.int64 }), x),
      repeat: (x) => x.repeat(2, 1),
      nonzero: (x) => x.nonzero(), masked_select: (x) => x.masked_select(x.ne(0)), unique: (x) => torch.unique(x),
      item: (x) => x.mul(x.sum().item()),
    };
    const names = Object.keys(kinds);
    // What depends on values breaks every recording: a few are enough.
    const name = n.pick(n.chance(0.97) ? names.slice(0, -4) : names.slice(-4));
    return { name, reads: [place], run: kinds[name] };
  }],
  [1, 'random', (n, pool) => {
    const place = recent(n, pool);
    const name = n.pick([...random, ...randomInPlace, 'dropout', 'randn', 'randint', 'rrelu', 'multinomial']);
    const made = {
      dropout: (x) => torch.nn.functional.dropout(x, 0.5), randn: (x) => x.add(torch.randn([...x.shape])),
      randint: (x) => x.mul(torch.randint(0, 3, [...x.shape])), rrelu: (x) => torch.rrelu(x, 0.1, 0.3, true),
      multinomial: (x) => torch.multinomial(x.abs().add(1).reshape([-1]), 2),
    };
    const run = made[name] ?? (random.includes(name) ? (x) => torch[name](x) : method(name));
    return { name, reads: [place], run };
  }],
  [1, 'made in the list', (n, pool) => {
    const place = recent(n, pool);
    const value = n.pick(scalars);
    const kinds = {
      ones: (x) => x.add(torch.ones([...x.shape])), full_like: (x) => x.mul(torch.full_like(x, value)),
      tensor: (x) => x.add(torch.tensor([value])), arange: (x) => x.add(torch.arange(x.shape.at(-1) ?? 1)),
      zeros_add: (x) => torch.zeros_like(x).add_(x), tensor_add_: (x) => torch.tensor([value, value]).add_(x),
      zeros_tensor: (x) => torch.tensor(value).add(x.sum()), empty_copy: (x) => torch.empty_like(x).copy_(x),
    };
    const name = n.pick(Object.keys(kinds));
    return { name, reads: [place], run: kinds[name] };
  }],
  [2, 'network', (n, pool) => {
    const F = torch.nn.functional;
    const kinds = {
      layer_norm: (x) => F.layer_norm(x, [x.shape.at(-1)]), linear: (x, w) => F.linear(x, w),
      mse_loss: (x, y) => F.mse_loss(x, y), l1_loss: (x, y) => F.l1_loss(x, y),
      cross_entropy: (x) => F.cross_entropy(x, torch.zeros([x.shape[0]], { dtype: torch.int64 })),
      normalize: (x) => F.normalize(x, { dim: -1 }), conv1d: (x, w) => F.conv1d(x.unsqueeze(0), w.unsqueeze(1)),
      max_pool1d: (x) => F.max_pool1d(x.unsqueeze(0), 2), pad: (x) => F.pad(x, [1, 1]), glu: (x) => F.glu(x, 0),
      scaled_dot_product_attention: (x, y) => F.scaled_dot_product_attention(x.unsqueeze(0), y.unsqueeze(0),
        y.unsqueeze(0)),
      batch_norm: (x) => F.batch_norm(x, null, null, null, null, true), smooth_l1: (x, y) => F.smooth_l1_loss(x, y),
      kl_div: (x, y) => F.kl_div(x, y, { reduction: 'sum' }), embedding: (x,
        w) => F.embedding(x.to(torch.int64).clamp(0, 0), w),
      einsum: (x, y) => torch.einsum('ij,kj->ik', x, y), outer: (x, y) => torch.outer(x.flatten(), y.flatten()),
      bmm: (x, y) => x.unsqueeze(0).bmm(y.unsqueeze(0).mT),
    };
    const name = n.pick(Object.keys(kinds));
    return { name, reads: [recent(n, pool), at(n, pool)], run: kinds[name] };
  }],
  [0.6, 'grad modes', (n, pool) => {
    const kinds = {
      no_grad: (x) => torch.no_grad(() => x.mul(2)), detach_mul: (x) => x.detach().mul(x), data: (x) => x.data.mul(2),
      backward: (x) => torch.autograd.grad(x.sum(), [x])[0], enable_grad: (x) => torch.enable_grad(() => x.mul(2)),
      requires_grad_: (x) => x.detach().requires_grad_().mul(3),
    };
    const name = n.pick(Object.keys(kinds));
    return { name, reads: [recent(n, pool)], run: kinds[name] };
  }],
];
