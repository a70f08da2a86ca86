"""LeNet and a small GPT trained in mixed precision, as amp_training.mjs trains them."""

import json
import sys

import torch
import torch.nn.functional as F
from networks import GPT, lenet


def problem(network, device):
    torch.manual_seed(0)
    if network == "lenet":
        net = lenet().to(device)
        x, y = torch.rand(32, 1, 32, 32).to(device), torch.randint(0, 10, [32]).to(device)
        return net, lambda: F.cross_entropy(net(x), y)
    net = GPT(tokens=32, length=32, width=64, heads=4, layers=2).to(device)
    x, y = torch.randint(0, 32, [8, 32]).to(device), torch.randint(0, 32, [256]).to(device)
    return net, lambda: F.cross_entropy(net(x).view(-1, 32), y)


def train(device, network, dtype, scale=None, gpu=False, steps=30):
    net, loss_of = problem(network, device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    scaler = torch.amp.GradScaler(device, enabled=scale is not None, init_scale=scale or 1, growth_interval=10)
    losses, scales = [], []
    for _ in range(steps):
        optimizer.zero_grad()
        with torch.autocast(device, dtype=getattr(torch, dtype)):
            loss = loss_of()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        losses.append(loss.item())
        scales.append(scaler.get_scale())
    return {"losses": losses, "scales": scales}


given = json.loads(sys.argv[1])
print(json.dumps(train(given["device"], **given["options"])))
