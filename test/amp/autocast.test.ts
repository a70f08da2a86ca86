import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as torch from 'nodetorch';
import { amp, bfloat16, float16, float32, float64, nn, type Tensor } from 'nodetorch';
import { autocast_decorator } from 'nodetorch/amp/autocast_mode';
import { checkpoint } from 'nodetorch/utils/checkpoint';
import { describe, expect, test } from 'vitest';

const a = torch.ones([2, 2]);
const product = (): Tensor => a.mm(a);
const isOff = (): void => {
  expect([torch.is_autocast_enabled('cpu'), torch.get_autocast_dtype('cpu'), torch.is_autocast_cache_enabled()])
    .toEqual([false, bfloat16, true]);
};

/** The warnings of a body, which Node tells later. */
async function warnings(body: () => unknown): Promise<string[]> {
  const said: string[] = [];
  const hear = ({ name, message }: Error): void => void said.push(`${name}: ${message}`);
  process.on('warning', hear);
  body();
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.off('warning', hear);
  return said;
}

describe('autocast', () => {
  test('runs a function in its dtype, and is off behind it', () => {
    expect(torch.autocast('cpu', product).dtype).toBe(bfloat16);
    expect(torch.autocast('cpu', { dtype: float16 }, product).dtype).toBe(float16);
    expect(torch.autocast('cpu', float16, product).dtype).toBe(float16);
    expect(torch.autocast({ device_type: 'cpu', enabled: false }, product).dtype).toBe(float32);
    isOff();
    expect(product().dtype).toBe(float32);
  });

  test('holds for the rest of a block', () => {
    {
      using _ = torch.autocast('cpu');
      expect(product().dtype).toBe(bfloat16);
    }
    isOff();
  });

  test('nests: the innermost holds', () => {
    torch.autocast('cpu', () => {
      expect(torch.autocast('cpu', { enabled: false }, product).dtype).toBe(float32);
      torch.autocast('cpu', { dtype: float16, cache_enabled: false }, () => {
        expect([torch.get_autocast_dtype('cpu'), torch.is_autocast_cache_enabled()]).toEqual([float16, false]);
      });
      expect([torch.get_autocast_dtype('cpu'), torch.is_autocast_cache_enabled()]).toEqual([bfloat16, true]);
      expect(product().dtype).toBe(bfloat16);
    });
    isOff();
  });

  test('wraps functions, which run in it each time', () => {
    const mode = torch.autocast('cpu');
    const wrapped = mode(function named(this: unknown, x: Tensor) { return [this, x.mm(x).dtype] as const; });
    const owner = { wrapped };
    expect(owner.wrapped(a)).toEqual([owner, bfloat16]);
    expect(owner.wrapped(a)).toEqual([owner, bfloat16]);
    expect(wrapped.name).toBe('named');
    expect(autocast_decorator(mode, product)().dtype).toBe(bfloat16);
    expect(() => mode(3 as never)).toThrow(
      new TypeError('autocast()(func) requires a callable, but got int. Did you mean to use autocast as a context ' +
        'manager? For example:\n    with torch.autocast(device_type=...):\n        output = model(input)'));
    isOff();
  });

  test('is a class, with its device and dtype', () => {
    const mode = new torch.autocast('cpu', { dtype: float16 });
    expect(mode).toBeInstanceOf(torch.autocast);
    expect([mode.device, mode.fast_dtype]).toEqual(['cpu', float16]);
    expect(torch.amp.autocast).toBe(torch.autocast);
    expect(amp.autocast_mode.autocast).toBe(torch.autocast);
    isOff();
  });

  test('ends where its function throws', () => {
    expect(() => torch.autocast('cpu', () => { throw new Error('enough'); })).toThrow('enough');
    expect(() => torch.autocast('cpu')(() => { throw new Error('enough'); })()).toThrow('enough');
    expect(() => torch.autocast('cpu', 3 as never, product)).toThrow(
      new TypeError("set_autocast_dtype(): argument 'dtype' (position 2) must be torch.dtype, not int"));
    isOff();
  });

  test('refuses async functions, and ends at an await', async () => {
    expect(() => torch.autocast('cpu', async () => product())).toThrow(TypeError);
    expect(() => torch.autocast('cpu')(async () => product())()).toThrow(TypeError);
    const held = async (): Promise<unknown> => {
      using _ = torch.autocast('cpu');
      await Promise.resolve();
      return product().dtype;
    };
    const result = held();
    await Promise.resolve();
    isOff();
    await expect(result).rejects.toThrow('autocast(): its block was left after an await');
  });

  test('is off in a thread that begins', async () => {
    const code = `import('nodetorch').then((torch) => {
      const { parentPort } = process.getBuiltinModule?.('node:worker_threads') ?? require('node:worker_threads');
      parentPort.postMessage(torch.is_autocast_enabled('cpu'));
    });`;
    const worker = torch.autocast('cpu', () => new Worker(code, { eval: true }));
    const mode = torch.autocast('cpu');
    const leave = mode[Symbol.dispose];
    leave.call(mode);
    expect(await once(worker, 'message')).toEqual([false]);
    await worker.terminate();
  });

  test('says which devices it knows', () => {
    expect(['cpu', 'cuda', 'xpu', 'meta'].map((device) => amp.is_autocast_available(device)))
      .toEqual([true, true, true, false]);
    expect(() => amp.is_autocast_available(3 as never)).toThrow(
      new TypeError("_is_autocast_available(): argument 'device_type' (position 1) must be str, not int"));
    expect(() => torch.autocast(3 as never)).toThrow("Expected `device_type` of type `str`, got: `<class 'int'>`");
    expect(() => torch.autocast('hip')).toThrow("User specified an unsupported autocast device_type 'hip'");
    expect(() => torch.autocast('meta')).toThrow('unsupported scalarType');
    expect(() => torch.autocast('privateuseone')).toThrow(torch.AssertionError);
    expect(() => torch.autocast('nothing')).toThrow('device type at start of device string: nothing');
    expect(() => (torch.autocast as () => unknown)()).toThrow(
      "autocast.__init__() missing 1 required positional argument: 'device_type'");
  });

  test('warns of a dtype that the device does not take, and stays off', async () => {
    const said = await warnings(() => expect(torch.autocast('xpu', { dtype: float64 }, product).dtype).toBe(float32));
    expect(said).toContain('UserWarning: In XPU autocast, but the target dtype is not supported. Disabling autocast.\n' +
      'XPU Autocast only supports dtypes of torch.bfloat16, torch.float16 currently.');
  });

  test('by its old names says which are the new ones', async () => {
    const said = await warnings(() => {
      expect(torch.cpu.amp.autocast(product).dtype).toBe(bfloat16);
      expect(torch.cpu.amp.autocast(false, product).dtype).toBe(float32);
      expect(torch.cpu.amp.autocast({ dtype: float16 })).toBeInstanceOf(torch.autocast);
      expect(torch.cuda.amp.autocast({ enabled: false }).fast_dtype).toBe(float16);
      torch.cuda.amp.custom_fwd((x: unknown) => x);
      torch.cuda.amp.custom_bwd((x: unknown) => x);
    });
    for (const [name, instead] of [
      ['cpu.amp.autocast(args...)', "autocast('cpu', args...)"], ['cuda.amp.autocast(args...)', "autocast('cuda', args...)"],
      ['cuda.amp.custom_fwd(args...)', "custom_fwd(args..., device_type='cuda')"],
      ['cuda.amp.custom_bwd(args...)', "custom_bwd(args..., device_type='cuda')"],
    ]) {
      expect(said).toContain(`FutureWarning: \`torch.${name}\` is deprecated. Please use \`torch.amp.${instead}\` instead.`);
    }
  });
});

describe('casts of weights', () => {
  const twice = (options: object): (Tensor | null)[] => {
    const w = torch.ones([2, 2]).requires_grad_();
    return torch.autocast('cpu', options, () => {
      const first = a.mm(w);
      torch.no_grad(() => w.mul_(2));
      return [first, a.mm(w), w];
    });
  };

  test('are kept until the outermost block ends', () => {
    const [first, second, w] = twice({});
    expect(second!.tolist()).toEqual(first!.tolist());
    expect(torch.autocast('cpu', () => a.mm(w!)).tolist()).toEqual([[4, 4], [4, 4]]);
  });

  test('are not kept without the cache', () => {
    expect(twice({ cache_enabled: false })[1]!.tolist()).toEqual([[4, 4], [4, 4]]);
  });

  test('made in no_grad hide no weight from backward', () => {
    const w = torch.ones([2, 2]).requires_grad_();
    torch.autocast('cpu', () => {
      torch.no_grad(() => a.mm(w));
      a.mm(w).sum().backward();
    });
    expect(w.grad!.tolist()).toEqual([[2, 2], [2, 2]]);
    expect(w.grad!.dtype).toBe(float32);
  });
});

describe('in autocast', () => {
  test.each([true, false])('a checkpoint computes again in it, use_reentrant %s', (use_reentrant) => {
    const layer = new nn.Linear(2, 2);
    const seen: unknown[] = [];
    const run = (x: Tensor): Tensor => {
      seen.push([torch.is_autocast_enabled('cpu'), torch.get_autocast_dtype('cpu')]);
      return layer(x);
    };
    const x = torch.ones([1, 2]).requires_grad_();
    const y = torch.autocast('cpu', { dtype: float16 }, () => checkpoint(run, x, { use_reentrant }));
    expect(y.dtype).toBe(float16);
    y.sum().backward();
    expect(seen).toEqual([[true, float16], [true, float16]]);
    // What runs without it is computed again without it.
    const plain = checkpoint(run, x, { use_reentrant });
    torch.autocast('cpu', () => plain.sum().backward());
    expect(seen.slice(2)).toEqual([[false, bfloat16], [false, bfloat16]]);
    isOff();
  });

  test('transforms of functions compute in its dtype', () => {
    const square = (x: Tensor): Tensor => x.mm(a);
    torch.autocast('cpu', () => {
      expect(torch.vmap(square)(torch.ones([3, 2, 2])).dtype).toBe(bfloat16);
      expect(torch.func.grad((x: Tensor) => square(x).sum())(a).dtype).toBe(float32);
    });
  });

  test('recurrent layers take an input of another dtype than their weights', () => {
    const x = torch.ones([4, 1, 2], { dtype: bfloat16 });
    for (const Layer of [nn.LSTM, nn.GRU, nn.RNN]) {
      const layer = new Layer(2, 3) as nn.GRU;
      expect(() => layer(x)).toThrow('RNN input dtype');
      expect(torch.autocast('cpu', () => layer(x)[0].dtype)).toBe(bfloat16);
      expect(() => torch.autocast('cpu', () => layer(x.double()))).toThrow(
        'mat1 and mat2 must have the same dtype, but got Double and BFloat16');
      expect(() => torch.autocast('cpu', () => layer.double()(x))).toThrow(torch.RuntimeError);
    }
    const row = torch.ones([4, 2], { dtype: bfloat16 });
    for (const cell of [new nn.GRUCell(2, 3), new nn.RNNCell(2, 3)]) {
      expect(torch.autocast('cpu', () => cell(row).dtype)).toBe(bfloat16);
    }
    expect(torch.autocast('cpu', () => new nn.LSTMCell(2, 3)(row)[0].dtype)).toBe(bfloat16);
  });
});

describe('custom Functions', () => {
  /** A Function that says in which state it runs. */
  function make(cast_inputs: torch.dtype | null): { apply: (x: Tensor) => Tensor; seen: unknown[] } {
    const seen: unknown[] = [];
    class Own extends torch.autograd.Function {
      static override forward = amp.custom_fwd((ctx: torch.autograd.FunctionCtx, x: Tensor) => {
        seen.push('forward', x.dtype, torch.is_autocast_enabled('cpu'));
        ctx.save_for_backward(x);
        return x.mm(x);
      }, { device_type: 'cpu', cast_inputs });

      static override backward = amp.custom_bwd({ device_type: 'cpu' })(
        (ctx: torch.autograd.FunctionCtx, grad: Tensor) => {
          seen.push('backward', torch.is_autocast_enabled('cpu'));
          return grad.mm(ctx.saved_tensors[0]!);
        });
    }
    return { apply: (x) => Own.apply(x) as Tensor, seen };
  }

  test('run backward in the autocast of their forward', () => {
    const { apply, seen } = make(null);
    const x = torch.ones([2, 2]).requires_grad_();
    torch.autocast('cpu', () => apply(x)).sum().backward();
    torch.autocast('cpu', () => make(null).apply(x)).sum().backward();
    const plain = apply(x);
    torch.autocast('cpu', () => plain.sum().backward());
    expect(seen).toEqual([
      'forward', float32, true, 'backward', true, 'forward', float32, false, 'backward', false,
    ]);
  });

  test('with cast_inputs run on such inputs, outside of autocast', () => {
    const { apply, seen } = make(float32);
    const x = torch.ones([2, 2], { dtype: bfloat16, requires_grad: true });
    const y = torch.autocast('cpu', () => apply(x));
    expect(y.dtype).toBe(float32);
    y.sum().backward();
    apply(x).sum().backward();
    expect(seen).toEqual(['forward', float32, false, 'backward', false, 'forward', bfloat16, false, 'backward', false]);
  });

  test('get what lists, maps and objects hold in the dtype too', () => {
    let got: unknown;
    const fwd = amp.custom_fwd((_: object, ...args: unknown[]) => void (got = args), {
      device_type: 'cpu', cast_inputs: bfloat16,
    });
    const [ints, doubles] = [torch.tensor([1], { dtype: torch.int64 }), torch.tensor([1], { dtype: float64 })];
    torch.autocast('cpu', () => fwd({}, [a, 'text', 3], new Map([['a', a]]), { a, doubles }, ints, null));
    const kind = (value: unknown): unknown => (value instanceof torch.Tensor ? String(value.dtype) : value);
    const [list, map, object, int, none] = got as
      [unknown[], Map<string, Tensor>, Record<string, Tensor>, Tensor, null];
    expect([list.map(kind), kind(map.get('a')), kind(object['a']), kind(object['doubles']), kind(int), none]).toEqual([
      ['torch.bfloat16', 'text', 3], 'torch.bfloat16', 'torch.bfloat16', 'torch.float64', 'torch.int64', null,
    ]);
  });

  test('refuse a device that is no text', () => {
    const refused = "Expected `device_type` of type `str`, got: `<class 'int'>`";
    expect(() => amp.custom_fwd({ device_type: 3 as never })).toThrow(refused);
    expect(() => amp.custom_bwd({ device_type: 3 as never })).toThrow(refused);
    expect(() => amp.custom_fwd(() => 1, {} as never)).toThrow(
      "custom_fwd() missing 1 required keyword-only argument: 'device_type'");
  });
});
