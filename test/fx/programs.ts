/** The modules and functions of scripts/golden/fx.py. */
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as operator from 'nodetorch/operator';

/** What scripts/golden/fx.py writes. */
export interface Golden {
  graphs: Record<string, { graph: string; text?: string; keys?: string[] }>;
  concrete: Record<'branch' | 'none' | 'summed', string>;
  changes: {
    changed: boolean; dead: string; sigmoid: string; built: string; copied: [string, string]; inserted: string;
    arguments: [string, [string, string[], string[]][]]; names: string;
  };
  patterns: {
    'stack': [string, [string, [string, string][]][]]; 'used': [string, number]; 'literal': [string, number];
    'other literal': number; 'two results': [string, number];
  };
  shapes: [string, string, number[], number[], string, boolean][];
  metadata: string;
  errors: Record<string, [string, string]>;
  names: Record<string, string>;
  handed: Record<string, [number, string]>;
  dtypes: Record<string, string>;
}
export const golden = JSON.parse(readFileSync(new URL('../golden/fx.json', import.meta.url), 'utf8')) as Golden;

export class MLP extends nn.Module {
  hidden = new nn.Linear(4, 8);
  output = new nn.Linear(8, 2);
  forward(x: Tensor): Tensor {
    return this.output(torch.relu(this.hidden(x)));
  }
}

export class LeNet extends nn.Module {
  conv1 = new nn.Conv2d(1, 6, 5);
  conv2 = new nn.Conv2d(6, 16, 5);
  fc1 = new nn.Linear(256, 120);
  fc2 = new nn.Linear(120, 84);
  fc3 = new nn.Linear(84, 10);
  forward(x: Tensor): Tensor {
    x = F.max_pool2d(F.relu(this.conv1(x)), 2);
    x = F.max_pool2d(F.relu(this.conv2(x)), 2);
    x = torch.flatten(x, 1);
    x = F.relu(this.fc1(x));
    x = F.relu(this.fc2(x));
    return F.log_softmax(this.fc3(x), { dim: 1 });
  }
}

export class Residual extends nn.Module {
  conv1 = new nn.Conv2d(3, 3, 3, { padding: 1, bias: false });
  bn1 = new nn.BatchNorm2d(3);
  conv2 = new nn.Conv2d(3, 3, 3, { padding: 1, bias: false });
  bn2 = new nn.BatchNorm2d(3);
  downsample = new nn.Sequential(new nn.Conv2d(3, 3, 1), new nn.BatchNorm2d(3));
  forward(x: Tensor): Tensor {
    let out = this.bn1(this.conv1(x)).relu();
    out = this.bn2(this.conv2(out));
    out = operator.add(out, this.downsample(x) as Tensor);
    return out.relu_();
  }
}

export class MLP2 extends nn.Module {
  net = new nn.Sequential(new nn.Linear(4, 4), new nn.ReLU());
  forward(x: Tensor): Tensor {
    return this.net(x);
  }
}

export class Outer extends nn.Module {
  blocks = new nn.ModuleList([new MLP2(), new MLP2()]);
  weight = nn.Parameter(torch.ones(4));
  declare scale: Tensor;
  constant = torch.ones(4);

  constructor() {
    super();
    this.register_buffer('scale', torch.ones(4));
  }
  forward(x: Tensor, bias = 2.5): Tensor {
    for (const block of this.blocks) x = block(x);
    x = x.mul(this.weight).add(this.weight, { alpha: 2 });
    x = x.mul(this.scale);
    x = x.add(this.constant);
    return x.sub(torch.ones(4)).add(bias);
  }
}

export class Attention extends nn.Module {
  query = new nn.Linear(8, 8);
  key = new nn.Linear(8, 8);
  value = new nn.Linear(8, 8);
  forward(x: Tensor, mask = null): Tensor {
    void mask;
    const [b, n] = [x.size(0), x.size(1)];
    const q = this.query(x).view(b, n, 2, -1).transpose(1, 2);
    const k = this.key(x).view(b, n, 2, -1).transpose(1, 2);
    const v = this.value(x).view(b, n, 2, -1).transpose(1, 2);
    const scores = torch.matmul(q, k.transpose(-2, -1)).div(2);
    return torch.matmul(F.softmax(scores, { dim: -1 }), v).transpose(1, 2).reshape(b, n, 8);
  }
}

export class Encoder extends nn.Module {
  self_attn = new nn.MultiheadAttention(8, 2, { batch_first: true });
  linear1 = new nn.Linear(8, 16);
  dropout = new nn.Dropout(0.1);
  linear2 = new nn.Linear(16, 8);
  norm1 = new nn.LayerNorm(8);
  norm2 = new nn.LayerNorm(8);
  forward(x: Tensor): Tensor {
    const [a, w] = this.self_attn(x, x, x, { need_weights: false });
    void w;
    const z = this.norm1(operator.add(x, this.dropout(a)));
    const y = this.linear2(this.dropout(F.gelu(this.linear1(z))));
    return this.norm2(operator.add(z, y));
  }
}

export class Shared extends nn.Module {
  act = new nn.ReLU();
  fc = new nn.Linear(4, 4);
  forward(x: Tensor): Tensor {
    return this.act(this.fc(this.act(this.fc(x))));
  }
}

export const modules = { MLP, LeNet, Residual, Outer, Attention, Encoder, Shared };

const tuple = <T extends unknown[]>(...items: T): Readonly<T> => Object.freeze(items);

export function indices(x: Tensor): unknown {
  const a = x.index(0);
  const b = x.index(':', 1);
  const c = x.index('1:3', '...', null);
  const d = x.index('::2');
  return tuple(a, b, c, d);
}

export function shapes(x: Tensor): unknown {
  const [b, c] = x.shape as unknown as [number, number];
  return tuple(x.view(c, b), x.shape[0], x.size().at(-1), x.T, x.dtype);
}

export function trees(x: Tensor, y: Tensor): unknown {
  const s = torch.stack([x, y], { dim: 0 });
  const m = torch.cat(tuple(x, y) as unknown as Tensor[], 1);
  return { a: s, b: [m, x], c: tuple(y) };
}

export function mathematics(x: Tensor): Tensor {
  const n = Math.sqrt(x.size(-1));
  return torch.div(x, n);
}

export function functions(x: Tensor, w: Tensor): unknown {
  const a = F.linear(x, w);
  const b = F.gelu(a);
  const c = F.elu(b, { alpha: 0.5 });
  const d = F.dropout(c, 0.1, { training: false });
  const e = torch.linalg.norm(d);
  const f = torch.fft.fft(d);
  const g = torch.special.expit(d);
  const h = torch.einsum('ij,jk->ik', x, w);
  const i = torch.split(h, 1);
  const j = F.layer_norm(d, [4]);
  const k = F.batch_norm(x, null, null, { training: true });
  const l = F.pad(x, tuple(1, 1) as unknown as number[]);
  const m = F.threshold(x, 0.1, 20);
  const n = F.hardtanh(x);
  const o = F.normalize(x);
  const p = torch.clamp(x, { min: 0 });
  return tuple(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
}

export function dead(x: Tensor): Tensor {
  const y = x.add(1);
  const z = torch.neg(y);
  void z;
  return x.mul(2);
}

export function operators(x: Tensor, y: Tensor): unknown {
  const o = operator;
  return tuple(
    o.add(x, y), o.sub(x, 1), o.mul(2, x), o.truediv(x, y), o.floordiv(x, 2), o.mod(x, 2), o.pow(x, 2), o.matmul(x, y),
    o.eq(x, y), o.ne(x, 0), o.lt(x, y), o.gt(x, y), o.le(x, y), o.ge(x, y), o.neg(x), o.invert(x), o.and_(x, y),
    o.or_(x, y), o.xor(x, y), o.getitem(x, 0), o.lshift(x, 1), o.rshift(x, 1), o.pos(x), o.abs(x));
}

export const programs = { indices, shapes, trees, mathematics, functions, dead, operators };
