"""Writes with PyTorch's SummaryWriter what test/utils/tensorboard/scene.ts writes, or compares two such folders.

    python scene.py write FOLDER
    python scene.py compare PYTHON_FOLDER OTHER_FOLDER    prints JSON: what was compared, and what differs
"""

import io
import json
import pathlib
import struct
import sys

import numpy as np
import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter

RULES = ['auto', 'fd', 'doane', 'scott', 'rice', 'sturges', 'sqrt', 'stone']
DTYPES = [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int8, torch.int16, torch.int32,
          torch.int64, torch.uint8, torch.bool, torch.complex64, torch.complex128]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.body = nn.Sequential(nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Tanh())
        self.head = nn.Linear(36, 3)

    def forward(self, input):
        return torch.softmax(self.head(self.body(self.conv(input))), 1)


class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = nn.Linear(4, 4, bias=False)
        self.scale = nn.Parameter(torch.ones(4))

    def forward(self, left, right):
        both = self.a(left) + self.b(right)
        return both * self.scale, both.sum()


def write(folder):
    torch.manual_seed(0)
    w = SummaryWriter(folder, filename_suffix='.scene')
    for step in range(5):
        w.add_scalar('loss', 1 / (step + 1), step, walltime=step)
    w.add_scalar('of_tensor', torch.tensor([[2.5]]), 3)
    w.add_scalar('no_step', 7)
    w.add_scalar('new', 0.1, 1, new_style=True)
    w.add_scalar('double', 0.1, 1, new_style=True, double_precision=True)
    w.add_scalars('both/of', {'a': 1.5, 'b': torch.tensor(2)}, 4)
    w.add_scalars('both/of', {'a': 2.5, 'b': 3}, 5)
    for dtype in DTYPES:
        held = torch.arange(6).reshape(2, 3) - (0 if dtype == torch.uint8 else 2)
        w.add_tensor(f'tensor/{dtype}'.replace('torch.', ''), held.to(dtype))
    w.add_tensor('tensor/big', torch.tensor([2**62 + 1, -(2**62) - 1]), 1)
    values = torch.randn(1000)
    w.add_histogram('histogram/tensorflow', values, 0)
    w.add_histogram('histogram/half', values.half(), 0)
    w.add_histogram('histogram/brain', values.bfloat16(), 0)
    w.add_histogram('histogram/one', torch.tensor([3.0]), 0)
    w.add_histogram('histogram/ints', torch.arange(50), 0)
    for rule in RULES:
        w.add_histogram(f'histogram/{rule}', values, 0, bins=rule)
        w.add_histogram(f'histogram/{rule}/uniform', torch.rand(333), 0, bins=rule)
    w.add_histogram('histogram/count', values, 0, bins=20)
    w.add_histogram('histogram/edges', values, 0, bins=[-2.0, -1, 0, 0.5, 3])
    w.add_histogram('histogram/coarse', values, 0, max_bins=64)
    w.add_histogram('histogram/coarser', values, 0, bins=50, max_bins=7)
    w.add_histogram_raw('histogram/raw', 0, 3, 6, 9.5, 20.25, [1.0, 2.0, 3.0], [1, 2, 3], 2)
    w.add_image('image/chw', torch.rand(3, 8, 9), 0)
    w.add_image('image/grey', torch.rand(1, 8, 9), 0)
    w.add_image('image/hwc', torch.rand(8, 9, 3) * 1.4 - 0.2, 0, dataformats='HWC')
    w.add_image('image/hw', torch.rand(8, 9), 0, dataformats='HW')
    w.add_image('image/rgba', torch.rand(4, 8, 9), 0)
    w.add_image('image/bytes', torch.randint(0, 256, (3, 8, 9), dtype=torch.uint8), 0)
    w.add_images('images/nchw', torch.rand(11, 3, 4, 5), 0)
    w.add_images('images/nhwc', torch.rand(3, 4, 5, 1), 0, dataformats='NHWC')
    boxes = torch.tensor([[3.0, 2, 14, 10], [0, 0, 19, 15], [12.7, 9.9, 5.2, 4.4]])
    w.add_image_with_boxes('boxes', torch.rand(3, 16, 20), boxes, 0)
    w.add_image_with_boxes('boxes/larger', torch.rand(3, 16, 20), boxes, 0, rescale=2.5)
    w.add_image_with_boxes('boxes/smaller', torch.rand(4, 16, 20), boxes, 0, rescale=0.4)
    w.add_text('text', '# Größe\n**bold**', 1)
    w.add_audio('audio', torch.sin(torch.arange(400) / 7).reshape(1, -1), 0, sample_rate=8000)
    labels = torch.randint(0, 2, (200,))
    predictions = torch.rand(200)
    w.add_pr_curve('pr', labels, predictions, 0)
    w.add_pr_curve('pr/few', labels, predictions, 0, num_thresholds=11, weights=0.5)
    w.add_pr_curve_raw('pr/raw', *[np.arange(5.0) + i for i in range(6)], global_step=1, num_thresholds=5)
    w.add_custom_scalars_multilinechart(['loss', 'new'], 'lines', 'all')
    w.add_custom_scalars_marginchart(['a', 'b', 'c'], 'margins', 'one')
    w.add_custom_scalars({'x': {'y': ['Multiline', ['loss']], 'z': ['Margin', ['a', 'b', 'c']]}})
    vertices = torch.rand(1, 4, 3)
    w.add_mesh('mesh', vertices, colors=torch.randint(0, 256, (1, 4, 3)), faces=torch.tensor([[[0, 1, 2], [1, 2, 3]]]),
               config_dict={'material': {'cls': 'PointsMaterial', 'size': 0.5}, 'b': [1, True, None]}, global_step=3)
    w.add_mesh('points', vertices)
    w.add_embedding(torch.rand(5, 3), metadata=['a', 'b', 'c', 'd', 'e'], label_img=torch.rand(5, 3, 4, 6), tag='e/m')
    w.add_embedding(torch.arange(8).reshape(4, 2), metadata=[['x', 1], ['y', 2], ['z', 3], ['w', 4]],
                    metadata_header=['name', 'n'], global_step=12)
    w.add_hparams({'lr': 0.1, 'n': 3, 'opt': 'sgd', 'flag': True, 'none': None, 't': torch.tensor([2.5])},
                  {'hparam/loss': 0.5, 'hparam/accuracy': torch.tensor(0.25)}, {'opt': ['sgd', 'adam'], 'n': [1, 2, 3]},
                  run_name='trial', global_step=2)
    w.close()
    for name, model, args in [('net', Net(), torch.rand(2, 1, 8, 8)), ('two', Two(), (torch.rand(3, 4), torch.rand(3, 4)))]:
        with SummaryWriter(f'{folder}/graph_{name}') as w:
            w.add_graph(model, args)
    with SummaryWriter(f'{folder}/purged', purge_step=5) as w:
        w.add_scalar('x', 1, 6)


def events(folder):
    """All events of a folder, each with the file's folder."""
    from tensorboard.compat.proto.event_pb2 import Event
    for file in sorted(pathlib.Path(folder).rglob('events.out.tfevents.*')):
        data = file.read_bytes()
        place = str(file.parent.relative_to(folder))
        at = 0
        while at < len(data):
            (length,) = struct.unpack_from('<Q', data, at)
            event = Event()
            event.ParseFromString(data[at + 12:at + 12 + length])
            yield place, event
            at += length + 16


def graph_of(data):
    """A graph with its values numbered in their order: their names are those of variables in Python."""
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    graph = GraphDef()
    graph.ParseFromString(data)
    names = {}

    def renamed(name):
        scope, _, last = name.rpartition('/')
        return f'{scope}/{names.setdefault(name, len(names))}' if scope not in ('input', 'output') else scope

    nodes = []
    for node in graph.node:
        shapes = [[d.size for d in s.dim] for s in node.attr['_output_shapes'].list.shape]
        inputs = [renamed(name) for name in node.input]
        nodes.append([renamed(node.name), node.op, inputs, node.attr['attr'].s.decode(), shapes])
    return nodes


def plain(place, event):
    """An event without what may differ: when it was, the bytes of pictures, the last bits of sums of squares."""
    from PIL import Image
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData
    if event.wall_time > 1000:
        event.wall_time = 0
    extra = []
    for value in event.summary.value:
        if value.HasField('image'):
            extra.append(np.array(Image.open(io.BytesIO(value.image.encoded_image_string))).tolist())
            value.image.encoded_image_string = b''
        if value.metadata.plugin_data.plugin_name == 'hparams':
            held = HParamsPluginData()
            held.ParseFromString(value.metadata.plugin_data.content)
            extra.append([[str(held)]])
            value.metadata.plugin_data.content = b''
        if value.HasField('histo'):
            value.histo.sum_squares = float('%.12g' % value.histo.sum_squares)
    if event.graph_def:
        extra.append(graph_of(event.graph_def))
        event.graph_def = b'graph'
    return [place, str(event), extra]


def read_back(folder):
    """What TensorBoard's own reader finds in each folder."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    found = {}
    for place in sorted({place for place, _ in events(folder)}):
        reader = EventAccumulator(str(pathlib.Path(folder) / place), size_guidance={
            'scalars': 0, 'histograms': 0, 'images': 0, 'audio': 0, 'tensors': 0, 'compressedHistograms': 0})
        reader.Reload()
        tags = {kind: sorted(names) if isinstance(names, list) else names for kind, names in reader.Tags().items()}
        scalars = {tag: [(e.step, e.value) for e in reader.Scalars(tag)] for tag in tags['scalars']}
        histograms = {}
        for tag in tags['histograms']:
            h = [e.histogram_value for e in reader.Histograms(tag)]
            histograms[tag] = [(x.min, x.max, x.num, x.sum, list(x.bucket_limit), list(x.bucket)) for x in h]
        tensors = {tag: [(e.step, str(e.tensor_proto)) for e in reader.Tensors(tag)] for tag in tags['tensors']}
        audio = {tag: [(e.step, e.encoded_audio_string, e.sample_rate) for e in reader.Audio(tag)] for tag in tags['audio']}
        found[place] = [tags, scalars, histograms, tensors, audio]
    return found


def files(folder):
    """The files of the projector; a picture as its pixels."""
    from PIL import Image
    found = {}
    for file in sorted(pathlib.Path(folder).rglob('*')):
        if file.is_file() and 'tfevents' not in file.name:
            name = str(file.relative_to(folder))
            found[name] = np.array(Image.open(file)).tolist() if name.endswith('.png') else file.read_text()
    return found


def kinds(event):
    what = event.WhichOneof('what')
    if what != 'summary':
        return [what]
    return [value.metadata.plugin_data.plugin_name or value.WhichOneof('value') for value in event.summary.value]


def compare(first, second):
    differences = []
    one, other = [[plain(*each) for each in events(folder)] for folder in (first, second)]
    if len(one) != len(other):
        differences.append(f'{len(one)} events, {len(other)} events')
    for a, b in zip(one, other):
        if a != b:
            if a[0] == b[0] and a[1] == b[1]:
                for x, y in zip(a[2], b[2]):
                    if isinstance(x[0][0], str):
                        differences += [f'{u} != {v}' for u, v in zip(x, y) if u != v][:5]
                        differences.append(f'{a[0]}: {len(x)} and {len(y)} nodes')
                    else:
                        differences.append(f'{a[1][:200]}: pixels')
            else:
                differences.append(f'{a[0]} {a[1][:700]} != {b[0]} {b[1][:700]}')
    a, b = read_back(first), read_back(second)
    for place in sorted(a.keys() | b.keys()):
        if a.get(place) != b.get(place):
            differences.append(f'read back: {place or "."}')
    a, b = files(first), files(second)
    for name in sorted(a.keys() | b.keys()):
        if a.get(name) != b.get(name):
            differences.append(f'file {name}: {str(a.get(name))[:200]} != {str(b.get(name))[:200]}')
    found = sorted({str(kind) for _, event in events(first) for kind in kinds(event)})
    print(json.dumps({'events': len(one), 'kinds': found, 'differences': differences}))


if sys.argv[1] == 'write':
    write(sys.argv[2])
else:
    compare(sys.argv[2], sys.argv[3])
