"""Trains the networks of lessons 830 to 890 on the digits of a folder, for test/exercises/training.test.ts.

    python3 scripts/golden/lessons.py FOLDER [--epochs N] [LESSON ...]

FOLDER/MNIST/raw holds the files. Prints for each lesson the loss of the first batch of an epoch and the mean loss of the
test after it, for each epoch, as the lesson does: {"830": [first, test, first, test]}. The numbers of
test/exercises/trained.ts are those of the first 768 and 1024 digits.
"""

import argparse
import json
import warnings

import torch
from torch import nn, optim
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import MNIST

FUNNEL = [1024, 640, 512, 256, 128, 64, 32, 10]


def layers(*sizes):
    pairs = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *pairs[:-1])


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 120, 5),
        nn.ReLU(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )


NETWORKS = {
    "830": lambda: layers(1024, 10),
    "850": lambda: layers(1024, 128, 10),
    "870": lambda: layers(*FUNNEL),
    "890": lenet,
}


def learned(lesson, folder, epochs):
    torch.manual_seed(0)
    transform = transforms.Compose([transforms.Resize((32, 32)), transforms.ToTensor()])
    train = DataLoader(MNIST(folder, transform=transform), batch_size=256, shuffle=True)
    tests = DataLoader(MNIST(folder, train=False, transform=transform), batch_size=1024)
    net, criterion = NETWORKS[lesson](), nn.CrossEntropyLoss()
    optimizer = optim.Adam(net.parameters(), lr=2e-3)
    losses = []
    for _ in range(epochs):
        for i, (images, labels) in enumerate(train):
            optimizer.zero_grad()
            loss = criterion(net(images), labels)
            if i == 0:
                losses.append(loss.item())
            loss.backward()
            optimizer.step()
        total = sum(criterion(net(images), labels).item() * len(labels) for images, labels in tests)
        losses.append(total / len(tests.dataset))
    return [round(x, 6) for x in losses]


warnings.simplefilter("ignore")
parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("lessons", nargs="*", default=list(NETWORKS))
parser.add_argument("--epochs", type=int, default=2)
given = parser.parse_args()
torch.set_num_threads(1)
print(json.dumps({lesson: learned(lesson, given.folder, given.epochs) for lesson in given.lessons}))
