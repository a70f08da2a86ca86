import * as torch from 'nodetorch';
import { expect, test } from 'vitest';
import { testTexts, type Cases } from '../texts.js';

type Any = (...args: unknown[]) => unknown;
type Engine = InstanceType<typeof SobolEngine>;
const { ones, eye, tensor, float64, int32, int64, bfloat16, channels_last, contiguous_format } = torch;
const { SobolEngine } = torch.quasirandom;
const named = torch as unknown as Record<string, Any>;
const any = (value: unknown): Record<string, Any> => value as Record<string, Any>;

const removed = (name: string, count: number): [string, () => unknown] =>
  [`torch.${name}`, () => named[name]!(...Array.from({ length: count }, () => eye(2)))];

type Scrambled = [scramble: boolean, seed: number];

function drawn(dimension: number, counts: number[], dtype = torch.float32, ...options: Scrambled | []): unknown {
  const engine = new SobolEngine(dimension, ...options);
  return counts.map((count) => engine.draw(count, { dtype }).tolist());
}

const cases: Cases = {
  ...Object.fromEntries([removed('cholesky', 1), removed('eig', 1), removed('lstsq', 2), removed('matrix_rank', 1),
    removed('qr', 1), removed('solve', 2), removed('symeig', 1)]),
  'Tensor.qr': () => eye(2).qr(),
  'Tensor.solve': () => eye(2).solve(eye(2)),
  'sym_int': () => [2.75, -2.75, '7', 3].map((each) => torch.sym_int(each)),
  'sym_int of a word': () => torch.sym_int('x'),
  'sym_max': () => [torch.sym_max(1, 2.5), torch.sym_max(3, 2), torch.sym_min(1, 2.5), torch.sym_min(3, 2)],
  'sym_not': () => [torch.sym_not(true), torch.sym_not(0)],
  'sym_ite': () => [torch.sym_ite(true, 1, 2), torch.sym_ite(false, 1, 2)],
  'sym_ite of a number': () => any(torch)['sym_ite']!(1, 1, 2),
  'sym_ite of two kinds': () => any(torch)['sym_ite']!(true, 'a', 2),
  'sym_sqrt': () => torch.sym_sqrt(6.25),
  'sym_sqrt below zero': () => torch.sym_sqrt(-1),
  'sym_sum': () => [torch.sym_sum([1, 2, 3]), torch.sym_sum(1, 2, 3), torch.sym_sum()],
  'sym_fresh_size': () => torch.sym_fresh_size(3),
  'legacy_contiguous_format': () => torch.legacy_contiguous_format,
  'newaxis': () => torch.newaxis,
  'what every build has': () =>
    [torch.has_lapack, torch.has_openmp, torch.has_spectral, torch.compiled_with_cxx11_abi()],
  'version': () => [torch.version.hip, torch.version.rocm, torch.version.xpu, torch.version.debug,
    torch.version.git_version],
  'thread_safe_generator': () => torch.thread_safe_generator(),
  'apply_': () => tensor([[1, 2], [3, 4]]).apply_((x) => (x as number) * 2 + 0.5),
  'apply_ of a view': () => torch.arange(6, { dtype: torch.float32 }).reshape(2, 3).t().apply_((x) => -(x as number)),
  'apply_ of booleans': () => tensor([true, false]).apply_((x) => !(x as unknown as boolean)),
  'apply_ of integers': () => tensor([1, 2], { dtype: int64 }).apply_((x) => (x as number) + 0.75),
  'apply_ of bfloat16': () => ones(2, { dtype: bfloat16 }).apply_((x) => (x as number) + 1),
  'apply_ of no dimensions': () => tensor(2).apply_((x) => (x as number) + 1),
  'apply_ of nothing': () => torch.zeros(0).apply_((x) => x),
  'apply_ on meta': () => ones(2, { device: 'meta' }).apply_((x) => x),
  'apply_ of words': () => any(ones(2, { dtype: int64 }))['apply_']!(() => 'a'),
  'apply_ of no function': () => any(ones(2))['apply_']!(3),
  'apply_ where a gradient is required': () => ones(2, { requires_grad: true }).apply_((x) => x),
  'map_': () => tensor([1, 2]).map_(tensor([10, 20]), (x, y) => (x as number) + (y as number)),
  'map_ of one element': () => ones(2).map_(ones(1), (x, y) => (x as number) + (y as number)),
  'map_ of other sizes': () => ones(2).map_(ones(3), (x) => x!),
  'map_ of another dtype': () => ones(2).map_(ones(2).double(), (x) => x!),
  'map_ of a number': () => any(ones(2))['map_']!(1, () => 1),
  'map_ where a gradient is required': () => ones(2).map_(ones(2, { requires_grad: true }), (x) => x!),
  'map2_': () => ones(2).map2_(ones(2), tensor([3, 4]), (a, b, c) => (a as number) + (b as number) * (c as number)),
  'map2_ of another dtype': () => ones(2).map2_(ones(2), ones(2).double(), (a) => a!),
  'dim_order': () => [ones(2, 3), ones(2, 3, 4).transpose(0, 2), ones(2, 1, 4).expand(2, 3, 4), tensor(1),
    ones(2, 3, 4, 5).contiguous({ memory_format: channels_last }), ones(2, 3, 4, 5).permute(3, 1, 0, 2),
    ones(2, 3, 1, 1).contiguous({ memory_format: channels_last })].map((each) => each.dim_order()),
  'dim_order that must be one': () => ones(2, 1, 4).dim_order({ ambiguity_check: true }),
  'dim_order of formats': () => ones(1, 1).dim_order({ ambiguity_check: [contiguous_format] }),
  'dim_order of a number': () => any(ones(2, 3))['dim_order']!({ ambiguity_check: 3 }),
  'dim_order of sparse tensors': () => ones(2).to_sparse().dim_order(),
  'new': () => [ones(2).new([1, 2]), ones(2, { dtype: int32 }).new([1.5]), ones(2).new(), any(ones(2))['new']!(ones(1))],
  'resize': () => [ones(4).resize(2, 2), ones(2).resize_as(ones(1, 2))],
  'resize to more': () => ones(2).resize(3),
  'module_load': () => [ones(2).module_load(torch.zeros(2)), ones(2).module_load(torch.zeros(3), { assign: true })],
  'places': () => [ones(1).is_mkldnn, ones(1).to_mkldnn().is_mkldnn, ones(1).is_mps, ones(1).is_xpu, ones(1).is_xla,
    ones(1).is_ipu, ones(1).is_vulkan, ones(1).is_maia, ones(1).is_mtia],
  'xpu': () => ones(1).xpu(),
  'ipu': () => ones(1).ipu(),
  'mtia': () => ones(1).mtia(),
  'return_types': () => String(torch.return_types.max([ones(1), 2])),
  'return_types of another length': () => torch.return_types.max([1]),
  'return_types that write into out': () =>
    String(torch.max(tensor([[1, 3]]), 1, { out: [torch.empty(0), torch.empty(0, { dtype: int64 })] })),
  'n_fields': () => [torch.return_types.linalg_lstsq.n_fields, torch.return_types.all_return_types.length],
  'SobolEngine': () => [String(new SobolEngine(3)), String(new SobolEngine(3, { scramble: true, seed: 5 }))],
  'SobolEngine of too many dimensions': () => new SobolEngine(21202),
  'drawn': () => drawn(3, [1, 3, 2]),
  'drawn at once': () => drawn(2, [4]),
  'drawn, scrambled': () => drawn(3, [2, 2], float64, true, 7),
  'drawn after others': () => new SobolEngine(2).fast_forward(3).draw(2).tolist(),
  'drawn again': () => {
    const engine: Engine = new SobolEngine(2);
    return [engine.draw(3).size(0), engine.reset().draw(2).tolist()];
  },
  'drawn in powers of two': () => new SobolEngine(2).draw_base2(2).tolist(),
  'drawn in no power of two': () => {
    const engine: Engine = new SobolEngine(2);
    engine.draw(3);
    return engine.draw_base2(2);
  },
  'compiler': () => [torch.compiler.is_compiling(), torch.compiler.is_dynamo_compiling(), torch.compiler.is_exporting()],
  'jit': () => [torch.jit.is_scripting(), torch.jit.is_tracing(), torch.jit.annotate(Number, 3)],
  'jit.ignore of a word': () => any(torch.jit)['ignore']!('x'),
};

testTexts('core_names', cases);

test('what marks a function gives it back', () => {
  const f = (): number => 3;
  const { jit, compiler } = torch;
  const back = [jit.unused(f), jit.ignore(f), jit.ignore()(f), jit.ignore({ drop: true })(f), jit.export(f),
    compiler.allow_in_graph(f), compiler.nonstrict_trace(f)];
  expect(back.every((each) => each === f)).toBe(true);
  expect(() => compiler.allow_in_graph(3 as never)).toThrow('allow_in_graph expects a callable');
});

test('results are instances of their class', () => {
  const made = torch.sort(tensor([2, 1]));
  expect(made).toBeInstanceOf(torch.return_types.sort);
  expect(tensor([2, 1]).sort()).toBeInstanceOf(torch.return_types.sort);
  expect(made).not.toBeInstanceOf(torch.return_types.topk);
  const [values] = torch.return_types.sort([ones(1), ones(1)]) as [torch.Tensor];
  expect(torch.equal(values, ones(1))).toBe(true);
});

test('__config__ says with what libtorch was built', () => {
  expect(torch.__config__.show()).toMatch(/^PyTorch built with:/);
  expect(torch.__config__.parallel_info()).toContain('at::get_num_threads()');
  expect(torch.version.__version__).toBe(torch.__version__);
});

test('the state of generators is forked to the end of a block, and not for meta', () => {
  torch.manual_seed(3);
  const wanted = torch.rand(1).item();
  torch.manual_seed(3);
  {
    using _ = torch.random.fork_rng({ devices: [] });
    torch.rand(5);
  }
  expect(torch.random.fork_rng(() => torch.rand(1).item(), { devices: [] })).toBe(wanted);
  torch.random.fork_rng(() => torch.rand(1), { device_type: 'meta' });
  expect(torch.rand(1).item()).not.toBe(wanted);
  expect(() => torch.random.fork_rng(() => 0, { device_type: 'xla' })).toThrow(
    "Device 'xla' does not have a corresponding module registered as 'torch.xla'.");
});
