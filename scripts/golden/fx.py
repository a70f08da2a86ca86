"""Writes what torch.fx prints, for test/fx: graphs of modules and functions, names of functions, and errors.

    python3 scripts/golden/fx.py > test/golden/fx.json
"""

import inspect
import json
import math
import operator
import re

import torch
import torch.nn.functional as F
from torch import fx, nn
from torch.fx.passes.shape_prop import ShapeProp
from torch.fx.subgraph_rewriter import replace_pattern

torch.manual_seed(0)


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 8)
        self.output = nn.Linear(8, 2)

    def forward(self, x):
        return self.output(torch.relu(self.hidden(x)))


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(256, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return F.log_softmax(self.fc3(x), dim=1)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(3)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(3)
        self.downsample = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3))

    def forward(self, x):
        out = self.bn1(self.conv1(x)).relu()
        out = self.bn2(self.conv2(out))
        out = operator.add(out, self.downsample(x))
        return out.relu_()


class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([MLP2(), MLP2()])
        self.weight = nn.Parameter(torch.ones(4))
        self.register_buffer('scale', torch.ones(4))
        self.constant = torch.ones(4)

    def forward(self, x, bias=2.5):
        for block in self.blocks:
            x = block(x)
        x = x.mul(self.weight).add(self.weight, alpha=2)
        x = x.mul(self.scale)
        x = x.add(self.constant)
        return x.sub(torch.ones(4)).add(bias)


class MLP2(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 4), nn.ReLU())

    def forward(self, x):
        return self.net(x)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(8, 8)
        self.key = nn.Linear(8, 8)
        self.value = nn.Linear(8, 8)

    def forward(self, x, mask=None):
        b, n = x.size(0), x.size(1)
        q = self.query(x).view(b, n, 2, -1).transpose(1, 2)
        k = self.key(x).view(b, n, 2, -1).transpose(1, 2)
        v = self.value(x).view(b, n, 2, -1).transpose(1, 2)
        scores = torch.matmul(q, k.transpose(-2, -1)).div(2)
        return torch.matmul(F.softmax(scores, dim=-1), v).transpose(1, 2).reshape(b, n, 8)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(8, 2, batch_first=True)
        self.linear1 = nn.Linear(8, 16)
        self.dropout = nn.Dropout(0.1)
        self.linear2 = nn.Linear(16, 8)
        self.norm1 = nn.LayerNorm(8)
        self.norm2 = nn.LayerNorm(8)

    def forward(self, x):
        a, w = self.self_attn(x, x, x, need_weights=False)
        x = self.norm1(operator.add(x, self.dropout(a)))
        y = self.linear2(self.dropout(F.gelu(self.linear1(x))))
        return self.norm2(operator.add(x, y))


class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.act = nn.ReLU()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        return self.act(self.fc(self.act(self.fc(x))))


def indices(x):
    a = x[0]
    b = x[:, 1]
    c = x[1:3, ..., None]
    d = x[::2]
    return a, b, c, d


def shapes(x):
    b, c = x.shape
    return x.view(c, b), x.shape[0], x.size()[-1], x.T, x.dtype


def trees(x, y):
    s = torch.stack([x, y], dim=0)
    m = torch.cat((x, y), 1)
    return {'a': s, 'b': [m, x], 'c': (y,)}


def mathematics(x):
    n = math.sqrt(x.size(-1))
    return torch.div(x, n)


def functions(x, w):
    a = F.linear(x, w)
    b = F.gelu(a)
    c = F.elu(b, alpha=0.5)
    d = F.dropout(c, 0.1, training=False)
    e = torch.linalg.norm(d)
    f = torch.fft.fft(d)
    g = torch.special.expit(d)
    h = torch.einsum('ij,jk->ik', x, w)
    i = torch.split(h, 1)
    j = F.layer_norm(d, [4])
    k = F.batch_norm(x, None, None, training=True)
    l = F.pad(x, (1, 1))
    m = F.threshold(x, 0.1, 20)
    n = F.hardtanh(x)
    o = F.normalize(x)
    p = torch.clamp(x, min=0)
    return a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p


def dead(x):
    y = x.add(1)
    z = torch.neg(y)
    return x.mul(2)


def operators(x, y):
    return (operator.add(x, y), operator.sub(x, 1), operator.mul(2, x), operator.truediv(x, y), operator.floordiv(x, 2),
            operator.mod(x, 2), operator.pow(x, 2), operator.matmul(x, y), operator.eq(x, y), operator.ne(x, 0),
            operator.lt(x, y), operator.gt(x, y), operator.le(x, y), operator.ge(x, y), operator.neg(x),
            operator.invert(x), operator.and_(x, y), operator.or_(x, y), operator.xor(x, y), operator.getitem(x, 0),
            operator.lshift(x, 1), operator.rshift(x, 1), operator.pos(x), operator.abs(x))


modules = [MLP, LeNet, Residual, Outer, Attention, Encoder, Shared]
programs = [indices, shapes, trees, mathematics, functions, dead, operators]


def without_addresses(text):
    return re.sub(r' at 0x[0-9a-f]+', '', text)


graphs = {}
for one in [*modules, lambda: nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))]:
    module = one()
    gm = fx.symbolic_trace(module)
    graphs[type(module).__name__] = {'graph': str(gm.graph), 'text': repr(gm), 'keys': list(gm.state_dict())}
for one in programs:
    gm = fx.symbolic_trace(one)
    graphs[one.__name__] = {'graph': str(gm.graph)}

# Inputs that are not traced.
concrete = {}


def branch(a, b):
    if b == True:  # noqa: E712
        return a
    return a.mul(2)


def summed(x):
    out = torch.zeros(1)
    for v in x.values():
        out = torch.add(v, out)
    return out


concrete['branch'] = str(fx.symbolic_trace(branch, concrete_args={'b': False}).graph)
concrete['none'] = str(fx.symbolic_trace(branch, concrete_args={'b': None}).graph)
concrete['summed'] = str(fx.symbolic_trace(
    summed, concrete_args={'x': {'a': fx.PH, 'b': fx.PH, 'c': fx.PH}}).graph)

# Changes of graphs.
changes = {}
gm = fx.symbolic_trace(dead)
changes['changed'] = gm.graph.eliminate_dead_code()
changes['dead'] = str(gm.graph)
gm = fx.symbolic_trace(MLP())
for node in gm.graph.nodes:
    if node.target is torch.relu:
        with gm.graph.inserting_after(node):
            new = gm.graph.call_function(torch.sigmoid, node.args, node.kwargs)
        node.replace_all_uses_with(new)
        gm.graph.erase_node(node)
changes['sigmoid'] = str(gm.graph)
graph = fx.Graph()
a = graph.placeholder('x')
b = graph.call_function(torch.add, (a, 1), {'alpha': 2}, name='total')
c = graph.call_method('view', (b, [2, -1]))
d = graph.call_function(operator.getitem, (c, (slice(None), slice(1, b, 2))))
graph.output({'out': d, 'list': [a, (b,)], 'none': None, 'text': 'word', 'flag': True, 'number': 1.5})
changes['built'] = str(graph)
copy = fx.Graph()
changes['copied'] = [str(copy.graph_copy(graph, {})), str(copy)]
with graph.inserting_before(b):
    graph.call_function(torch.neg, (a,))
    graph.call_function(torch.neg, (a,))
with graph.inserting_after(a):
    graph.call_function(torch.exp, (a,))
    graph.call_function(torch.exp, (a,))
changes['inserted'] = str(graph)
c.args = (a, a)
b.kwargs = {}
c.update_arg(1, b)
c.insert_arg(0, b)
c.update_kwarg('dim', 1)
changes['arguments'] = [str(graph), [[n.name, [u.name for u in n.users], [i.name for i in n.all_input_nodes]]
                                      for n in graph.nodes]]


class NamesOnly(nn.Module):
    def forward(self, x):
        a = torch.max(x)
        b = torch.sum(a)
        c = torch.sum(b)
        d = torch.abs(c).float()
        e = torch.ops.aten.add.Tensor(d, d)
        return F.silu(F.relu6(e))


changes['names'] = str(fx.symbolic_trace(NamesOnly()).graph)

# Patterns.
patterns = {}


def original(x, w1, w2):
    m1 = torch.cat([w1, w2]).sum()
    m2 = torch.cat([w1, w2]).sum()
    return operator.add(operator.add(x, torch.max(m1)), torch.max(m2))


gm = fx.symbolic_trace(original)
matches = replace_pattern(gm, lambda w1, w2: torch.cat([w1, w2]), lambda w1, w2: torch.stack([w1, w2]))
patterns['stack'] = [str(gm.graph), [[m.anchor.name, [[k.name, v.name] for k, v in m.nodes_map.items()]] for m in matches]]


def chain(x):
    y = torch.neg(x)
    z = torch.relu(y)
    return operator.add(torch.neg(z).relu(), y)


gm = fx.symbolic_trace(chain)
matches = replace_pattern(gm, lambda x: torch.relu(torch.neg(x)), lambda x: torch.abs(x))
patterns['used'] = [str(gm.graph), len(matches)]
gm = fx.symbolic_trace(lambda x: torch.neg(torch.add(torch.neg(x), 1)))
matches = replace_pattern(gm, lambda x: torch.add(x, 1), lambda x: torch.sub(x, 1))
patterns['literal'] = [str(gm.graph), len(matches)]
matches = replace_pattern(gm, lambda x: torch.sub(x, 2), lambda x: torch.mul(x, 1))
patterns['other literal'] = len(matches)
gm = fx.symbolic_trace(lambda x, y: torch.div(torch.neg(x), torch.exp(y)))
matches = replace_pattern(gm, lambda x, y: (torch.neg(x), torch.exp(y)), lambda x, y: (torch.abs(x), torch.log(y)))
patterns['two results'] = [str(gm.graph), len(matches)]

# Shapes.
gm = fx.symbolic_trace(LeNet())
ShapeProp(gm).propagate(torch.zeros(2, 1, 28, 28))
shapes_of = [[n.name, str(n.meta['tensor_meta'].dtype), list(n.meta['tensor_meta'].shape), list(n.meta['tensor_meta'].stride),
              str(n.meta['tensor_meta'].memory_format), n.meta['tensor_meta'].requires_grad] for n in gm.graph.nodes]
metadata = str(next(iter(gm.graph.nodes)).meta['tensor_meta'])


# Errors.
errors = {}


def refuse(name, ask):
    try:
        ask()
    except Exception as e:
        errors[name] = [type(e).__name__, without_addresses(str(e))]
    else:
        raise AssertionError(f'{name} raised nothing')


graph = fx.Graph()
x = graph.placeholder('x')
y = graph.call_function(torch.relu, (x,))
other = fx.Graph()
z = other.placeholder('z')
refuse('erase used', lambda: graph.erase_node(x))
refuse('erase of another', lambda: graph.erase_node(z))
refuse('before another', lambda: graph.inserting_before(z))
refuse('after another', lambda: graph.inserting_after(z))
refuse('no callable', lambda: graph.create_node('call_function', 'relu', ()))
refuse('no text', lambda: graph.create_node('call_method', torch.relu, ()))
refuse('no op', lambda: graph.create_node('jump', 'x', ()))
refuse('prepend another', lambda: x.prepend(z))
refuse('insert_arg', lambda: y.insert_arg(5, x))
refuse('output_node', lambda: graph.output_node())
refuse('find_nodes', lambda: graph.find_nodes(op='call_function'))
refuse('map_arg', lambda: fx.map_arg(x, 1))
refuse('purity', lambda: graph.create_node('call_module', 'm', ()).is_impure())
foreign = fx.Graph()
foreign.call_function(torch.relu, (z,))
refuse('lint foreign', lambda: foreign.lint())
late = fx.Graph()
first = late.placeholder('a')
second = late.call_function(torch.relu, (first,))
second.append(first)
refuse('lint order', lambda: late.lint())
gm = fx.symbolic_trace(MLP())
node = [n for n in gm.graph.nodes if n.op == 'call_module'][0]
node.target = 'absent'
refuse('lint absent', lambda: gm.graph.lint())
node.target = 'hidden.weight'
refuse('lint no module', lambda: gm.graph.lint())
refuse('root', lambda: fx.GraphModule(3, fx.Graph()))
named = fx.Graph()
named.output(named.call_module('sub', ()))
refuse('root lacks', lambda: fx.GraphModule({}, named))
refuse('graph', lambda: setattr(gm, 'graph', 1))
refuse('control flow', lambda: fx.symbolic_trace(lambda x: x if bool(x) else x.neg()))
refuse('loop', lambda: fx.symbolic_trace(lambda x: [y for y in x]))
refuse('length', lambda: fx.symbolic_trace(lambda x: len(x)))
refuse('argument', lambda: fx.symbolic_trace(lambda x: x.add(object())))
refuse('parameter', lambda: fx.symbolic_trace(lambda x: torch.add(x, nn.Parameter(torch.ones(1)))))


class Stray(nn.Module):
    def __init__(self):
        super().__init__()
        self.stray = [nn.ReLU()]

    def forward(self, x):
        return self.stray[0](x)


refuse('stray module', lambda: fx.symbolic_trace(Stray()))
refuse('count of concrete', lambda: fx.symbolic_trace(lambda x, y: x, concrete_args=(1,)))
gm = fx.symbolic_trace(MLP())
refuse('few inputs', lambda: fx.Interpreter(gm).run())
refuse('boxed', lambda: fx.Interpreter(gm).boxed_run([1, 2]))
refuse('empty pattern', lambda: replace_pattern(gm, fx.GraphModule({}, fx.Graph()), lambda x: x))
refuse('dead pattern', lambda: replace_pattern(gm, dead, dead))
refuse('list', lambda: fx.immutable_collections.immutable_list([1]).append(2))
refuse('dict', lambda: fx.immutable_collections.immutable_dict({'a': 1}).update({'b': 2}))
refuse('wrap', lambda: fx.wrap(3))
refuse('normalize', lambda: fx.operator_schemas.normalize_module(gm, 'absent', ()))
proxy = fx.Proxy(x)
proxy.node.type = int
import torch.fx.annotate  # noqa: E402
refuse('annotate', lambda: torch.fx.annotate.annotate(proxy, str))

# Names of functions.
spaces = {'torch': torch, 'torch.functional': torch.functional, 'torch.nn.functional': F, 'torch.linalg': torch.linalg,
          'torch.fft': torch.fft, 'torch.special': torch.special, 'torch.nn.init': nn.init}
names = {}
for path, space in spaces.items():
    for name in dir(space):
        value = getattr(space, name)
        if name.startswith('_') or not callable(value) or inspect.isclass(value):
            continue
        try:
            names[f'{path}.{name}'] = fx.Node._pretty_print_target(value)
        except Exception:
            continue

# What functions hand on.
handed = {}


for path in ['torch.nn.functional', 'torch.functional']:
    space = spaces[path]
    for name in sorted(dir(space)):
        fn = getattr(space, name)
        if name.startswith('_') or not inspect.isfunction(fn) or name in ('boolean_dispatch', 'handle_torch_function'):
            continue
        target = torch._jit_internal.boolean_dispatched.get(fn, {'if_false': fn})['if_false']
        parameters = inspect.signature(target).parameters.values()
        required = [p for p in parameters if p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD]
        count = len(required) or (2 if any(p.kind == p.VAR_POSITIONAL for p in parameters) else 0)
        if count == 0 or not fn.__module__.startswith('torch.') or name in ('einsum', 'grouped_mm'):
            continue
        graph = fx.Graph()
        tracer = fx.proxy.GraphAppendingTracer(graph)
        proxies = [fx.Proxy(graph.placeholder(f'i{n}'), tracer) for n in range(count)]
        try:
            fn(*proxies)
        except Exception:
            continue
        nodes = [n for n in graph.nodes if n.op != 'placeholder']
        if len(nodes) == 1:
            handed[f'{path}.{name}'] = [count, nodes[0].format_node()]

print(json.dumps({
    'graphs': graphs, 'concrete': concrete, 'changes': changes, 'patterns': patterns, 'shapes': shapes_of,
    'metadata': metadata, 'errors': errors, 'names': names, 'handed': handed,
    'dtypes': {str(d): d.abbr for d in [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int8,
                                        torch.bool, torch.uint8, torch.complex64, torch.float8_e4m3fn]},
}, indent=1))
