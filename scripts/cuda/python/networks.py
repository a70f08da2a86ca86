"""The networks of networks.mjs: the same layers, made in the same order."""

import torch
import torch.nn.functional as F
from torch import nn


def conv(inputs, outputs, size, stride):
    return nn.Conv2d(inputs, outputs, size, stride=stride, padding=(size - 1) // 2, bias=False)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(
            conv(inputs, outputs, 3, stride), nn.BatchNorm2d(outputs), nn.ReLU(True),
            conv(outputs, outputs, 3, 1), nn.BatchNorm2d(outputs))
        self.way = nn.Identity() if stride == 1 and inputs == outputs else nn.Sequential(
            conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return F.relu(self.body(x) + self.way(x))


def resnet18(width=64, classes=1000):
    blocks = []
    for i, times in enumerate([1, 2, 4, 8]):
        blocks.append(Block(width * max(1, times // 2), width * times, 1 if i == 0 else 2))
        blocks.append(Block(width * times, width * times, 1))
    return nn.Sequential(
        conv(3, width, 7, 2), nn.BatchNorm2d(width), nn.ReLU(True), nn.MaxPool2d(3, stride=2, padding=1), *blocks,
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8 * width, classes))


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.body = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = (t.view(batch, length, self.heads, width // self.heads).transpose(1, 2)
                   for t in self.qkv(self.norm1(x)).split(width, 2))
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        y = x + self.out(seen.transpose(1, 2).reshape(batch, length, width))
        return y + self.body(self.norm2(y))


class GPT(nn.Module):
    def __init__(self, tokens, length, width, heads, layers):
        super().__init__()
        self.token = nn.Embedding(tokens, width)
        self.place = nn.Embedding(length, width)
        self.layers = nn.Sequential(*[Layer(width, heads) for _ in range(layers)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, tokens)

    def forward(self, x):
        places = torch.arange(x.shape[1], device=x.device)
        return self.head(self.norm(self.layers(self.token(x) + self.place(places))))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def problem(name, size, device):
    """The network of a name, and the function that gives its loss: drawn on the processor."""
    torch.manual_seed(0)
    if name == "resnet":
        net = resnet18(size["width"]).to(device)
        x = torch.rand(size["batch"], 3, size["side"], size["side"]).to(device)
        y = torch.randint(0, 1000, [size["batch"]]).to(device)
        return net, lambda: F.cross_entropy(net(x), y)
    tokens, length = size["tokens"], size["length"]
    net = GPT(tokens, length, size["width"], size["heads"], size["layers"]).to(device)
    x = torch.randint(0, tokens, [size["batch"], length]).to(device)
    y = torch.randint(0, tokens, [size["batch"] * length]).to(device)
    return net, lambda: F.cross_entropy(net(x).view(-1, tokens), y)
