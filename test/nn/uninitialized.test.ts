import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import * as F from 'nodetorch/nn/functional';
import { is_lazy } from 'nodetorch/nn/parameter';
import { expect, test } from 'vitest';

interface Golden {
  refused: string[];
  allowed: Record<string, string>;
  texts: Record<'UninitializedParameter' | 'UninitializedBuffer', string>;
  functions: Record<string, string>;
}
const golden = JSON.parse(readFileSync(new URL('../golden/uninitialized.json', import.meta.url), 'utf8')) as Golden;

type Methods = Record<string, (...args: unknown[]) => unknown>;
const made = {
  UninitializedParameter: () => nn.UninitializedParameter(),
  UninitializedBuffer: () => nn.UninitializedBuffer(),
};

function attempt(call: () => unknown): string {
  try {
    const value = call();
    if (!(value instanceof torch.Tensor)) return value === null ? 'None' : String(value);
    const name = is_lazy(value) ? 'UninitializedParameter' : 'Tensor';
    return `${name} ${value.dtype} [${value.data.shape.join(', ')}]`;
  } catch (error) {
    const { name, message } = error as Error;
    return name === 'ValueError' && message.startsWith('Attempted to use an uninitialized') ? 'refused' : name;
  }
}

test('methods are refused on what waits for its shape, with the text of PyTorch', () => {
  const { prototype } = torch.Tensor as unknown as { prototype: Methods };
  const known = golden.refused.filter((name) => typeof prototype[name] === 'function');
  expect(known.length).toBeGreaterThan(450);
  for (const [className, text] of Object.entries(golden.texts)) {
    const tensor = made[className as keyof typeof made]() as unknown as Methods;
    for (const name of known) {
      let thrown: unknown;
      try {
        tensor[name]!();
      } catch (error) {
        thrown = error;
      }
      expect([name, String(thrown)]).toEqual([name, `ValueError: ${text.replace("'clone'", `'${name}'`)}`]);
    }
  }
});

test('methods that look at dtype and device are allowed', () => {
  const { cuda: _, qr: _q, cholesky: _c, eig: _e, symeig: _s, set_: _set, ...allowed } = golden.allowed;
  const call = (name: string): unknown =>
    (nn.UninitializedParameter() as unknown as Methods)[name]!(...(name === 'to' ? ['cpu'] : []));
  const found = Object.fromEntries(Object.keys(allowed).map((name) => [name, attempt(() => call(name))]));
  expect(found).toEqual(Object.fromEntries(
    Object.entries(allowed).map(([name, text]) => [name, { True: 'true', False: 'false' }[text] ?? text])));
});

test('functions, other tensors and layers refuse it, too', () => {
  const p = nn.UninitializedParameter();
  const x = torch.ones(2, 2);
  const calls: Record<string, () => unknown> = {
    'torch.add(p, 1)': () => torch.add(p, 1),
    'torch.cat([x, p])': () => torch.cat([x, p]),
    'torch.relu(p)': () => torch.relu(p),
    'F.linear(x, p)': () => F.linear(x, p),
    'F.linear(x, weight=p)': () => F.linear(x, { weight: p }),
    'F.conv1d(x, p)': () => F.conv1d(x, p),
    'F.dropout(p)': () => F.dropout(p),
    'x.add(p)': () => x.add(p),
    'x.mm(p)': () => x.mm(p),
    'x.copy_(p)': () => x.clone().copy_(p),
    'torch.linalg.norm(p)': () => torch.linalg.norm(p),
    'nn.init.normal_(p)': () => nn.init.normal_(p),
    'p.copy_(x)': () => nn.UninitializedParameter({ requires_grad: false }).copy_(x),
    'LazyLinear.requires_grad_': () => new nn.LazyLinear(2).requires_grad_(false),
    'LazyLinear.double': () => (new nn.LazyLinear(2).double() as unknown as { weight: Tensor }).weight.dtype,
    'LazyLinear.state_dict': () => {
      const weight = new nn.LazyLinear(2).state_dict().get('weight');
      return is_lazy(weight) ? 'UninitializedParameter' : 'Tensor';
    },
    'p.grad': () => p.grad,
    'p.ndim': () => p.ndim,
    'p.requires_grad': () => p.requires_grad,
    'p.is_leaf': () => p.is_leaf,
    'p.shape': () => p.shape,
    'p.data': () => p.data,
    'p.T': () => p.T,
    'p.nbytes': () => p.nbytes,
    'p.itemsize': () => p.itemsize,
    'len(p)': () => p.length,
  };
  const wanted = Object.entries(golden.functions).map(([name, text]) => [name, text === 'True' ? 'true' : text]);
  expect(Object.entries(calls).map(([name, call]) => [name, attempt(call)])).toEqual(wanted);
});

test('with a shape it is a tensor like any other', () => {
  const layer = new nn.LazyConv1d(5, 3);
  const weight = (layer as unknown as { weight: Tensor }).weight;
  expect(() => weight.clone()).toThrow('Attempted to use an uninitialized parameter');
  const copy = deepcopy(layer);
  layer.forward(torch.ones(1, 2, 4));
  expect(String(weight.clone().shape)).toBe('torch.Size([5, 2, 3])');
  expect(attempt(() => (copy as unknown as { weight: Tensor }).weight.clone())).toBe('refused');
});
