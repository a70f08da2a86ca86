import { afterEach, describe, expect, test } from 'vitest';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import * as copy from 'nodetorch/copy';

afterEach(() => {
  torch.compiler.reset();
});

const { compile, compiler, _dynamo, tensor } = torch;
const ones = (...size: number[]): Tensor => torch.ones(size);

/** Counts how often JavaScript runs. */
function counting(): { f: (x: Tensor) => Tensor; count: () => number } {
  let count = 0;
  return {
    f: (x) => {
      count++;
      return x.mul(2).add(1);
    },
    count: () => count,
  };
}

describe('torch.compile', () => {
  test('takes a function by position, its options by name, or the options first', () => {
    const { f } = counting();
    const all = [compile(f), compile(f, { mode: 'reduce-overhead' }), compile({ fullgraph: true })(f), compile(null)(f)];
    for (const made of all) {
      expect(made(ones(2)).tolist()).toEqual([3, 3]);
      expect(made.name).toBe(f.name);
    }
    expect(compile(f, { disable: true })).toBe(f);
    expect(compile(f, { backend: 'eager' })).toBe(f);
  });

  test('refuses what PyTorch refuses, and options that there are not', () => {
    const { f } = counting();
    expect(() => compile(f, { mode: 'fast' })).toThrow('Unrecognized mode=fast, should be one of: default, reduce-overhead');
    expect(() => compile(f, { mode: 'default', options: {} })).toThrow('Either mode or options can be specified');
    expect(() => compile(f, { options: { max_autotune: true } })).toThrow('Unexpected optimization option max_autotune');
    expect(() => compile(f, { backend: 'tvm' })).toThrow(_dynamo.exc.InvalidBackend);
    expect(() => compile(f, { verify: 1.5 })).toThrow("'verify' must be a whole number");
    expect(() => compile(f, { fulgraph: true } as never)).toThrow('fullgraph');
    expect(() => compile(3 as never)).toThrow('expected a function or a Module');
  });

  test('a method keeps its object', () => {
    class Scale {
      by = 3;
      run = compile(function (this: Scale, x: Tensor): Tensor {
        return x.mul(this.by);
      });
    }
    const scale = new Scale();
    for (let i = 0; i < 4; i++) expect(scale.run(ones(2)).tolist()).toEqual([3, 3]);
    scale.by = 4;
    expect(scale.run(ones(2)).tolist()).toEqual([4, 4]);
  });

  test('a function that breaks throws with fullgraph, and says where', () => {
    const f = (x: Tensor): Tensor => (x.sum().item() > 0 ? x.add(1) : x);
    const g = compile(f, { fullgraph: true });
    let thrown: unknown;
    try {
      g(ones(2));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(_dynamo.exc.Unsupported);
    expect(thrown).toBeInstanceOf(torch.RuntimeError);
    expect((thrown as Error).message).toContain('cannot be replayed as a whole');
    expect((thrown as Error).message).toContain('surface.test.ts');
    expect(compile(f)(ones(2)).tolist()).toEqual([2, 2]);
  });

  test('as many recordings as the limit allows, then as it is written, or an error', () => {
    const { f, count } = counting();
    const g = compile(f, { recompile_limit: 1, dynamic: false, verify: 0 });
    for (const size of [2, 2, 3, 3]) g(ones(size));
    expect(count()).toBe(3);
    const strict = compile(f, { recompile_limit: 1, dynamic: false, fullgraph: true });
    strict(ones(2));
    expect(() => strict(ones(3))).toThrow(_dynamo.exc.FailOnRecompileLimitHit);
  });
});

describe('modules', () => {
  const make = (): nn.Sequential => new nn.Sequential(new nn.Linear(4, 3), new nn.ReLU());

  test('a compiled module has the names, members and state of PyTorch', () => {
    const module = make();
    const made = compile(module);
    expect(made).toBeInstanceOf(_dynamo.OptimizedModule);
    expect(made).toBeInstanceOf(nn.Module);
    expect([...made.state_dict().keys()]).toEqual(['_orig_mod.0.weight', '_orig_mod.0.bias']);
    expect([...made.parameters()]).toEqual([...module.parameters()]);
    expect(Array.from(made.named_modules(), ([name]) => name)).toEqual(['', '_orig_mod', '_orig_mod.0', '_orig_mod.1']);
    expect(String(made)).toBe('OptimizedModule(\n  (_orig_mod): Sequential(\n    (0): Linear(in_features=4, ' +
      'out_features=3, bias=True)\n    (1): ReLU()\n  )\n)');
    for (let i = 0; i < 4; i++) expect(made(ones(2, 4)).equal(module(ones(2, 4)))).toBe(true);
  });

  test('train and eval reach the module, from either side', () => {
    const module = make();
    const made = compile(module);
    made.eval();
    expect([module.training, made.training]).toEqual([false, false]);
    module.train();
    expect(made.training).toBe(true);
  });

  test('fields and methods are those of the module', () => {
    class Net extends nn.Module {
      factor = 2;
      forward(x: Tensor): Tensor {
        return x.mul(this.factor);
      }
      twice(x: Tensor): Tensor {
        return this(this(x));
      }
    }
    const module = new Net();
    const made = compile(module);
    expect(made.factor).toBe(2);
    expect(made.twice(ones(1)).item()).toBe(4);
    made.factor = 5;
    expect(module.factor).toBe(5);
    for (let i = 0; i < 3; i++) expect(made(ones(1)).item()).toBe(5);
  });

  test('a copy is compiled, and has parameters of its own', () => {
    const module = make();
    const made = compile(module);
    const other = copy.deepcopy(made);
    expect(other).toBeInstanceOf(_dynamo.OptimizedModule);
    torch.no_grad(() => {
      for (const parameter of other.parameters()) parameter.zero_();
    });
    for (let i = 0; i < 4; i++) {
      expect(other(ones(2, 4)).sum().item()).toBe(0);
      expect(made(ones(2, 4)).equal(module(ones(2, 4)))).toBe(true);
    }
  });

  test('Module.compile replays the calls of the module itself, which keeps its names', () => {
    let count = 0;
    class Net extends nn.Module {
      linear = new nn.Linear(2, 2);
      forward(x: Tensor): Tensor {
        count++;
        return this.linear(x).relu();
      }
    }
    const net = new Net();
    const expected = net(ones(1, 2));
    net.compile({ verify: 0 });
    for (let i = 0; i < 5; i++) expect(net(ones(1, 2)).equal(expected)).toBe(true);
    expect(count).toBe(2);
    expect([...net.state_dict().keys()]).toEqual(['linear.weight', 'linear.bias']);
    net.compile({ disable: true });
    net(ones(1, 2));
    expect(count).toBe(3);
  });

  test('a module that cannot be recorded is not recorded at each call', () => {
    let count = 0;
    class Net extends nn.Module {
      linear = new nn.Linear(2, 2);
      forward(x: Tensor): Tensor {
        count++;
        return x.sum().item() > 0 ? this.linear(x) : x;
      }
    }
    const made = compile(new Net());
    for (let i = 0; i < 5; i++) made(ones(1, 2));
    expect(count).toBe(5);
  });
});

describe('torch.compiler', () => {
  test('is_compiling is true while a function is recorded', () => {
    const seen: boolean[] = [];
    const g = compile((x: Tensor) => {
      seen.push(compiler.is_compiling());
      return x.add(1);
    }, { verify: 0 });
    g(ones(2));
    g(ones(2));
    expect([seen, compiler.is_compiling()]).toEqual([[true], false]);
  });

  test('reset forgets all recordings', () => {
    const { f, count } = counting();
    const g = compile(f, { verify: 0 });
    for (let i = 0; i < 3; i++) g(ones(2));
    compiler.reset();
    for (let i = 0; i < 3; i++) g(ones(2));
    expect(count()).toBe(2);
  });

  test('what is disabled runs in JavaScript at each call, and its modules too', () => {
    let count = 0;
    const aside = compiler.disable((x: Tensor) => {
      count++;
      return x.mul(3);
    });
    const g = compile((x: Tensor) => aside(x).add(1));
    for (let i = 0; i < 4; i++) expect(g(ones(1)).item()).toBe(4);
    expect(count).toBe(4);
    const module = compiler.disable(new nn.Linear(2, 2));
    expect(module).toBeInstanceOf(nn.Module);
    expect(_dynamo.explain((x: Tensor) => module(x))(ones(1, 2)).break_reasons[0]!.reason).toContain(
      'Linear is marked by torch.compiler.disable');
  });

  test('what is assumed to be constant is not called again', () => {
    let count = 0;
    const table = compiler.assume_constant_result(() => {
      count++;
      return torch.arange(3).mul(2);
    });
    const g = compile((x: Tensor) => x.add(table()), { verify: 0 });
    for (let i = 0; i < 4; i++) expect(g(ones(3)).tolist()).toEqual([1, 3, 5]);
    expect(count).toBe(1);
    expect(_dynamo.explain((x: Tensor) => x.add(table()))(ones(3)).op_count).toBe(1);
  });

  test('stances', () => {
    const { f, count } = counting();
    const g = compile(f, { verify: 0, dynamic: false });
    g(ones(2));
    {
      using _ = compiler.set_stance('force_eager');
      g(ones(2));
    }
    g(ones(2));
    expect(count()).toBe(2);
    {
      using _ = compiler.set_stance('eager_on_recompile');
      g(ones(2));
      for (let i = 0; i < 3; i++) g(ones(3));
    }
    expect(count()).toBe(5);
    {
      using _ = compiler.set_stance('fail_on_recompile');
      g(ones(2));
      expect(() => g(ones(3))).toThrow(/Detected recompile .*\n.*guard failure\(s\):\n *- shape/);
    }
    {
      using _ = compiler.set_stance('eager_then_compile');
      const other = compile(f, { verify: 0 });
      for (let i = 0; i < 4; i++) other(ones(2));
    }
    expect(count()).toBe(7);
    expect(() => compiler.set_stance('fast' as never)).toThrow('invalid torch.compile stance');
  });

  test('backends', () => {
    expect([compiler.list_backends(), compiler.list_backends(null)]).toEqual(
      [['inductor'], ['aot_eager', 'eager', 'inductor']]);
    const { f } = counting();
    compiler.set_default_backend('eager');
    expect([compiler.get_default_backend(), compile(f)]).toEqual(['eager', f]);
    compiler.set_default_backend(null);
    expect(compiler.get_default_backend()).toBe('inductor');
    expect(() => compiler.set_default_backend('x')).toThrow('Invalid backend');
  });

  test('what asks nothing of the compiler', () => {
    const { f } = counting();
    const { nonstrict_trace, nested_compile_region } = compiler;
    expect([nonstrict_trace(f), nested_compile_region(f), nested_compile_region()(f)]).toEqual([f, f, f]);
    expect([compiler.cudagraph_mark_step_begin(), compiler.is_exporting()]).toEqual([undefined, false]);
    expect(compiler.config).toBe(_dynamo.config);
  });
});

describe('torch._dynamo.explain', () => {
  test('counts recordings and operators', () => {
    // Not neighbours that one sweep would take together.
    const output = _dynamo.explain((x: Tensor) => x.mm(x).sum(0))(ones(2, 2));
    expect([output.graph_count, output.graph_break_count, output.op_count]).toEqual([1, 0, 2]);
    expect(output.ops_per_graph[0]!.map((each) => /aten::(\w+)/.exec(each)![1])).toEqual(['mm', 'sum']);
    expect(String(output)).toContain('Graph Count: 1\nGraph Break Count: 0\nOp Count: 2\n');
  });

  test('says why and where, and what is replayed all the same', () => {
    const inner = new nn.Linear(2, 2);
    const last = new nn.Linear(2, 2);
    const output = _dynamo.explain((x: Tensor) => {
      const y = inner(x);
      _dynamo.graph_break('on purpose');
      return last(y);
    })(ones(1, 2));
    expect([output.graph_count > 0, output.graph_break_count]).toEqual([true, 1]);
    const [{ reason, user_stack }] = output.break_reasons as [{ reason: string; user_stack: string[] }];
    expect(reason).toBe('Call to `torch._dynamo.graph_break()`: on purpose');
    expect(user_stack[0]).toMatch(/surface\.test\.ts:\d+/);
    expect(String(output)).toContain('Break Reason 1:');
  });
});

test('what is recorded can be trained', () => {
  torch.manual_seed(0);
  const x = torch.randn(4, 2);
  const net = new nn.Linear(2, 1);
  const loss = compile((input: Tensor) => net(input).pow(2).mean());
  const own = net(x).pow(2).mean();
  own.backward();
  const expected = net.weight.grad!.clone();
  for (let i = 0; i < 4; i++) {
    net.zero_grad();
    loss(x).backward();
    expect(net.weight.grad!.equal(expected)).toBe(true);
  }
  expect(tensor([1]).item()).toBe(1);
});
