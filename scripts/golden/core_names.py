"""Writes what expressions about the core's smaller names print, for test/settings/core_names.test.ts.

    python3 scripts/golden/core_names.py > test/golden/core_names.json
"""

import torch
from support.texts import write

ones = torch.ones


def removed(name, count):
    return lambda: getattr(torch, name)(*[torch.eye(2)] * count)


def drawn(dimension, counts, dtype=torch.float32, **options):
    """Exact: the points are multiples of 2 ** -30, of which the first few need few bits."""
    engine = torch.quasirandom.SobolEngine(dimension, **options)
    return [engine.draw(count, dtype=dtype).tolist() for count in counts]


CASES = {
    **{f"torch.{name}": removed(name, count)
       for name, count in {"cholesky": 1, "eig": 1, "lstsq": 2, "matrix_rank": 1, "qr": 1, "solve": 2,
                           "symeig": 1}.items()},
    "Tensor.qr": lambda: torch.eye(2).qr(),
    "Tensor.solve": lambda: torch.eye(2).solve(torch.eye(2)),
    "sym_int": lambda: [torch.sym_int(2.75), torch.sym_int(-2.75), torch.sym_int("7"), torch.sym_int(3)],
    "sym_int of a word": lambda: torch.sym_int("x"),
    "sym_max": lambda: [torch.sym_max(1, 2.5), torch.sym_max(3, 2), torch.sym_min(1, 2.5), torch.sym_min(3, 2)],
    "sym_not": lambda: [torch.sym_not(True), torch.sym_not(0)],
    "sym_ite": lambda: [torch.sym_ite(True, 1, 2), torch.sym_ite(False, 1, 2)],
    "sym_ite of a number": lambda: torch.sym_ite(1, 1, 2),
    "sym_ite of two kinds": lambda: torch.sym_ite(True, "a", 2),
    "sym_sqrt": lambda: torch.sym_sqrt(6.25),
    "sym_sqrt below zero": lambda: torch.sym_sqrt(-1),
    "sym_sum": lambda: [torch.sym_sum([1, 2, 3]), torch.sym_sum(1, 2, 3), torch.sym_sum()],
    "sym_fresh_size": lambda: torch.sym_fresh_size(3),
    "legacy_contiguous_format": lambda: torch.legacy_contiguous_format,
    "newaxis": lambda: torch.newaxis,
    "what every build has": lambda: [torch.has_lapack, torch.has_openmp, torch.has_spectral,
                                     torch.compiled_with_cxx11_abi()],
    "version": lambda: [torch.version.hip, torch.version.rocm, torch.version.xpu, torch.version.debug,
                        torch.version.git_version],
    "thread_safe_generator": lambda: torch.thread_safe_generator(),
    "apply_": lambda: torch.tensor([[1.0, 2.0], [3.0, 4.0]]).apply_(lambda x: x * 2 + 0.5),
    "apply_ of a view": lambda: torch.arange(6.0).reshape(2, 3).t().apply_(lambda x: -x),
    "apply_ of booleans": lambda: torch.tensor([True, False]).apply_(lambda x: not x),
    "apply_ of integers": lambda: torch.tensor([1, 2]).apply_(lambda x: x + 0.75),
    "apply_ of bfloat16": lambda: ones(2, dtype=torch.bfloat16).apply_(lambda x: x + 1),
    "apply_ of no dimensions": lambda: torch.tensor(2.0).apply_(lambda x: x + 1),
    "apply_ of nothing": lambda: torch.zeros(0).apply_(lambda x: x + 1),
    "apply_ on meta": lambda: ones(2, device="meta").apply_(lambda x: x),
    "apply_ of words": lambda: ones(2, dtype=torch.int64).apply_(lambda x: "a"),
    "apply_ of no function": lambda: ones(2).apply_(3),
    "apply_ where a gradient is required": lambda: ones(2, requires_grad=True).apply_(lambda x: x),
    "map_": lambda: torch.tensor([1.0, 2.0]).map_(torch.tensor([10.0, 20.0]), lambda x, y: x + y),
    "map_ of one element": lambda: ones(2).map_(ones(1), lambda x, y: x + y),
    "map_ of other sizes": lambda: ones(2).map_(ones(3), lambda x, y: x),
    "map_ of another dtype": lambda: ones(2).map_(ones(2).double(), lambda x, y: x),
    "map_ of a number": lambda: ones(2).map_(1, lambda x, y: x),
    "map_ where a gradient is required": lambda: ones(2).map_(ones(2, requires_grad=True), lambda x, y: x),
    "map2_": lambda: ones(2).map2_(ones(2), torch.tensor([3.0, 4.0]), lambda a, b, c: a + b * c),
    "map2_ of another dtype": lambda: ones(2).map2_(ones(2), ones(2).double(), lambda a, b, c: a),
    "dim_order": lambda: [list(ones(2, 3).dim_order()), list(ones(2, 3, 4).transpose(0, 2).dim_order()),
                          list(ones(2, 1, 4).expand(2, 3, 4).dim_order()), list(torch.tensor(1.0).dim_order()),
                          list(ones(2, 3, 4, 5).contiguous(memory_format=torch.channels_last).dim_order()),
                          list(ones(2, 3, 4, 5).permute(3, 1, 0, 2).dim_order()),
                          list(ones(2, 3, 1, 1).contiguous(memory_format=torch.channels_last).dim_order())],
    "dim_order that must be one": lambda: ones(2, 1, 4).dim_order(ambiguity_check=True),
    "dim_order of formats": lambda: list(ones(1, 1).dim_order(
        ambiguity_check=[torch.contiguous_format])),
    "dim_order of a number": lambda: ones(2, 3).dim_order(ambiguity_check=3),
    "dim_order of sparse tensors": lambda: ones(2).to_sparse().dim_order(),
    "new": lambda: [ones(2).new([1, 2]), ones(2, dtype=torch.int32).new([1.5]), ones(2).new(), ones(2).new(ones(1))],
    "resize": lambda: [ones(4).resize(2, 2), ones(2).resize_as(ones(1, 2))],
    "resize to more": lambda: ones(2).resize(3),
    "module_load": lambda: [ones(2).module_load(torch.zeros(2)), ones(2).module_load(torch.zeros(3), assign=True)],
    "places": lambda: [ones(1).is_mkldnn, ones(1).to_mkldnn().is_mkldnn, ones(1).is_mps, ones(1).is_xpu, ones(1).is_xla,
                       ones(1).is_ipu, ones(1).is_vulkan, ones(1).is_maia, ones(1).is_mtia],
    "xpu": lambda: ones(1).xpu(),
    "ipu": lambda: ones(1).ipu(),
    "mtia": lambda: ones(1).mtia(),
    "return_types": lambda: repr(torch.return_types.max([ones(1), 2])),
    "return_types of another length": lambda: torch.return_types.max([1]),
    "return_types that write into out": lambda: repr(torch.max(
        torch.tensor([[1.0, 3.0]]), 1, out=(torch.empty(0), torch.empty(0, dtype=torch.int64)))),
    "n_fields": lambda: [torch.return_types.linalg_lstsq.n_fields, len(torch.return_types.all_return_types)],
    "SobolEngine": lambda: [repr(torch.quasirandom.SobolEngine(3)),
                            repr(torch.quasirandom.SobolEngine(3, scramble=True, seed=5))],
    "SobolEngine of too many dimensions": lambda: torch.quasirandom.SobolEngine(21202),
    "drawn": lambda: drawn(3, [1, 3, 2]),
    "drawn at once": lambda: drawn(2, [4]),
    "drawn, scrambled": lambda: drawn(3, [2, 2], torch.float64, scramble=True, seed=7),
    "drawn after others": lambda: torch.quasirandom.SobolEngine(2).fast_forward(3).draw(2).tolist(),
    "drawn again": lambda: [(engine := torch.quasirandom.SobolEngine(2)).draw(3).shape[0], engine.reset().draw(2).tolist()],
    "drawn in powers of two": lambda: torch.quasirandom.SobolEngine(2).draw_base2(2).tolist(),
    "drawn in no power of two": lambda: (engine := torch.quasirandom.SobolEngine(2)).draw(3) is engine.draw_base2(2),
    "compiler": lambda: [torch.compiler.is_compiling(), torch.compiler.is_dynamo_compiling(),
                         torch.compiler.is_exporting()],
    "jit": lambda: [torch.jit.is_scripting(), torch.jit.is_tracing(), torch.jit.annotate(int, 3)],
    "jit.ignore of a word": lambda: torch.jit.ignore("x"),
}

write(CASES)
