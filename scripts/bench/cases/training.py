"""The cases of training.mjs in PyTorch: name -> (preparation, the statement that is timed)."""

import math


def adam_step(inputs, hidden=128, outputs=10, batch=256):
    """One training step: forward, backward, Adam's update by hand; returns the loss as a number."""
    import torch  # here, so that a Python without PyTorch can list the names
    import torch.nn.functional as F

    torch.manual_seed(0)
    x = torch.randn(batch, inputs)
    y = torch.randint(0, outputs, [batch])
    w1 = torch.randn(inputs, hidden).div_(math.sqrt(inputs)).requires_grad_()
    b1 = torch.zeros(hidden, requires_grad=True)
    w2 = torch.randn(hidden, outputs).div_(math.sqrt(hidden)).requires_grad_()
    b2 = torch.zeros(outputs, requires_grad=True)
    parameters = [w1, b1, w2, b2]
    state = [(p, torch.zeros_like(p), torch.zeros_like(p)) for p in parameters]
    t = 0

    def step():
        nonlocal t
        t += 1
        for p in parameters:
            p.grad = None
        loss = F.cross_entropy((x.mm(w1) + b1).relu().mm(w2) + b2, y)
        loss.backward()
        c1 = 1 - 0.9**t
        c2 = 1 - 0.999**t
        with torch.no_grad():
            for p, m, v in state:
                g = p.grad
                m.mul_(0.9).add_(g, alpha=0.1)
                v.mul_(0.999).addcmul_(g, g, value=0.001)
                p.sub_(m / c1 * 0.001 / ((v / c2).sqrt() + 1e-8))
        return loss.item()

    return step


def mlp():
    """The classifier of the exercises' size, on vectors."""
    from torch import nn

    return nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))


def lenet5():
    import torch
    import torch.nn.functional as F
    from torch import nn

    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.fc1 = nn.Linear(400, 120)
            self.fc2 = nn.Linear(120, 84)
            self.fc3 = nn.Linear(84, 10)

        def forward(self, x):
            first = F.max_pool2d(F.relu(self.conv1(x)), 2)
            second = F.max_pool2d(F.relu(self.conv2(first)), 2)
            return self.fc3(F.relu(self.fc2(F.relu(self.fc1(torch.flatten(second, 1))))))

    return LeNet5()


def recurrent():
    """The last output of two layers of LSTM, classified."""
    from torch import nn

    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(64, 256, num_layers=2, batch_first=True)
            self.fc = nn.Linear(256, 10)

        def forward(self, x):
            output, _ = self.lstm(x)
            return self.fc(output[:, -1])

    return Recurrent()


def convolutional():
    """A small convolutional network with batch normalisation."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
        nn.Flatten(), nn.Linear(64, 10),
    )


def deep(checkpoints, width):
    """What its 24 layers save for backward is most of the memory; with `checkpoints` each keeps its input only."""
    from torch import nn
    from torch.utils.checkpoint import checkpoint

    class Deep(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.Sequential(
                nn.Linear(width, width), nn.LayerNorm(width), nn.GELU(), nn.Linear(width, width), nn.Tanh(),
            ) for _ in range(24)])
            self.fc = nn.Linear(width, 10)

        def forward(self, x):
            for layer in self.layers:
                x = checkpoint(layer, x, use_reentrant=False) if checkpoints else layer(x)
            return self.fc(x)

    return Deep()


NETWORKS = {
    'MLP 784-512-512-10, batch 64': ('mlp', [64, 784]),
    'LeNet-5, batch 256': ('lenet5', [256, 1, 28, 28]),
    'LSTM 2 x 256, sequence 50, batch 32': ('recurrent', [32, 50, 64]),
    'small conv net 32x32x3, batch 64': ('convolutional', [64, 3, 32, 32]),
}
OPTIMIZERS = {'SGD': 'torch.optim.SGD(p, lr=0.01, momentum=0.9)', 'AdamW': 'torch.optim.AdamW(p, lr=0.001)'}


def network_step(make, shape, optimizer_of):
    """One training step of a network on one random batch; returns the loss as a number."""
    import torch
    from torch import nn

    torch.manual_seed(0)
    net = make()
    x = torch.randn(shape)
    y = torch.randint(0, 10, [shape[0]])
    criterion = nn.CrossEntropyLoss()
    optimizer = optimizer_of(net.parameters())

    def step():
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def deep_step(checkpoints, width, batch):
    """A training step of a deep network, by SGD."""
    import torch

    def sgd(parameters):
        return torch.optim.SGD(parameters, lr=0.01, momentum=0.9)

    return network_step(lambda: deep(checkpoints, width), [batch, width], sgd)


def mixed_lenet():
    import torch
    import torch.nn.functional as F

    torch.manual_seed(0)
    net = lenet5()
    x, y = torch.randn([256, 1, 28, 28]), torch.randint(0, 10, [256])
    return net, lambda: F.cross_entropy(net(x), y)


def mixed_gpt():
    import pathlib
    import sys

    sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / 'cuda' / 'python'))
    from networks import problem

    size = {'tokens': 64, 'length': 64, 'width': 128, 'heads': 4, 'layers': 4, 'batch': 8}
    return problem('gpt', size, 'cpu')


def mixed_step(make, name):
    """One training step in mixed precision, with a scaler of gradients where it is in float16."""
    import torch

    net, loss_of = make()
    dtype = getattr(torch, name)
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.001)
    scaler = torch.amp.GradScaler('cpu', enabled=dtype == torch.float16)

    def step():
        optimizer.zero_grad()
        with torch.autocast('cpu', dtype=dtype):
            loss = loss_of()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        return loss.item()

    return step


MIXED = {'LeNet-5, batch 256': 'mixed_lenet', 'GPT, 4 layers of 128, batch 8 x 64': 'mixed_gpt'}

CASES = {
    'two layers 64-128-10, batch 256, Adam by hand': ('step = adam_step(64)', 'step()'),
    'two layers 784-128-10, batch 256, Adam by hand': ('step = adam_step(784)', 'step()'),
    **{
        f'{network}, {name}': (f'step = network_step({make}, {shape}, lambda p: {optimizer})', 'step()')
        for network, (make, shape) in NETWORKS.items()
        for name, optimizer in OPTIMIZERS.items()
    },
    **{
        f'{name}, AdamW, autocast to {dtype}': (f"step = mixed_step({make}, '{dtype}')", 'step()')
        for name, make in MIXED.items()
        for dtype in ('bfloat16', 'float16')
    },
    '24 layers of 128, batch 64, SGD': ('step = deep_step(False, 128, 64)', 'step()'),
    '24 layers of 128 with checkpoints, batch 64, SGD': ('step = deep_step(True, 128, 64)', 'step()'),
}
