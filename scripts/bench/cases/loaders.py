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


def epoch(kind, **options):
    """Iterates over a loader once; the first epoch, which starts the workers, is over when this returns."""
    from torch.utils.data import DataLoader

    loader = DataLoader(make_dataset(kind), batch_size=64, shuffle=True, **options)

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
    for name, kind in [('tensors', 'tensors'), ('own samples', 'own')]
    for how, options in [
        ('no workers', ''),
        ('2 workers', ', num_workers=2'),
        ('2 workers that stay', ', num_workers=2, persistent_workers=True'),
    ]
}
