"""The cases of files.mjs in Python: name -> (preparation, the statement that is timed)."""

import atexit
import shutil
import tempfile
from pathlib import Path

folder = tempfile.mkdtemp(prefix='nodetorch-bench-')
atexit.register(shutil.rmtree, folder, ignore_errors=True)


def make_model():
    """125 matrices of 4 MB."""
    import torch  # here, so that a Python without PyTorch can list the names

    return torch.nn.ParameterList([torch.nn.Parameter(torch.ones(1024, 1024)) for _ in range(125)])


def sharded():
    """A module, and a folder with its parameters in five files."""
    from huggingface_hub import save_torch_model

    whole = make_model()
    save_torch_model(whole, folder, max_shard_size='105MB')
    return whole


def single():
    """A file of torch.save with the same parameters."""
    import torch

    file = Path(folder) / 'whole.pt'
    torch.save(make_model().state_dict(), file)
    return file


def read_all(tensors):
    for tensor in tensors:
        tensor.sum()


def read_shards():
    from safetensors.torch import load_file

    for file in sorted(Path(folder).glob('*.safetensors')):
        read_all(load_file(file).values())


CASES = {
    'shards into a module': (
        'from huggingface_hub import load_torch_model\nwhole = sharded()', 'load_torch_model(whole, folder)',
    ),
    'shards, every number read': ('sharded()', 'read_shards()'),
    'shards, mapped, every number read': ('sharded()', 'read_shards()'),
    'torch.load': ('file = single()', 'read_all(torch.load(file).values())'),
    'torch.load, mapped': ('file = single()', 'read_all(torch.load(file, mmap=True).values())'),
}
