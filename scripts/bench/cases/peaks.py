# Steps of training whose greatest memory is measured; peaks.mjs has the same.
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

width = 256
depth = 24


def deep(run):
    def prepare(rows):
        layers = [
            nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width), nn.Tanh()) for _ in range(depth)
        ]
        input = torch.randn(rows, width, requires_grad=True)

        def step():
            x = input
            for layer in layers:
                x = run(layer, x)
            x.sum().backward()
            for layer in layers:
                layer.zero_grad()
            input.grad = None

        return step

    return prepare


cases = {
    "24 layers of 256": deep(lambda layer, x: layer(x)),
    "24 layers of 256, checkpoints": deep(lambda layer, x: checkpoint(layer, x, use_reentrant=False)),
    "24 layers of 256, reentrant checkpoints": deep(lambda layer, x: checkpoint(layer, x, use_reentrant=True)),
}
