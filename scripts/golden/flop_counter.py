"""What torch.utils.flop_counter counts, by module and operator, and which modules torch.utils.module_tracker sees."""

import json

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from torch.utils.module_tracker import ModuleTracker


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
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(torch.flatten(x, 1))))))


class Block(nn.Module):
    def __init__(self, inner, outer, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outer)
        self.conv2 = nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outer)
        self.down = nn.Sequential(nn.Conv2d(inner, outer, 1, stride, bias=False), nn.BatchNorm2d(outer))

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(out + self.down(x))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(16, 48)
        self.out = nn.Linear(16, 16)

    def forward(self, x):
        q, k, v = (each.reshape(2, 6, 4, 4).transpose(1, 2) for each in self.qkv(x).chunk(3, -1))
        return self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(2, 6, 16))


def first(output):
    return output[0] if isinstance(output, tuple) else output


MODELS = {
    "lenet": (LeNet, [(2, 1, 28, 28)]), "block": (lambda: Block(4, 8, 2), [(2, 4, 12, 12)]),
    "lstm": (lambda: nn.LSTM(6, 8, 2), [(5, 3, 6)]), "gru": (lambda: nn.GRU(6, 8, bidirectional=True), [(5, 3, 6)]),
    "transformer": (lambda: nn.Transformer(16, 2, 2, 1, 32, batch_first=True), [(2, 6, 16), (2, 4, 16)]),
    "encoder": (lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2), [(3, 7, 8)]),
    "attention": (Attention, [(2, 6, 16)]),
    "transposed": (lambda: nn.Sequential(nn.ConvTranspose1d(3, 5, 4, 2), nn.Conv1d(5, 6, 3, groups=1)), [(2, 3, 9)]),
    "groups": (lambda: nn.Conv2d(8, 8, 3, groups=4), [(1, 8, 6, 6)]),
    "bilinear": (lambda: nn.Bilinear(3, 4, 5), [(2, 3), (2, 4)]),
}


def counts(counter):
    return {name: {str(op): flops for op, flops in ops.items()} for name, ops in sorted(counter.get_flop_counts().items())}


def seen(model, inputs):
    """What the tracker has while each of the modules runs, forward."""
    tracker, found = ModuleTracker(), []
    for module in model.modules():
        module.register_forward_pre_hook(lambda *args: found.append([sorted(tracker.parents), tracker.is_bw]))
    with tracker:
        model(*inputs)
    return {"during": found, "after": sorted(tracker.parents)}


result = {}
for name, (make, shapes) in MODELS.items():
    inputs = [torch.ones(shape) for shape in shapes]
    runs = {}
    for run in ("both", "forward", "inference", "eval"):
        torch.manual_seed(0)
        model = make().train(run != "eval")
        with FlopCounterMode(display=False) as counter:
            if run in ("both", "forward"):
                out = first(model(*inputs))
                if run == "both":
                    out.sum().backward()
            elif run == "inference":
                with torch.inference_mode():
                    model(*inputs)
            else:
                with torch.no_grad():
                    model(*inputs)
        runs[run] = {"counts": counts(counter), "total": counter.get_total_flops()}
    result[name] = {**runs, "tracked": seen(make(), inputs)}

print(json.dumps(result, indent=1))
