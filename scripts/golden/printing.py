"""Writes tensors and what PyTorch prints for them, for test/printing.test.ts.

    python3 scripts/golden/printing.py > test/golden/printing.json

A case holds the tensor's final elements (so that the formatter is tested by itself), what else the text depends on
(dtype, grad_fn, print options, ...), the text, and, where the tensor comes out of operators, how to make it.
The steps have the same names in test/printing.test.ts.
"""

import json
import math
import operator
import random
import struct

import torch

FLOAT8 = [torch.float8_e5m2, torch.float8_e4m3fn, torch.float8_e5m2fnuz, torch.float8_e4m3fnuz, torch.float8_e8m0fnu]
INTEGERS = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.uint16, torch.uint32, torch.uint64]
NAN, INF = math.nan, math.inf

cases = []


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * x

    @staticmethod
    def backward(ctx, grad):
        return grad


def in_place(x, change):
    x = x.clone()
    change(x)
    return x


STEPS = {
    'requires_grad': lambda x: x.requires_grad_(),
    'parameter': torch.nn.Parameter,
    'frozen_parameter': lambda x: torch.nn.Parameter(x, requires_grad=False),
    'add': lambda x: x.add(1),
    'sub': lambda x: x.sub(1),
    'mul': lambda x: x.mul(2),
    'div': lambda x: x.div(2),
    'pow': lambda x: x.pow(2),
    'sum_0': lambda x: x.sum(0),
    'softmax': lambda x: x.softmax(0),
    'log_softmax': lambda x: x.log_softmax(0),
    'mm': lambda x: x.mm(x),
    'matmul_vector': lambda x: x.matmul(x),
    'view': lambda x: x.view(-1),
    'reshape': lambda x: x.reshape(-1),
    'select': lambda x: x.select(0, 1),
    'narrow': lambda x: x.narrow(0, 0, 1),
    'unsqueeze': lambda x: x.unsqueeze(0),
    'expand': lambda x: x.expand(2, *x.shape),
    'permute': lambda x: x.permute(1, 0),
    'cat': lambda x: torch.cat([x, x]),
    'stack': lambda x: torch.stack([x, x]),
    'index_select': lambda x: x.index_select(0, torch.tensor([0, 0])),
    'where': lambda x: torch.where(x > 0, x, x),
    'clamp': lambda x: x.clamp(0, 1),
    'float64': lambda x: x.to(torch.float64),
    'add_': lambda x: in_place(x, lambda y: y.add_(1)),
    'fill_row_': lambda x: in_place(x, lambda y: y.select(0, 0).fill_(5)),
    'unbind_1': lambda x: x.unbind(0)[1],
    'custom_function': Square.apply,
    'max_1': lambda x: x.max(1),
    'min_0': lambda x: x.min(0),
    'topk': lambda x: x.topk(2),
    'kthvalue': lambda x: x.kthvalue(1),
    'median_0': lambda x: x.median(0),
    'cummax': lambda x: x.cummax(0),
    'cummin': lambda x: x.cummin(0),
    'slogdet': torch.linalg.slogdet,
    'qr': torch.linalg.qr,
    'to_sparse_bsr': lambda x: x.to_sparse_bsr((1, 1)),
    'to_sparse_bsc': lambda x: x.to_sparse_bsc((1, 1)),
    'to_meta': lambda x: x.to('meta'),
    'quantize': lambda x: torch.quantize_per_tensor(x, 0.1, 2, torch.quint8),
    'quantize_qint32': lambda x: torch.quantize_per_tensor(x, 1e-05, 0, torch.qint32),
    'quantize_channel': lambda x: torch.quantize_per_channel(x, tensor([0.1, 0.25]), tensor([0, 1]), 0, torch.qint8),
    'nested': lambda x: torch.nested.nested_tensor([x, x.narrow(0, 0, 1)]),
    'conj_imag': lambda x: x.conj().imag,
    'zero_tensor': lambda x: torch._efficientzerotensor(x.shape),
    'as_float4': lambda x: x.view(torch.float4_e2m1fn_x2),
}
# The others are methods without arguments, or casts to the dtype in their names.
METHODS = ['neg', 'abs', 'clone', 'sum', 'mean', 'max', 'relu', 'exp', 'log', 'sqrt', 'tanh', 'sigmoid', 't', 'squeeze',
           'detach', 'var', 'norm', 'sort', 'mode', 'aminmax', 'frexp', 'to_sparse', 'to_sparse_csr', 'to_sparse_csc',
           'to_mkldnn', 'conj']
STEPS |= {name: operator.methodcaller(name) for name in METHODS}
STEPS |= {f'cast_{str(dtype)[6:]}': operator.methodcaller('to', dtype) for dtype in FLOAT8}


def plain(value):
    if isinstance(value, complex):
        return [plain(value.real), plain(value.imag)]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if type(value) is int and abs(value) > 2**53:
        return str(value)
    return value


def elements(x):
    """The elements in row-major order, parts of complex numbers as pairs; a ramp as its start and step."""
    x = x.detach().clone().resolve_conj().resolve_neg()
    if x.dtype == torch.float4_e2m1fn_x2:
        x = x.view(torch.uint8)
    flat = [plain(value) for value in x.reshape(-1).tolist()]
    if len(flat) > 900 and type(flat[0]) in (int, float):
        start, step = flat[0], flat[1] - flat[0]
        if all(value == start + i * step for i, value in enumerate(flat)):
            return {'start': start, 'step': step, 'count': len(flat)}
    return flat


def array(x):
    return {'dtype': str(x.dtype)[6:], 'shape': list(x.shape), 'data': elements(x)}


SPARSE_PARTS = {
    torch.sparse_coo: [('indices', torch.Tensor._indices), ('values', torch.Tensor._values)],
    torch.sparse_csr: [('crow_indices', torch.Tensor.crow_indices), ('col_indices', torch.Tensor.col_indices)],
    torch.sparse_csc: [('ccol_indices', torch.Tensor.ccol_indices), ('row_indices', torch.Tensor.row_indices)],
}
SPARSE_PARTS[torch.sparse_bsr] = SPARSE_PARTS[torch.sparse_csr]
SPARSE_PARTS[torch.sparse_bsc] = SPARSE_PARTS[torch.sparse_csc]


def quantization(x):
    result = [('quantization_scheme', str(x.qscheme()))]
    if x.qscheme() == torch.per_tensor_affine:
        return result + [('scale', repr(x.q_scale())), ('zero_point', str(x.q_zero_point()))]
    return result + [('scale', str(x.q_per_channel_scales())), ('zero_point', str(x.q_per_channel_zero_points())),
                     ('axis', str(x.q_per_channel_axis()))]


def describe(x):
    result = {'dtype': str(x.dtype)[6:], 'shape': [] if x.is_nested else list(x.shape)}
    if x.requires_grad:
        result['requires_grad'] = True
    if x.grad_fn is not None:
        result['grad_fn'] = type(x.grad_fn).__name__
    if isinstance(x, torch.nn.Parameter):
        result['parameter'] = True
    if x.device.type != 'cpu':
        result['device'] = str(x.device)
    if x.layout != torch.strided:
        result['layout'] = str(x.layout)[6:]
    if x.is_nested:
        result['nested'] = [str(part) for part in x.unbind()]
    elif x.is_sparse or x.layout in SPARSE_PARTS:
        parts = SPARSE_PARTS[x.layout]
        if not x.is_sparse:
            parts = parts + [('values', torch.Tensor.values)]
        result['nnz'] = x._nnz()
        result['parts'] = [[name, array(get(x))] for name, get in parts]
    elif x.is_quantized:
        result['quantization'] = quantization(x)
        result['data'] = elements(x.dequantize())
    elif x.device.type != 'meta':
        result['data'] = elements(x.to_dense() if x.layout == torch._mkldnn else x)
    return result


def add(name, x, options=None, steps=(), default_dtype=None):
    """Prints what the steps make of x; the name is the case's, x the tensor to start from."""
    case = {'name': name}
    if options:
        case['options'] = options
    torch.set_printoptions(profile='default')
    torch.set_printoptions(**{k: INF if v == 'inf' else v for k, v in (options or {}).items()})
    if default_dtype:
        case['default_dtype'] = str(default_dtype)[6:]
        torch.set_default_dtype(default_dtype)
    if steps:
        case['build'] = {'from': array(x), 'steps': list(steps)}
    for step in steps:
        x = STEPS[step](x)
    if isinstance(x, torch.Tensor):
        case['tensor'] = describe(x)
    else:
        names = [line.split('=')[0] for line in repr(x).split('\n') if '=tensor' in line]
        fields = [[name, describe(value)] for name, value in zip(names, x, strict=True)]
        case['tuple'] = {'name': repr(x).split('(')[0], 'fields': fields}
    case['text'] = repr(x)
    torch.set_default_dtype(torch.float32)
    cases.append(case)


def tensor(data, dtype=None):
    return torch.tensor(data, dtype=dtype)


def every_dtype():
    for dtype in [torch.float64, torch.float32, torch.float16, torch.bfloat16]:
        name = str(dtype)[6:]
        add(f'{name} fractions', tensor([0.1, -2.5, 3.14159], dtype))
        add(f'{name} whole', tensor([[1, 20], [-3, 4]], dtype))
        add(f'{name} scalar', tensor(0.3, dtype))
        add(f'{name} scientific', tensor([0.00001, 1.0, 20000.0], dtype))
        add(f'{name} largest', tensor([torch.finfo(dtype).max, torch.finfo(dtype).min], dtype))
        add(f'{name} smallest', tensor([torch.finfo(dtype).tiny, 0.0], dtype))
        add(f'{name} subnormal', tensor([torch.finfo(dtype).tiny / 4], dtype))
        add(f'{name} not numbers', tensor([NAN, INF, -INF, 1.5], dtype))
        add(f'{name} empty', torch.empty(0, dtype=dtype))
    for dtype in INTEGERS:
        name, info = str(dtype)[6:], torch.iinfo(dtype)
        add(f'{name} range', tensor([info.min, info.max, 7], dtype))
        add(f'{name} matrix', tensor([[1, 20, 3], [4, 5, 60]], dtype))
        add(f'{name} scalar', tensor(42, dtype))
        add(f'{name} empty', torch.empty(0, 3, dtype=dtype))
    add('bool', tensor([True, False]))
    add('bool all true', tensor([[True, True], [True, True]]))
    add('bool scalar', tensor(False))
    add('bool empty', torch.empty(0, dtype=torch.bool))
    for dtype in [torch.complex64, torch.complex128, torch.complex32]:
        name = str(dtype)[6:]
        add(f'{name} whole', tensor([1 + 2j, -3 - 4j], dtype))
        add(f'{name} fractions', tensor([[0.5 + 0.25j, 10.125 - 2j]], dtype))
        add(f'{name} scalar', tensor(1.5 - 0.5j, dtype))
        add(f'{name} not numbers', tensor([complex(NAN, 1), complex(1, NAN), complex(INF, -INF), 2 + 3j], dtype))
        add(f'{name} zeros', tensor([complex(0, 0), complex(-0.0, -0.0), complex(0.0, -0.0)], dtype))
        add(f'{name} scientific', tensor([1e-4 + 30000j, 2 - 1j], dtype))
        add(f'{name} empty', torch.empty(2, 0, dtype=dtype))
        add(f'{name} large', torch.arange(1200).to(torch.complex64).to(dtype).reshape(30, 40))
    values = tensor([1.0, 2.5, -300.0, 0.1, 0.0])
    for dtype in FLOAT8:
        step = f'cast_{str(dtype)[6:]}'
        add(f'{step} mixed', values, steps=[step])
        add(f'{step} whole', tensor([1.0, 2.0, 4.0]), steps=[step])
        add(f'{step} not a number', tensor([NAN, 1.5]), steps=[step])
        add(f'{step} matrix', tensor([[0.5, 0.25], [1.0, 8.0]]), steps=[step])
        add(f'{step} large', torch.ones(1500), steps=[step])
    add('float4', tensor([1, 200, 33], torch.uint8), steps=['as_float4'])


def notation():
    for high, low in [(1000.0, 1.0), (1000.5, 1.0), (1000.0, 0.1), (1001.0, 1.0), (100.0, 0.1), (100.1, 0.1)]:
        add(f'ratio {high}/{low}', tensor([high, low]))
    for value in [1e8, 1e8 + 8, 99999999.0, 100000001.0, 1e9, 0.0001, 0.00011, 0.00009, 1e-4 - 1e-8, 1e-5, 123456.789]:
        add(f'one {value}', tensor([value]))
        add(f'one double {value}', tensor([value], torch.float64))
        add(f'zero and {value}', tensor([0.0, value]))
    add('largest whole double', tensor([2.0**53, 1.0], torch.float64))
    add('whole scientific', tensor([1.0, 2000.0, 3.0]))
    add('whole scientific negative', tensor([-1.0, 2000.0, 3.0]))
    add('exponent of three digits', tensor([1e-300, 1e300, -1e100], torch.float64))
    add('zeros', torch.zeros(2, 3))
    add('negative zero', tensor([-0.0, 0.0]))
    add('negative zero among fractions', tensor([-0.0, 0.5, -1.25]))
    add('negative zero scientific', tensor([-0.0, 1e-7]))
    add('only nan', tensor([NAN]))
    add('only inf', tensor([INF, -INF]))
    add('nan among whole', tensor([NAN, 1.0, -200.0]))
    add('inf among whole', tensor([INF, 1.0]))
    add('minus inf scientific', tensor([-INF, 1e-9, NAN]))
    add('nan and zero', tensor([NAN, 0.0]))
    add('ties', tensor([0.03125, 0.09375, 2.00005, 1.00015, 0.00125]))
    add('ties in double', tensor([0.03125, 0.15625, -0.03125, 1.00005], torch.float64))
    add('ties scientific', tensor([100005.0, 100015.0, 1.0], torch.float64))
    add('rounds up a digit', tensor([9.99996, 0.5]))
    add('rounds to zero', tensor([0.00012, -0.00012, 0.1], torch.float64))
    add('sum of thirds', tensor([1 / 3, 2 / 3, 1.0]))


def shapes():
    for shape in [(0,), (0, 0), (2, 0), (0, 2), (2, 0, 3), (1, 1, 1, 0)]:
        add(f'empty {shape}', torch.empty(shape))
        add(f'empty int64 {shape}', torch.empty(shape, dtype=torch.int64))
    add('empty double', torch.empty(0, dtype=torch.float64))
    add('empty with grad', torch.empty(0), steps=['requires_grad'])
    for value in [0.0, 1.0, -1.5, 1e-9, 1e10, NAN, INF, -INF, 3.14159265]:
        add(f'scalar {value}', tensor(value))
    add('scalar int', tensor(7))
    add('scalar large int', tensor(2**62))
    for shape in [(1,), (1, 1), (1, 1, 1), (1, 2, 3), (2, 2, 2), (2, 1, 2, 1), (3, 1, 1, 2), (2, 2, 2, 2, 2), (1,) * 7,
                  (2, 1, 1, 1, 1, 2)]:
        count = math.prod(shape)
        add(f'deep {shape}', (torch.arange(count) * 0.5).reshape(shape))
        add(f'deep int {shape}', torch.arange(count).reshape(shape))
    for count in [9, 10, 11, 12, 13, 20, 24, 25, 26, 50]:
        add(f'long row {count}', torch.arange(count) * 0.25)
        add(f'long row int {count}', torch.arange(count) * 3)
    add('long row double', torch.arange(30, dtype=torch.float64))
    add('long rows nested', (torch.arange(60) * 0.5).reshape(2, 30))
    add('long rows deep', (torch.arange(96) * 0.5).reshape(2, 2, 24))
    add('long row bool', torch.arange(40) % 3 == 0)
    add('long row complex', torch.arange(20).to(torch.complex64))
    add('long row scientific', torch.tensor([10.0**i for i in range(-9, 10)]))
    for count in [999, 1000, 1001, 1500, 100000]:
        add(f'many {count}', torch.arange(count, dtype=torch.float32))
        add(f'many int {count}', torch.arange(count))
    for shape in [(40, 30), (1001, 1), (1, 1001), (2, 1000), (1000, 2), (7, 200), (6, 200), (5, 300), (11, 11, 11),
                  (2, 3, 400), (400, 3, 2), (7, 7, 7, 7), (3, 2, 2, 200)]:
        add(f'summary {shape}', (torch.arange(math.prod(shape)) * 0.5).reshape(shape))
        add(f'summary int {shape}', torch.arange(math.prod(shape)).reshape(shape))
    add('summary of the double', torch.arange(1100, dtype=torch.float64).reshape(11, 100))
    add('summary bool', torch.ones(1100, dtype=torch.bool))
    add('summary hides the large', torch.cat([torch.ones(600), tensor([1e20]), torch.ones(600)]))
    add('summary with grad', torch.arange(1200, dtype=torch.float32).reshape(3, 400), steps=['requires_grad', 'mul'])
    add('summary transposed', torch.arange(1200, dtype=torch.float32).reshape(30, 40), steps=['t'])


def suffixes():
    matrix = tensor([[1.0, 3.0], [2.0, 0.5]])
    add('requires_grad', matrix.clone(), steps=['requires_grad'])
    add('requires_grad scalar', tensor(1.0), steps=['requires_grad'])
    add('requires_grad half', tensor([1.0], torch.float16), steps=['requires_grad'])
    for step in ['add', 'sub', 'mul', 'div', 'pow', 'neg', 'abs', 'clone', 'sum', 'mean', 'sum_0', 'max', 'relu', 'exp',
                 'log', 'sqrt', 'tanh', 'sigmoid', 'softmax', 'log_softmax', 'mm', 't', 'view', 'reshape', 'select',
                 'narrow', 'unsqueeze', 'squeeze', 'expand', 'permute', 'cat', 'stack', 'index_select', 'where',
                 'clamp', 'float64', 'detach', 'var', 'norm', 'add_', 'fill_row_', 'unbind_1', 'custom_function']:
        add(f'grad_fn {step}', matrix.clone(), steps=['requires_grad', step])
    add('grad_fn dot', tensor([1.0, 2.0]), steps=['requires_grad', 'matmul_vector'])
    add('grad_fn in a wrapped line', torch.arange(12.0) * 0.5, steps=['requires_grad', 'mul'])
    for count in range(8, 14):
        add(f'grad_fn at the edge {count}', torch.arange(float(count)), steps=['requires_grad', 'float64', 'mul'])
    for name in ['parameter', 'frozen_parameter']:
        add(name, matrix.clone(), steps=[name])
        add(f'{name} double', tensor([1.5], torch.float64), steps=[name])
        add(f'{name} scalar', tensor(0.5), steps=[name])
        add(f'{name} large', torch.zeros(40, 30), steps=[name])
    for step in ['max_1', 'min_0', 'sort', 'topk', 'kthvalue', 'mode', 'median_0', 'cummax', 'cummin', 'aminmax',
                 'slogdet', 'qr']:
        add(f'tuple {step}', matrix.clone(), steps=[step])
        if step != 'qr':
            add(f'tuple {step} with grad', matrix.clone(), steps=['requires_grad', step])
    add('tuple frexp', matrix.clone(), steps=['frexp'])
    add('tuple of long', torch.arange(1200.0).reshape(3, 400), steps=['max_1'])
    sparse = tensor([[0.0, 1.5, 0.0], [2.0, 0.0, 0.0]])
    for step in ['to_sparse', 'to_sparse_csr', 'to_sparse_csc', 'to_sparse_bsr', 'to_sparse_bsc', 'to_mkldnn',
                 'to_meta', 'nested']:
        add(f'{step} matrix', sparse, steps=[step])
        add(f'{step} double', sparse.double() if step != 'to_mkldnn' else sparse, steps=[step])
    for step in ['to_sparse', 'to_sparse_csr', 'to_sparse_csc']:
        add(f'{step} of nothing', torch.zeros(2, 3), steps=[step])
        add(f'{step} large', torch.ones(40, 30), steps=[step])
        add(f'{step} with grad', sparse.clone(), steps=['requires_grad', step])
    add('sparse three dimensions', tensor([[[0.0, 1.0], [0.0, 0.0]], [[0.0, 0.0], [3.0, 0.0]]]), steps=['to_sparse'])
    add('meta int', tensor([1, 2]), steps=['to_meta'])
    add('meta scalar', tensor(1.0), steps=['to_meta'])
    add('meta with grad', tensor([1.0]), steps=['to_meta', 'requires_grad'])
    for step in ['quantize', 'quantize_qint32', 'quantize_channel']:
        add(step, tensor([[1.0, 3.0], [2.0, 0.1]]), steps=[step])
    add('conj', tensor([1 + 2j, 3 - 4j]), steps=['conj'])
    add('imaginary part of a conjugate', tensor([1 + 2j, 3 - 4j]), steps=['conj_imag'])
    add('zero tensor', tensor([1.0, 2.0]), steps=['zero_tensor'])
    for dtype in [torch.float64, torch.float16, torch.bfloat16]:
        for other in [torch.float32, torch.float64, torch.int64, torch.complex64, torch.complex128, torch.bool]:
            add(f'default {dtype} shows {other}', tensor([1, 0]).to(other), default_dtype=dtype)
        add(f'default {dtype} empty', torch.empty(0, dtype=torch.float32), default_dtype=dtype)
        add(f'default {dtype} meta', tensor([1.0]), steps=['to_meta'], default_dtype=dtype)


def options():
    mixed = tensor([[0.123456789, 12.5, -3.0], [100.0, 0.001, 7.25]])
    for precision in [0, 1, 2, 3, 6, 8, 10, 20]:
        add(f'precision {precision}', mixed, {'precision': precision})
        add(f'precision {precision} scientific', tensor([1.25e-7, 1.0, -3.5]), {'precision': precision})
        add(f'precision {precision} complex', tensor([0.5 + 1.25j, -2 + 3.375j]), {'precision': precision})
    for mode in [True, False]:
        add(f'sci_mode {mode}', mixed, {'sci_mode': mode})
        add(f'sci_mode {mode} whole', tensor([1.0, 20000.0, NAN]), {'sci_mode': mode})
        add(f'sci_mode {mode} tiny', tensor([1e-7, 2.0, -INF]), {'sci_mode': mode})
        add(f'sci_mode {mode} int', tensor([1, 200]), {'sci_mode': mode})
        add(f'sci_mode {mode} zeros', torch.zeros(3), {'sci_mode': mode})
        add(f'sci_mode {mode} huge', tensor([1e30, 1.5], torch.float64), {'sci_mode': mode})
        add(f'sci_mode {mode} complex', tensor([1e9 + 0.5j, 2 - 1j]), {'sci_mode': mode})
    for threshold in [0, 1, 5, 10, 'inf']:
        add(f'threshold {threshold}', torch.arange(10), {'threshold': threshold})
        add(f'threshold {threshold} matrix', torch.arange(80.0).reshape(8, 10), {'threshold': threshold})
        add(f'threshold {threshold} scalar', tensor(2.5), {'threshold': threshold})
    add('threshold passed by a long one', torch.arange(1100), {'threshold': 'inf'})
    for edgeitems in [0, 1, 2, 4, 10]:
        add(f'edgeitems {edgeitems}', torch.arange(1200.0), {'edgeitems': edgeitems})
        add(f'edgeitems {edgeitems} matrix', torch.arange(1200).reshape(30, 40), {'edgeitems': edgeitems})
        add(f'edgeitems {edgeitems} deep', torch.arange(1331.0).reshape(11, 11, 11), {'edgeitems': edgeitems})
        add(f'edgeitems {edgeitems} small', torch.arange(3.0), {'edgeitems': edgeitems})
    for linewidth in [10, 20, 40, 79, 120, 200]:
        add(f'linewidth {linewidth}', torch.arange(40) * 0.5, {'linewidth': linewidth})
        add(f'linewidth {linewidth} matrix', torch.arange(60).reshape(2, 30), {'linewidth': linewidth})
        add(f'linewidth {linewidth} grad', torch.arange(4.0), {'linewidth': linewidth}, steps=['requires_grad', 'mul'])
    for profile in ['default', 'short', 'full']:
        add(f'profile {profile}', mixed, {'profile': profile})
        add(f'profile {profile} long', torch.arange(1100) * 0.5, {'profile': profile})
    add('profile with more', mixed, {'profile': 'short', 'precision': 5, 'linewidth': 30})


def sweeps(rng):
    def magnitude(low, high):
        return rng.choice([-1, 1]) * rng.uniform(1, 10) * 10.0 ** rng.randint(low, high)

    ranges = [(-1, 1), (-3, 3), (-8, 8), (0, 2), (4, 7), (6, 9), (-6, -3), (-40, 38)]
    for i in range(200):
        shape = rng.choice([(5,), (2, 3), (7,), (3, 2, 2), (11,), (4, 4), (1,), ()])
        low, high = ranges[i % len(ranges)]
        values = [magnitude(low, high) for _ in range(math.prod(shape))]
        if i % 5 == 0:
            values = [float(round(value)) if abs(value) < 1e9 else value for value in values]
        if i % 7 == 0:
            values[0] = rng.choice([NAN, INF, -INF, 0.0, -0.0])
        dtype = rng.choice([torch.float32, torch.float32, torch.float64, torch.float16, torch.bfloat16])
        add(f'random {i}', tensor(values, torch.float64).to(dtype).reshape(shape))
    for i in range(40):
        count = rng.randint(1, 8)
        low, high = ranges[i % len(ranges)]
        values = [complex(magnitude(low, high), magnitude(low, high)) for _ in range(count)]
        add(f'random complex {i}', tensor(values, rng.choice([torch.complex64, torch.complex128])))
    for i in range(30):
        values = [rng.randint(-(10 ** rng.randint(1, 18)), 10 ** rng.randint(1, 18)) for _ in range(rng.randint(1, 9))]
        add(f'random int {i}', tensor(values))
    for i in range(40):
        values = [struct.unpack('<f', struct.pack('<I', rng.getrandbits(32)))[0] for _ in range(rng.randint(1, 6))]
        add(f'random bits {i}', tensor(values))


def main():
    every_dtype()
    notation()
    shapes()
    suffixes()
    options()
    sweeps(random.Random(20261123))
    names = [case['name'] for case in cases]
    assert len(set(names)) == len(names), 'two cases have the same name'
    lines = ',\n'.join(json.dumps(case, allow_nan=False) for case in cases)
    print(f'{{"torch": "{torch.__version__.split("+")[0]}", "cases": [\n{lines}\n]}}')


main()
