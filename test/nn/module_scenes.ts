// The scenes of scripts/golden/nn_module.py in TypeScript: what each gives back is what PyTorch gives.
import { deepcopy } from 'nodetorch/copy';
import { OrderedDict } from 'nodetorch/collections';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import {
  register_module_buffer_registration_hook, register_module_forward_hook, register_module_forward_pre_hook,
  register_module_full_backward_hook, register_module_full_backward_pre_hook, register_module_module_registration_hook,
  register_module_parameter_registration_hook,
} from 'nodetorch/nn/modules/module';

type Scene = () => unknown;

/** What `run` gives back, and the warnings that it says. */
function warningsOf<T>(run: () => T): [result: T, said: string[]] {
  const said: string[] = [];
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error) => void said.push(String(warning));
  try {
    return [run(), said];
  } finally {
    process.emitWarning = emitWarning;
  }
}

type Loose = nn.Module & Record<string, unknown>;

class Block extends nn.Module {
  fc = new nn.Linear(2, 2);
  act: nn.Module = new nn.ReLU();
  forward(x: Tensor): Tensor {
    return (this.act as nn.ReLU)(this.fc(x));
  }
}

class Net extends nn.Module {
  scale: nn.Parameter | null = nn.Parameter(torch.tensor([2, 3]));
  blocks = new nn.ModuleList([new Block(), new Block()]);
  tail: nn.Sequential | null = new nn.Sequential(
    new OrderedDict<string, nn.Module>([['first', new nn.Linear(2, 3)], ['second', new nn.Tanh()]]));
  again? = this.blocks[0];
  tied = this.scale;
  declare mean: Tensor;
  declare cache: Tensor;
  declare bias: nn.Parameter | null;
  rest: nn.ParameterList;

  constructor() {
    super();
    this.register_buffer('mean', torch.zeros(2));
    this.register_buffer('cache', torch.ones(1), { persistent: false });
    this.register_buffer('nothing', null);
    this.register_parameter('bias', null);
    this.rest = new nn.ParameterList([torch.ones(1), torch.ones(2)]);
  }
  forward(x: Tensor): Tensor {
    for (const block of this.blocks) x = block(x);
    return this.tail!(x.mul(this.scale!));
  }
}

class Extra extends nn.Linear {
  found = 0;
  override get_extra_state(): unknown {
    return torch.tensor(7n);
  }
  override set_extra_state(state: unknown): void {
    this.found = (state as Tensor).item();
  }
}

function net(): Net {
  torch.manual_seed(0);
  return new Net();
}

/** The class and the message of what a function throws. */
function failure(f: () => unknown): unknown {
  try {
    f();
  } catch (e) {
    return [(e as Error).name, (e as Error).message];
  }
  return 'nothing was thrown';
}

function untyped(value: unknown): never {
  return value as never;
}

const keysOf = (pairs: Iterable<[string, unknown]>): string[] => Array.from(pairs, ([name]) => name);
const classes = (modules: Iterable<nn.Module>): string[] => Array.from(modules, (m) => m.constructor.name);

export const scenes: Record<string, Scene> = {
  text() {
    const kinds = new nn.ModuleDict({ a: new nn.Linear(1, 2), b: new nn.Sequential() });
    const mixed = new nn.ModuleList<nn.Module>([
      new nn.ReLU(), new nn.ReLU(), new nn.Linear(1, 1), new nn.ReLU(), new Block(), new Block()]);
    const holder = new nn.Module() as nn.Module as Loose;
    (holder as Record<string, unknown>)['none'] = null;
    holder.register_module('gone', null);
    holder.add_module('here', new nn.Identity());
    const values = new nn.ParameterDict<unknown>({
      b: torch.ones(2, 3), a: torch.ones(1, { dtype: torch.float64 }), c: 3, d: 'x' });
    const several = new nn.ParameterList<unknown>([torch.ones(2), torch.ones(2, 3), 5]);
    return [net(), kinds, mixed, holder, values, several, new nn.ModuleList(), new nn.ModuleDict(),
      new nn.Sequential(new nn.Sequential()), new nn.Sequential(mixed, new nn.Dropout()), new nn.ParameterList(),
    ].map(String);
  },
  names() {
    const n = net();
    const metadata = n.state_dict()._metadata!;
    return {
      parameters: keysOf(n.named_parameters()),
      prefixed: keysOf(n.named_parameters('net', { recurse: false })),
      duplicates: keysOf(n.named_parameters({ remove_duplicate: false })),
      buffers: keysOf(n.named_buffers()),
      modules: keysOf(n.named_modules()),
      duplicate_modules: keysOf(n.named_modules({ prefix: 'top', remove_duplicate: false })),
      children: keysOf(n.named_children()),
      counts: [[...n.parameters()].length, [...n.parameters(false)].length, [...n.buffers()].length,
        [...n.modules()].length, [...n.children()].length],
      state: [...n.state_dict().keys()],
      state_below: [...n.state_dict({ prefix: 'net.' }).keys()],
      metadata: Object.fromEntries(Array.from(metadata, ([key, { version }]) => [key, version])),
    };
  },
  names_after_changes() {
    const n = net();
    n.blocks[1]!.act = new nn.Linear(2, 1, { bias: false });
    n.tail = null;
    n.mean = torch.ones(3);
    n.bias = nn.Parameter(torch.ones(1));
    n.scale = null;
    n.cache = nn.Parameter(torch.zeros(1));
    delete n.again;
    return { state: [...n.state_dict().keys()], modules: keysOf(n.named_modules()), text: String(n) };
  },
  refused_names() {
    const n = net();
    const p = nn.Parameter(torch.ones(1));
    return [
      () => n.register_buffer('a.b', null), () => n.register_buffer('', null), () => n.register_buffer(untyped(3), null),
      () => n.register_buffer('scale', torch.ones(1)), () => n.register_buffer('x', untyped(3)),
      () => n.register_parameter('a.b', p), () => n.register_parameter('', p),
      () => n.register_parameter(untyped(3), p), () => n.register_parameter('forward', p),
      () => n.register_parameter('x', untyped(torch.ones(1))), () => n.register_parameter('mean', p),
      () => n.add_module('a.b', new Block()), () => n.add_module('', new Block()),
      () => n.add_module(untyped(3), new Block()), () => n.add_module('mean', new Block()),
      () => n.add_module('x', untyped(3)),
    ].map(failure);
  },
  refused_assignments() {
    const assign = (name: string, value: unknown): unknown => failure(() => {
      const n = net() as unknown as Loose;
      [...n.parameters()];
      (n as Record<string, unknown>)[name] = value;
      n.parameters();
    });
    return [assign('scale', torch.ones(1)), assign('scale', 3), assign('scale', 'text'), assign('tail', 3.5),
      assign('blocks', torch.ones(1)), assign('mean', 3), assign('scale', new nn.Tanh())];
  },
  paths() {
    const n = net();
    return {
      found: [...['', 'blocks.1.fc', 'tail.second'].map((path) => n.get_submodule(path).constructor.name),
        [...n.get_parameter('blocks.0.fc.weight').shape], [...n.get_buffer('mean').shape]],
      refused: [
        () => n.get_submodule('blocks.2'), () => n.get_submodule('scale'), () => n.get_parameter('mean'),
        () => n.get_parameter('none'), () => n.get_buffer('scale'), () => n.get_buffer('tail.third'),
        () => n.set_submodule('', new Block()), () => n.set_submodule('x.y', new Block()),
        () => n.set_submodule('tail.third', new Block(), { strict: true }),
        () => n.set_submodule('scale', new Block()),
      ].map(failure),
    };
  },
  loading() {
    const n = net();
    const good = net().state_dict();
    const [missing, extra, shapes] = [good.copy(), good.copy(), good.copy()] as [typeof good, typeof good, typeof good];
    missing.delete('mean');
    missing.delete('tail.first.bias');
    extra.set('more', torch.ones(1)).set('tail.second.weight', torch.ones(1));
    shapes.set('scale', torch.ones(3)).set('blocks.0.fc.weight', torch.ones(2));
    type Plain = Record<string, unknown>;
    const plain = (dict: typeof good, more: object): Plain => ({ ...Object.fromEntries(dict), ...more });
    return {
      all: String(n.load_state_dict(good)),
      loose: String(n.load_state_dict(plain(missing, { more: torch.ones(1) }), { strict: false })),
      refused: [missing, extra, shapes, {}, plain(good, { scale: 3 }), plain(missing, { 'x.y': torch.ones(1) }), [1], 3]
        .map((state) => failure(() => n.load_state_dict(untyped(state)))),
      loose_shapes: failure(() => n.load_state_dict(shapes, false)),
      int: failure(() => new nn.Linear(1, 1).load_state_dict({ weight: torch.ones(1, 1) })),
    };
  },
  loaded_values() {
    const [a, b] = [new nn.Linear(2, 1), new nn.Linear(2, 1)];
    a.load_state_dict({ weight: torch.tensor([[1, 2]], { dtype: torch.int64 }), bias: torch.tensor(3).reshape(1) });
    const { weight } = a;
    b.load_state_dict(a.state_dict(), { assign: true });
    const kept = b.weight.data_ptr() === a.weight.data_ptr();
    a.load_state_dict({ weight: torch.tensor([[4, 5]], { dtype: torch.float64 }), bias: torch.tensor([6]) });
    const scalar = new nn.Module();
    scalar.register_buffer('x', torch.tensor(1));
    scalar.load_state_dict({ x: torch.tensor([9]) });
    return [a.weight.tolist(), a.bias!.tolist(), a.weight === weight, String(a.weight.dtype), b.weight.tolist(), kept,
      b.weight.requires_grad, b.weight.constructor.name, scalar.get_buffer('x').tolist()];
  },
  extra_state() {
    const m = new Extra(1, 1);
    const state = m.state_dict();
    m.load_state_dict(state);
    const plain = new nn.Linear(1, 1);
    return [[...state.keys()], m.found, failure(() => plain.load_state_dict(state)),
      failure(() => m.load_state_dict(plain.state_dict()))];
  },
  state_hooks() {
    const log: unknown[] = [];
    const n = new Block();
    n.register_state_dict_pre_hook((m, prefix, keep) => void log.push(['pre', m.constructor.name, prefix, keep]));
    n.fc.register_state_dict_pre_hook((m, prefix, keep) => void log.push(['pre', m.constructor.name, prefix, keep]));
    n.fc.register_state_dict_post_hook((_, state, prefix, metadata) => {
      log.push(['post', prefix, [...state.keys()], metadata.version]);
      state.set(`${prefix}added`, torch.ones(1));
    });
    const state = n.state_dict();
    n.fc.register_load_state_dict_pre_hook((m, dict, prefix, _, strict) => {
      log.push(['load', m.constructor.name, prefix, strict, [...dict.keys()]]);
      dict.delete(`${prefix}added`);
    });
    const after = (m: nn.Module, keys: { missing_keys: string[]; unexpected_keys: string[] }): void =>
      void log.push(['loaded', m.constructor.name, [...keys.missing_keys], [...keys.unexpected_keys]]);
    n.fc.register_load_state_dict_post_hook(after);
    n.register_load_state_dict_post_hook(after);
    const result = failure(() => n.load_state_dict(state));
    n.register_load_state_dict_post_hook((_, keys) => void keys.unexpected_keys.splice(0));
    n.load_state_dict(state);
    const bad = new Block();
    bad.register_state_dict_post_hook(() => untyped({}));
    const returning = new Block();
    returning.register_load_state_dict_post_hook(() => untyped(3));
    return [log, [...state.keys()], result, failure(() => bad.state_dict()),
      failure(() => returning.load_state_dict(new Block().state_dict()))];
  },
  forward_hooks() {
    const log: unknown[] = [];
    class Same extends nn.Module {
      forward(x: Tensor): Tensor {
        return x;
      }
    }
    const m = new Same();
    const x = torch.tensor([1, 2]);
    const handles = [
      m.register_forward_pre_hook((_, [a]) => void log.push(['pre 1', a.tolist()])),
      m.register_forward_pre_hook((_, [a]) => {
        log.push(['pre 2']);
        return a.add(1);
      }, { prepend: true }),
      m.register_forward_hook((_, [a], out) => void log.push(['post 1', a.tolist(), out.tolist()])),
      m.register_forward_hook((_, __, out) => {
        log.push(['post 2']);
        return out.mul(10);
      }, { prepend: true }),
      m.register_forward_pre_hook((_, [a]) => [a.mul(2)]),
    ];
    const results = [m(x).tolist()];
    handles.slice(0, 2).forEach((handle) => handle.remove());
    results.push(m(x).tolist());
    handles.forEach((handle) => handle.remove());
    results.push(m(x).tolist());
    return [log, results];
  },
  keyword_hooks() {
    const log: unknown[] = [];
    class Power extends nn.Module {
      forward(x: Tensor, { exponent = 1 }: { exponent?: number } = {}): Tensor {
        return x.pow(exponent);
      }
    }
    const m = new Power();
    const x = torch.tensor([1, 2]);
    m.register_forward_pre_hook(
      (_, args, kwargs) => [args, { ...kwargs, exponent: (kwargs['exponent'] as number) + 1 }], { with_kwargs: true });
    m.register_forward_hook(
      (_, args, kwargs, out) => void log.push([args.length, kwargs, out.tolist()]), { with_kwargs: true });
    m.register_forward_hook((_, args, out) => void log.push([args.length, out.tolist()]));
    const result = m(x, { exponent: 2 }).tolist();
    m.register_forward_pre_hook(() => untyped(3), { with_kwargs: true });
    return [log, result, failure(() => m(x, { exponent: 2 }))];
  },
  always_called_hooks() {
    const log: unknown[] = [];
    class Failing extends nn.Module {
      forward(_x: Tensor): Tensor {
        throw new torch.ValueError('no');
      }
    }
    const m = new Failing();
    m.register_forward_hook(() => void log.push('not called'));
    m.register_forward_hook((_, __, out) => void log.push(['always', (out as unknown) ?? null]), { always_call: true });
    m.register_forward_hook(() => {
      throw new Error('again');
    }, { always_call: true });
    return [failure(() => m(torch.ones(1))), log];
  },
  backward_hooks() {
    const log: unknown[] = [];
    const values = (grads: readonly (Tensor | null)[]): unknown[] => grads.map((g) => g?.tolist() ?? null);
    class Two extends nn.Module {
      forward(a: Tensor, b: Tensor, n: number): [Tensor, Tensor] {
        return [a.mul(b), a.add(n)];
      }
    }
    const m = new Two();
    const a = torch.tensor([1, 2], { requires_grad: true });
    const b = torch.tensor([3, 4]);
    m.register_full_backward_pre_hook((_, out) => void log.push(['pre', values(out)]));
    const first = m.register_full_backward_pre_hook((_, out) => [out[0]!.mul(2), out[1]!], { prepend: true });
    m.register_full_backward_hook((_, gin, gout) => void log.push(['hook', values(gin), values(gout)]));
    m.register_full_backward_hook((_, gin) => [gin[0]!.mul(10), ...gin.slice(1)]);
    const [x, y] = m(a, b, 3);
    x.sum().add(y.sum()).backward();
    const results = [a.grad!.tolist()];
    first.remove();
    a.grad = null;
    m(a, b, 3)[0].sum().backward();
    results.push(a.grad!.tolist());
    m(a.detach().mul(1), b, 3);
    const linear = new nn.Linear(2, 1);
    linear.load_state_dict({ weight: torch.ones(1, 2), bias: torch.ones(1) });
    linear.register_full_backward_hook((_, gin, gout) => void log.push(['no input', values(gin), values(gout)]));
    linear(b).sum().backward();
    const wrong = new nn.ReLU();
    wrong.register_full_backward_hook((_, gin) => [gin[0]!, gin[0]!]);
    const early = new nn.ReLU();
    early.register_full_backward_pre_hook((_, gout) => [gout[0]!, gout[0]!]);
    const useless = new nn.Linear(2, 1);
    useless.register_full_backward_hook(() => [torch.ones(2)]);
    return [log, results, linear.weight.grad!.tolist(), failure(() => wrong(a).sum().backward()),
      failure(() => early(a).sum().backward()), failure(() => useless(b).sum().backward())];
  },
  global_hooks() {
    const log: unknown[] = [];
    const handles = [
      register_module_forward_pre_hook((m) => void log.push(['pre', m.constructor.name])),
      register_module_forward_hook((m, _, out) => void log.push(['post', m.constructor.name, (out as Tensor).tolist()])),
      register_module_full_backward_hook((m) => void log.push(['back', m.constructor.name])),
      register_module_full_backward_pre_hook((m) => void log.push(['pre back', m.constructor.name])),
    ];
    const m = new nn.Sequential(new nn.Identity(), new nn.ReLU());
    m.register_forward_hook(() => void log.push(['own']));
    m(torch.tensor([-1, 2], { requires_grad: true })).sum().backward();
    handles.forEach((handle) => handle.remove());
    m(torch.ones(1));
    return log;
  },
  registration_hooks() {
    const log: unknown[] = [];
    const handles = [
      register_module_parameter_registration_hook((_, name) => void log.push(['parameter', name])),
      register_module_buffer_registration_hook((_m, _name, buffer) => (buffer === null ? null : buffer.add(1))),
      register_module_module_registration_hook((_m, _name, child) =>
        (child instanceof nn.ReLU ? new nn.Identity() : null)),
    ];
    const m = new nn.Linear(2, 1) as nn.Linear & { count: Tensor; none: null; other: nn.Module };
    m.register_buffer('count', torch.zeros(2));
    m.register_buffer('none', null);
    m.add_module('act', new nn.ReLU());
    m.other = new nn.ReLU();
    const text = String(m);
    handles.forEach((handle) => handle.remove());
    m.add_module('last', new nn.ReLU());
    return [log, m.count.tolist(), m.none, text, String(m)];
  },
  node_hooks() {
    const log: unknown[] = [];
    const warned: unknown[] = [];
    const values = (grads: readonly (Tensor | null)[]): unknown => grads.map((grad) => grad?.tolist() ?? null);
    const see = (m: nn.Module, gin: readonly (Tensor | null)[], gout: readonly (Tensor | null)[]): void =>
      void log.push([m.constructor.name, values(gin), values(gout)]);
    const call = <T>(run: () => T): T => {
      const [result, said] = warningsOf(run);
      warned.push(said);
      return result;
    };
    const a = torch.tensor([-1, 2], { requires_grad: true });
    const relu = new nn.ReLU();
    const handle = relu.register_backward_hook(see);
    const both = failure(() => relu.register_full_backward_hook(see));
    call(() => relu(a.mul(2))).sum().backward();
    handle.remove();
    const double = new nn.Sequential(new nn.ReLU(), new nn.Tanh());
    double.register_backward_hook((_, gin) => [gin[0]!.mul(10)]);
    call(() => double(torch.zeros(2, { requires_grad: true }).add(1))).sum().backward();
    const linear = new nn.Linear(2, 1);
    linear.load_state_dict({ weight: torch.ones(1, 2), bias: torch.ones(1) });
    linear.register_full_backward_hook(() => null);
    const other = failure(() => linear.register_backward_hook(see));

    class Pairs extends nn.Module {
      forward(x: Tensor, k: number): { first: Tensor } {
        return { first: x.mul(k) };
      }
    }
    const pairs = new Pairs();
    pairs.register_backward_hook(see);
    call(() => pairs(a, 3)).first.sum().backward();

    class Two extends nn.Module {
      forward(x: Tensor): [Tensor, Tensor] {
        return [x.mul(2), x.mul(3)];
      }
    }
    const two = new Two();
    two.register_backward_hook(see);
    const [first, second] = call(() => two(a.mul(1)));
    first.add(second).sum().backward();
    torch.no_grad(() => void call(() => two(a)));
    return [log, warned, both, other, a.grad!.tolist()];
  },
  conversions() {
    const n = new nn.Linear(2, 1);
    n.register_buffer('count', torch.tensor(3n));
    const { weight } = n;
    const address = weight.data_ptr();
    n(torch.ones(2)).sum().backward();
    n.to(torch.float32);
    const same = n.weight.data_ptr() === address;
    const kinds = [
      () => n.double(), () => n.to(torch.bfloat16), () => n.half(), () => n.to('cpu', torch.float32),
      () => n.to(torch.ones(1, { dtype: torch.float64 })), () => n.float(), () => n.type(torch.float64),
    ].map((convert) => {
      convert();
      return [n.weight.dtype, n.weight.grad!.dtype, n.get_buffer('count').dtype].map(String);
    });
    const meta = new nn.Linear(1, 1, { device: 'meta' });
    return [same, n.weight === weight, kinds, failure(() => n.to(torch.int64)), failure(() => meta.to('cpu')),
      String(meta.to_empty({ device: 'cpu' }).weight.device)];
  },
  modes_and_gradients() {
    const n = net();
    const training = (): boolean[] => Array.from(n.modules(), (m) => m.training);
    n.eval();
    const flags = [training()];
    n.tail!.train();
    flags.push(training());
    n.requires_grad_(false);
    flags.push(Array.from(n.parameters(), (p) => p.requires_grad));
    n.requires_grad_();
    n(torch.ones(2)).sum().backward();
    n.zero_grad({ set_to_none: false });
    const grads: unknown[] = [Array.from(n.parameters(), (p) => p.grad?.abs().sum().item() ?? null)];
    n.zero_grad();
    grads.push(Array.from(n.parameters(), (p) => p.grad === null));
    const seen: string[] = [];
    n.apply((m) => void seen.push(m.constructor.name));
    return [flags, grads, seen, failure(() => n.train(untyped(3))), failure(() => new nn.Module()(untyped(1)))];
  },
  sequential() {
    const s = new nn.Sequential(new nn.Linear(1, 2), new nn.ReLU(), new nn.Tanh());
    s.append(new nn.Sigmoid());
    s.insert(1, new nn.Identity());
    const popped = s.pop(0).constructor.name;
    s.extend(new nn.Sequential(new nn.ELU()));
    s[1] = new nn.SELU();
    const named = new nn.Sequential({ a: new nn.ReLU(), b: new nn.Tanh() });
    return {
      text: String(s), popped, length: s.length, last: String(s.at(-1)), part: String(s.slice(1, 3)),
      sum: String(s.slice(0, 1).add(s.slice(0, 1))), classes: classes(s), named: String(named.slice(1)),
      refused: [() => s.at(7), () => s.at(-8), () => s.insert(9, new nn.ReLU()), () => new nn.Sequential(untyped(3)),
        () => s.add(untyped(new nn.ReLU()))].map(failure),
    };
  },
  module_list() {
    const m = new nn.ModuleList<nn.Module>([new nn.Linear(1, 2), new nn.ReLU()]);
    m.append(new nn.Tanh());
    m.insert(1, new nn.Identity());
    const popped = m.pop(0).constructor.name;
    m.extend([new nn.ELU()]);
    m[0] = new nn.SELU();
    return {
      text: String(m), popped, length: m.length, part: String(m.slice(1)), classes: classes(m),
      sum: String(m.slice(0, 1).add([new nn.ReLU()])),
      refused: [
        () => m.at(7), () => m.extend(untyped(3)), () => m.append(untyped(3)), () => m(untyped(1)),
      ].map(failure),
    };
  },
  module_dict() {
    const d = new nn.ModuleDict({ b: new nn.ReLU(), a: new nn.Tanh() });
    d.set('c', new nn.ELU());
    d.update([['d', new nn.SELU()], ['b', new nn.GELU()]]);
    d.update(new nn.ModuleDict({ e: new nn.Sigmoid() }));
    const popped = d.pop('a').constructor.name;
    const state = {
      text: String(d), keys: [...d], items: Array.from(d.items(), ([key, m]) => [key, m.constructor.name]), popped,
      length: d.length, has: [d.has('c'), d.has('a')],
    };
    d.delete('c');
    const after = [...d.keys()];
    const refused = [() => d.get('x'), () => d.pop('x'), () => d.update(untyped(3)), () => d.update(untyped([3])),
      () => d.update(untyped([['a', new nn.ReLU(), 3]])), () => new nn.ModuleDict({ keys: new nn.ReLU() })].map(failure);
    d.clear();
    return { ...state, after, refused, cleared: String(d) };
  },
  parameter_list() {
    const p = new nn.ParameterList([nn.Parameter(torch.ones(1)), torch.zeros(2)]);
    p.append(torch.ones(3));
    p.extend([torch.ones(4)]);
    p.set(0, torch.zeros(5));
    return {
      text: String(p), length: p.length, shapes: Array.from(p, (x) => [...x.shape]), last: [...p.at(-1).shape],
      part: String(p.slice(1, 3)), names: keysOf(p.named_parameters()),
      refused: [() => p.at(9), () => p.extend(torch.ones(1)), () => p.extend(untyped(3)), () => p()].map(failure),
    };
  },
  parameter_dict() {
    const d = new nn.ParameterDict({ b: torch.ones(1), a: torch.zeros(2) });
    d.set('c', torch.ones(3));
    d.update(new OrderedDict([['z', torch.ones(1)], ['y', torch.ones(1)]]));
    d.setdefault('c', torch.ones(9));
    d.setdefault('w', torch.ones(4));
    const popped = [...d.pop('b').shape];
    const [key, value] = d.popitem();
    const state = {
      text: String(d), keys: [...d], popped, item: [key, [...value.shape]], length: d.length,
      has: [d.has('c'), d.has('b')], get: [d.get('x', null), d.get('x', 3), [...d.get('a').shape]],
      copy: String(d.copy()), names: keysOf(d.named_parameters()),
    };
    const refused = [() => d.pop('x'), () => d.update(untyped(3)), () => d.update(untyped([['a', torch.ones(1), 3]])),
      () => d()].map(failure);
    d.clear();
    return { ...state, refused, cleared: String(d) };
  },
  copies() {
    const n = net();
    n.blocks[0]!.fc.register_forward_hook((_, __, out) => out.mul(0));
    n.eval();
    const c = deepcopy(n);
    c.scale!.data.fill_(5);
    const out = (m: Net): string => JSON.stringify(m(torch.ones(2)).detach().tolist());
    return [String(c) === String(n), [...c.state_dict().keys()], c.scale === c.tied, c.again === c.blocks[0],
      n.scale!.tolist(), c.training, out(c) === out(n), c.blocks[0]!(torch.ones(2)).tolist(),
      failure(() => deepcopy(n.scale!.mul(2)))];
  },
};
