import * as torch from 'nodetorch';
import { overrides, type Tensor } from 'nodetorch';
import type { AnyClass, AnyFunction } from 'nodetorch/overrides';
import { expect, test } from 'vitest';
import { testTexts } from '../texts.js';

const { NotImplemented, TorchFunctionMode, has_torch_function, handle_torch_function } = overrides;
const F = torch.nn.functional;
const X = torch.ones(2);
type Args = readonly unknown[];

const nameOf = (func: AnyFunction): string => overrides.resolve_name(func) ?? func.name;
const asked = (func: AnyFunction, types: readonly AnyClass[], args: Args, kwargs: object): unknown[] =>
  [nameOf(func), types.map((type) => type.name), args.length, Object.keys(kwargs).sort()];

class Duck {
  static __torch_function__(func: AnyFunction, types: readonly AnyClass[], args: Args, kwargs: object): unknown {
    return [this.name, ...asked(func, types, args, kwargs)];
  }
}
class Duckling extends Duck {}
class Goose {
  __torch_function__(func: AnyFunction, types: readonly AnyClass[], args: Args, kwargs: object): unknown {
    return ['a goose', ...asked(func, types, args, kwargs)];
  }
}
class Shy {
  static __torch_function__(): unknown {
    return NotImplemented;
  }
}
class Wrapped {
  constructor(readonly inner: Tensor) {}
  static __torch_function__(func: AnyFunction, _types: unknown, args: Args, kwargs: object): unknown {
    return new Wrapped(func(...args.map((arg) => (arg instanceof Wrapped ? arg.inner : arg)), kwargs) as Tensor);
  }
}
class Log extends TorchFunctionMode {
  readonly seen: string[] = [];
  override __torch_function__(func: AnyFunction, _types: unknown, args: Args, kwargs: object): unknown {
    this.seen.push(nameOf(func));
    return func(...args, kwargs);
  }
}

function logged(body: () => void): string[] {
  const log = new Log();
  log.run(body);
  return log.seen;
}
function nestedLogs(): string[][] {
  using outer = new Log();
  using inner = new Log();
  torch.add(X, 1);
  return [outer.seen, inner.seen];
}
function own(a: unknown, b: unknown): unknown {
  return has_torch_function([a, b]) ? handle_torch_function(own as AnyFunction, [a, b], a, b) : a;
}

const [D, G, S] = [new Duck(), new Goose(), new Shy()] as unknown as Tensor[] as [Tensor, Tensor, Tensor];
const inner = (value: unknown): Tensor => (value as Wrapped).inner;
const list = (value: unknown): unknown[] => value as unknown[];

testTexts('overrides', {
  'a function': () => torch.add(D, 1),
  'a later argument': () => torch.mul(X, D),
  "a method's argument": () => X.add(D),
  'by name': () => torch.add(X, { other: D }),
  'out': () => torch.add(X, X, { out: D }),
  'in a list': () => torch.cat([X, D]),
  "an instance's own": () => torch.sub(G, 1),
  'two of a class': () => torch.add(D, new Duck() as unknown as Tensor),
  'a subclass first': () => torch.add(D, new Duckling() as unknown as Tensor),
  'two classes': () => torch.add(G, D),
  'the first leaves it': () => torch.add(S, D),
  'all leave it': () => torch.add(S, 1),
  'of torch.nn.functional': () => list(F.softmax(D, 1)).slice(0, 3),
  'with options': () => list(F.dropout(D, { p: 0.5 })).slice(0, 4),
  'of torch.linalg': () => torch.linalg.det(D),
  'of torch.functional': () => list(torch.einsum('i,i', D, X)).slice(0, 1),
  'through to tensors': () => inner(torch.add(new Wrapped(X) as unknown as Tensor, torch.ones(2), { alpha: 2 })),
  'a method through to tensors': () => inner(X.mul(new Wrapped(X) as unknown as Tensor)),
  'has': () => [has_torch_function([D]), has_torch_function([X, 1]), has_torch_function([])],
  'like a tensor': () => [X, D, G, 1, {}].map(overrides.is_tensor_like),
  'names': () => [torch.add, F.relu, torch.linalg.det, torch.Tensor.prototype.add].map((f) => nameOf(f as AnyFunction)),
  'a method or not': () => [torch.Tensor.prototype.add, torch.add].map((f) =>
    overrides.is_tensor_method_or_property(f as AnyFunction)),
  'handled': () => [list(own(D, 1))[0], own(3, 1)],
  'not handled': () => own(S, 1),
  'wrapped': () => {
    const add_one = overrides.wrap_torch_function((a: Tensor, b: Tensor) => [a, b])(function add_one(a, b) {
      return a.add(b).add(1);
    });
    return [add_one(X, X), list(add_one(D, X))[0], add_one.name];
  },
  'ignored': () => [torch.zeros, torch.add].map((f) => overrides.get_ignored_functions().has(f as AnyFunction)),
  'testing': () => overrides.get_testing_overrides().get(torch.relu as AnyFunction)!(X),
  'a mode': () => logged(() => void torch.add(X, 1)),
  'a mode, a method': () => logged(() => void X.add(1)),
  'a mode, written by hand': () => logged(() => void F.dropout(X, 0.5, false)),
  'a mode of nothing': () => logged(() => undefined),
  'two modes': nestedLogs,
  'disabled': () => torch.DisableTorchFunctionSubclass(() => has_torch_function([D])),
  'what is disabled': () => logged(() => {
    torch.DisableTorchFunction(() => torch.add(X, 1));
    torch.DisableTorchFunctionSubclass(() => torch.add(X, 1));
  }),
  'redispatched': () => overrides.redispatch_function(F.dropout as AnyFunction, [], [X, 0.5, false]),
});

test('a method that was taken from its class takes the tensor as its first argument', () => {
  const { add } = torch.Tensor.prototype as unknown as { add: AnyFunction };
  expect((add(X, 1) as Tensor).tolist()).toEqual([2, 2]);
  expect((add(X, 1, { alpha: 3 }) as Tensor).tolist()).toEqual([4, 4]);
  expect(() => add(undefined)).toThrow(TypeError);
});

test('a mode ends when its body throws, and refuses an async one', () => {
  const log = new Log();
  expect(() => log.run(() => {
    throw new Error('no');
  })).toThrow('no');
  expect(() => log.run(async () => Promise.resolve())).toThrow(TypeError);
  torch.add(X, 1);
  expect(log.seen).toEqual([]);
});

test('a list of data is not walked, however long it says it is', () => {
  const endless = new Proxy([1, 2], { get: (target, name) => (name === 'length' ? 2 ** 31 : Reflect.get(target, name) as unknown) });
  expect(() => torch.full(endless, 1)).toThrow();
  expect(() => torch.relu(new Array(2 ** 31) as never)).toThrow(TypeError);
});
