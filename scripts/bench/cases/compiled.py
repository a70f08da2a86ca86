"""The cases of compiled.mjs in PyTorch: name -> (preparation, the statement that is timed)."""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / 'cuda' / 'python'))


def maybe(fn):
    """The function, compiled if NODETORCH_BENCH_COMPILE is 1."""
    import torch  # here, so that a Python without PyTorch can list the names

    return torch.compile(fn) if os.environ.get('NODETORCH_BENCH_COMPILE') == '1' else fn


def mlp():
    from torch import nn

    return nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 2))


def recurrent():
    """The last output of a GRU, classified."""
    from torch import nn

    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.gru = nn.GRU(128, 128, batch_first=True)
            self.fc = nn.Linear(128, 10)

        def forward(self, x):
            output, _ = self.gru(x)
            return self.fc(output[:, -1])

    return Recurrent()


def classes(net, shape, count):
    import torch
    import torch.nn.functional as F

    x = torch.randn(shape)
    y = torch.randint(0, count, [shape[0]])
    return net, lambda: F.cross_entropy(net(x), y)


def lenet():
    import networks

    return networks.lenet()


def resnet():
    import networks

    return networks.resnet18(32, 10)


def gpt():
    import networks

    return networks.problem('gpt', {'tokens': 64, 'length': 64, 'width': 128, 'heads': 4, 'layers': 4, 'batch': 8}, 'cpu')


def step(make):
    """One training step, by AdamW, on one batch; the loss as a number."""
    import torch

    torch.manual_seed(0)
    net, loss_of = make()
    loss_of = maybe(loss_of)
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.001, fused=True)

    def run():
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss.item()

    return run


def inference(net, shape):
    import torch

    x = torch.randn(shape)
    forward = maybe(lambda given: net(given))

    def run():
        with torch.inference_mode():
            return forward(x)

    return run


def chain(elements):
    import torch

    x, y = torch.randn(elements), torch.randn(elements)
    compiled = maybe(lambda a, b: (-(((((a + b) * a - b).relu() + 1) * 0.5) - a)) * b + a)
    return lambda: compiled(x, y)


CASES = {
    'MLP 16-32-32-2, batch 32, AdamW': ('run = step(lambda: classes(mlp(), [32, 16], 2))', 'run()'),
    'LeNet, batch 32, AdamW': ('run = step(lambda: classes(lenet(), [32, 1, 32, 32], 10))', 'run()'),
    'GRU 128, sequence 60, batch 32, AdamW': ('run = step(lambda: classes(recurrent(), [32, 60, 128], 10))', 'run()'),
    'GPT, 4 layers of 128, batch 8 x 64, AdamW': ('run = step(gpt)', 'run()'),
    'ResNet-18, width 32, batch 16, AdamW': ('run = step(lambda: classes(resnet(), [16, 3, 32, 32], 10))', 'run()'),
    'inference of one row, MLP 16-32-32-2': ('run = inference(mlp(), [1, 16])', 'run()'),
    'inference of one picture, LeNet': ('run = inference(lenet(), [1, 1, 32, 32])', 'run()'),
    'ten elementwise operators, 400 KB': ('run = chain(100_000)', 'run()'),
    'ten elementwise operators, 4 MB': ('run = chain(1_000_000)', 'run()'),
}
