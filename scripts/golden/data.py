"""Orders, batches and errors of torch.utils.data, for test/utils/data."""
import json
import warnings

import torch
from torch.utils.data import (
    BatchSampler, ChainDataset, ConcatDataset, DataLoader, Dataset, DistributedSampler, IterableDataset, RandomSampler,
    Sampler, SequentialSampler, StackDataset, Subset, SubsetRandomSampler, TensorDataset, WeightedRandomSampler,
    default_collate, default_convert, random_split,
)

SEEDS = [0, 1, 42, 2**40 + 7]


def plain(value):
    """A value as JSON: tensors with their dtype."""
    if isinstance(value, torch.Tensor):
        return {"dtype": str(value.dtype), "shape": list(value.shape), "values": value.flatten().tolist()}
    if isinstance(value, dict):
        return {"dict": {str(key): plain(each) for key, each in value.items()}}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def later():
    """What the default generator gives next: tells how many numbers were drawn before."""
    return torch.randint(0, 2**31, (2,)).tolist()


def samplers():
    weights = [0.1, 0.9, 0.4, 0.7, 3.0, 0.6]
    cases = {
        "sequential": lambda g: SequentialSampler(range(7)),
        "random": lambda g: RandomSampler(range(11)),
        "random, own generator": lambda g: RandomSampler(range(11), generator=g),
        "random, num_samples above": lambda g: RandomSampler(range(5), num_samples=13),
        "random, num_samples below": lambda g: RandomSampler(range(9), num_samples=4, generator=g),
        "random, num_samples twice": lambda g: RandomSampler(range(5), num_samples=10, generator=g),
        "replacement": lambda g: RandomSampler(range(10), replacement=True),
        "replacement, num_samples": lambda g: RandomSampler(range(10), True, 70, g),
        "replacement, 64": lambda g: RandomSampler(range(10), True, 64, g),
        "subset": lambda g: SubsetRandomSampler([3, 1, 4, 15, 9, 2, 6]),
        "subset, own generator": lambda g: SubsetRandomSampler([3, 1, 4, 15, 9, 2, 6], g),
        "weighted": lambda g: WeightedRandomSampler(weights, 12),
        "weighted, own generator": lambda g: WeightedRandomSampler(weights, 12, True, g),
        "weighted, no replacement": lambda g: WeightedRandomSampler(weights, 5, replacement=False),
        "batches": lambda g: BatchSampler(RandomSampler(range(11), generator=g), 4, False),
        "batches, drop_last": lambda g: BatchSampler(RandomSampler(range(11)), 4, True),
        "batches that fit": lambda g: BatchSampler(RandomSampler(range(8), generator=g), 4, False),
    }
    for replicas, rank, shuffle, drop in [(3, 0, True, False), (3, 2, True, False), (3, 1, False, True), (4, 3, True, True), (7, 6, False, False)]:
        name = f"distributed {replicas} {rank} {shuffle} {drop}"
        cases[name] = lambda g, r=replicas, k=rank, s=shuffle, d=drop: DistributedSampler(range(5), r, k, s, 3, d)
    result = {}
    for name, make in cases.items():
        rows = []
        for seed in SEEDS:
            torch.manual_seed(seed)
            g = torch.Generator().manual_seed(seed + 1)
            sampler = make(g)
            epochs = []
            for epoch in range(2):
                if isinstance(sampler, DistributedSampler):
                    sampler.set_epoch(epoch)
                epochs.append(list(sampler))
            rows.append([len(sampler), epochs, later(), torch.randint(0, 2**31, (1,), generator=g).item()])
        result[name] = rows
    return result


SPLITS = [
    (10, [3, 7]), (10, [0.3, 0.7]), (30, [0.3, 0.3, 0.4]), (11, [0.5, 0.5]), (7, [1 / 3, 1 / 3, 1 / 3]), (6, [6]),
    (5, [1]), (3, [0.9, 0.1]), (17, [0.1] * 10), (4, [4, 0]),
]


def splits():
    result = []
    for total, lengths in SPLITS:
        rows = []
        for seed in SEEDS:
            torch.manual_seed(seed)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                parts = random_split(range(total), lengths)
            own = random_split(range(total), lengths, generator=torch.Generator().manual_seed(seed))
            rows.append([[list(p.indices) for p in parts], [list(p.indices) for p in own], later(), [str(w.message) for w in caught]])
        result.append({"total": total, "lengths": lengths, "rows": rows})
    return result


LOADERS = [
    {"batch_size": 4},
    {"batch_size": 4, "shuffle": True},
    {"batch_size": 4, "shuffle": True, "drop_last": True},
    {"batch_size": 5, "shuffle": True},
    {"shuffle": True},
    {"batch_size": None, "shuffle": True},
    {"batch_size": None},
    {"batch_size": 100, "shuffle": True},
    {"batch_size": 3, "shuffle": True, "generator": True},
    {"batch_size": 3, "generator": True},
    {"batch_size": 4, "sampler": "weighted"},
    {"batch_sampler": "batches"},
    {"batch_size": 4, "shuffle": True, "num_workers": 2},
    {"batch_size": 3, "shuffle": True, "generator": True, "num_workers": 2},
    {"batch_size": 3, "shuffle": True, "generator": True, "num_workers": 2, "persistent_workers": True},
]


def loaders():
    data = TensorDataset(torch.arange(10), torch.arange(20.0).view(10, 2))
    result = []
    for options in LOADERS:
        rows = []
        for seed in SEEDS[:3]:
            torch.manual_seed(seed)
            given = dict(options)
            g = torch.Generator().manual_seed(seed + 5)
            if "generator" in given:
                given["generator"] = g
            if given.get("sampler") == "weighted":
                given["sampler"] = WeightedRandomSampler([1.0] * 10, 9)
            if given.get("batch_sampler") == "batches":
                given["batch_sampler"] = BatchSampler(RandomSampler(data), 4, False)
            loader = DataLoader(data, **given)
            epochs = [[batch[0].tolist() for batch in loader] for _ in range(2)]
            last = list(loader)[-1]
            rows.append([len(loader), epochs, plain(last), later(), torch.randint(0, 2**31, (1,), generator=g).item()])
        result.append({"options": options, "rows": rows})
    return result


class Noise(Dataset):
    """Every sample takes numbers of the worker's own generator."""

    def __len__(self):
        return 8

    def __getitem__(self, index):
        return torch.rand(2)


def seeded():
    """What workers draw."""
    result = []
    for seed in SEEDS[:3]:
        torch.manual_seed(seed)
        loader = DataLoader(Noise(), batch_size=2, num_workers=2)
        epochs = [[batch.flatten().tolist() for batch in loader] for _ in range(2)]
        result.append([epochs, later()])
    return result


class Stream(IterableDataset):
    def __init__(self, count):
        self.count = count

    def __iter__(self):
        return iter(range(self.count))

    def __len__(self):
        return self.count


class NoLength(Dataset):
    def __getitem__(self, index):
        return index


class BadSubset(Subset):
    def __getitem__(self, index):
        return index


class Odd:
    pass


def errors():
    data = TensorDataset(torch.arange(10))
    cases = {
        "negative workers": lambda: DataLoader(data, num_workers=-1),
        "negative timeout": lambda: DataLoader(data, timeout=-1),
        "prefetch without workers": lambda: DataLoader(data, prefetch_factor=2),
        "negative prefetch": lambda: DataLoader(data, num_workers=1, prefetch_factor=-1),
        "persistent without workers": lambda: DataLoader(data, persistent_workers=True),
        "context without workers": lambda: DataLoader(data, multiprocessing_context="fork"),
        "stream with shuffle": lambda: DataLoader(Stream(3), shuffle=True),
        "sampler and shuffle": lambda: DataLoader(data, sampler=[1, 2], shuffle=True),
        "batch_sampler and batch_size": lambda: DataLoader(data, batch_sampler=[[1]], batch_size=2),
        "batch_sampler and drop_last": lambda: DataLoader(data, batch_sampler=[[1]], drop_last=True),
        "drop_last without batches": lambda: DataLoader(data, batch_size=None, drop_last=True),
        "batch_size 0": lambda: DataLoader(data, batch_size=0),
        "batch_size 1.5": lambda: DataLoader(data, batch_size=1.5),
        "batch_size True": lambda: DataLoader(data, batch_size=True),
        "shuffle of nothing": lambda: DataLoader([], shuffle=True),
        "length of a dataset without one": lambda: len(DataLoader(NoLength())),
        "shuffle without length": lambda: DataLoader(NoLength(), shuffle=True),
        "set batch_size": lambda: setattr(DataLoader(data), "batch_size", 3),
        "timeout without workers": lambda: next(iter(DataLoader(data, timeout=1))),
        "no prefetch": lambda: next(iter(DataLoader(data, num_workers=1, prefetch_factor=0))),
        "num_samples 0": lambda: RandomSampler(range(3), num_samples=0),
        "num_samples 1.5": lambda: RandomSampler(range(3), num_samples=1.5),
        "replacement 1.5": lambda: RandomSampler(range(3), replacement=1.5),
        "weights of two dimensions": lambda: WeightedRandomSampler([[1.0, 2.0]], 3),
        "weights, num_samples 0": lambda: WeightedRandomSampler([1.0], 0),
        "weights, replacement": lambda: WeightedRandomSampler([1.0], 1, "yes"),
        "batch sampler, batch_size": lambda: BatchSampler(range(3), -2, False),
        "batch sampler, drop_last": lambda: BatchSampler(range(3), 2, None),
        "sampler without iter": lambda: list(Sampler()),
        "rank": lambda: DistributedSampler(range(3), 2, 2),
        "base dataset": lambda: Dataset()[0],
        "sizes of tensors": lambda: TensorDataset(torch.ones(2), torch.ones(3)),
        "index of a tensor dataset": lambda: data[10],
        "concat of nothing": lambda: ConcatDataset([]),
        "concat of a stream": lambda: ConcatDataset([Stream(2)]),
        "concat, too negative": lambda: ConcatDataset([data])[-11],
        "concat, too large": lambda: ConcatDataset([data])[10],
        "chain of a map": lambda: list(ChainDataset([data])),
        "stack of nothing": lambda: StackDataset(),
        "stack of two kinds": lambda: StackDataset(data, b=data),
        "stack of lengths": lambda: StackDataset(data, [1]),
        "split sum": lambda: random_split(range(5), [2, 2]),
        "split fraction": lambda: random_split(range(5), [1.5, -0.5]),
        "subset without getitems": lambda: BadSubset(data, [1]),
        "collate of None": lambda: default_collate([None, None]),
        "collate of an object": lambda: default_collate([Odd()]),
        "collate of lengths": lambda: default_collate([[1, 2], [1]]),
        "collate of sizes": lambda: default_collate([torch.ones(2), torch.ones(3)]),
        "collate of keys": lambda: default_collate([{"a": 1, "b": 2}, {"a": 1}]),
        "collate of sparse": lambda: default_collate([torch.eye(2).to_sparse()]),
    }
    result = {}
    for name, call in cases.items():
        try:
            call()
        except BaseException as error:
            result[name] = [type(error).__name__, str(error)]
        else:
            raise AssertionError(f"{name} raises nothing")
    return result


def collations():
    import numpy as np

    cases = {
        "tensors": [torch.tensor([1, 2]), torch.tensor([3, 4])],
        "float tensors": [torch.tensor([1.5]), torch.tensor([2.5])],
        "scalars": [torch.tensor(1), torch.tensor(2)],
        "ints": [1, 2, 3],
        "floats": [1.5, 2.5],
        "bools": [True, False],
        "strings": ["a", "b"],
        "arrays": [np.array([1.5, 2.5], dtype=np.float32), np.array([3.5, 4.5], dtype=np.float32)],
        "bytes": [np.array([1, 2], dtype=np.uint8), np.array([3, 4], dtype=np.uint8)],
        "tuples": [(torch.tensor([1]), 2), (torch.tensor([3]), 4)],
        "lists": [[0, 1], [2, 3]],
        "dicts": [{"A": 0, "B": "x"}, {"A": 100, "B": "y"}],
        "nested": [{"A": [1, (2.5, "s")], "B": {"C": True}}, {"A": [3, (4.5, "t")], "B": {"C": False}}],
    }
    return {name: plain(default_collate(batch)) for name, batch in cases.items()}


def datasets():
    a = TensorDataset(torch.arange(3), torch.arange(3.0) * 2)
    b = TensorDataset(torch.arange(10, 12), torch.arange(2.0))
    both = a + b
    return {
        "tensor": [plain(a[i]) for i in (0, 2, -1)],
        "concat": [plain(both[i]) for i in (0, 2, 3, 4, -1, -5)] + [len(both), both.cumulative_sizes],
        "subset": [plain(Subset(a, [2, 0])[i]) for i in range(2)],
        "stack": plain(StackDataset(a, [5, 6, 7])[1]),
        "stack named": plain(StackDataset(x=a, y=[5, 6, 7])[1]),
        "chain": [list(Stream(3) + Stream(2)), len(Stream(3) + Stream(2))],
        "stream": [plain(batch) for batch in DataLoader(Stream(5), batch_size=2)],
        "stream, drop_last": [plain(batch) for batch in DataLoader(Stream(5), batch_size=2, drop_last=True)],
        "stream, no batches": list(DataLoader(Stream(3), batch_size=None)),
        "stream, two workers": [plain(batch) for batch in DataLoader(Stream(5), batch_size=2, num_workers=2)],
        "lengths": [len(DataLoader(Stream(5), batch_size=2)), len(DataLoader(Stream(5), batch_size=2, drop_last=True)), len(DataLoader(a, batch_size=2))],
        "subset batches": [plain(batch) for batch in DataLoader(Subset(both, [4, 1, 0]), batch_size=2)],
        "concat batches": [plain(batch) for batch in DataLoader(both, batch_size=2)],
        "stack batches": [plain(batch) for batch in DataLoader(StackDataset(x=a, y=Subset(a, [2, 1, 0])), batch_size=2)],
        "negative keys": [plain(batch) for batch in DataLoader(a, batch_size=2, sampler=[-1, 0, -3])],
        "list": [plain(batch) for batch in DataLoader(["a", "b", "c"], batch_size=2)],
    }


if __name__ == "__main__":
    print(json.dumps({
        "seeds": SEEDS, "samplers": samplers(), "splits": splits(), "loaders": loaders(), "seeded": seeded(),
        "errors": errors(), "collations": collations(), "datasets": datasets(),
    }, separators=(",", ":")))
