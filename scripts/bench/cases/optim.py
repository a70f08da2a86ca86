"""The cases of optim.mjs in PyTorch: name -> (preparation, the statement that is timed)."""

SHAPES = {
    'two layers 64-128-10': [[128, 64], [128], [10, 128], [10]],
    'three layers 784-512-512-10': [[512, 784], [512], [512, 512], [512], [10, 512], [10]],
    '40 of 64 x 64': [[64, 64]] * 40,
}

OPTIMIZERS = {
    'SGD': ('SGD', {'lr': 1e-3}),
    'SGD with momentum': ('SGD', {'lr': 1e-3, 'momentum': 0.9}),
    'Adam': ('Adam', {'lr': 1e-3}),
    'AdamW': ('AdamW', {'lr': 1e-3}),
    'RMSprop': ('RMSprop', {'lr': 1e-3}),
    'Adagrad': ('Adagrad', {'lr': 1e-3}),
}


def optimizer(parameters, name):
    """An optimizer whose parameters have gradients."""
    import torch  # here, so that a Python without PyTorch can list the names

    torch.manual_seed(0)
    params = [torch.randn(shape).requires_grad_() for shape in SHAPES[parameters]]
    for p in params:
        p.grad = torch.randn(p.shape)
    algorithm, options = OPTIMIZERS[name]
    return getattr(torch.optim, algorithm)(params, **options)


CASES = {
    f'{name}, {parameters}': (f'step = optimizer({parameters!r}, {name!r}).step', 'step()')
    for parameters in SHAPES
    for name in OPTIMIZERS
}
CASES['40 gradients set and taken off'] = (
    '''params = [torch.randn(shape).requires_grad_() for shape in SHAPES['40 of 64 x 64']]
grads = [torch.randn(p.shape) for p in params]
made = torch.optim.SGD(params)''',
    '''for p, grad in zip(params, grads):
    p.grad = grad
made.zero_grad()''',
)
CASES['foreach: 50 of 16 x 16, with momentum'] = (
    '''torch.manual_seed(0)
params, grads, momenta = ([torch.randn(16, 16) for _ in range(50)] for _ in range(3))''',
    '''torch.foreach.mul_(momenta, 0.9)
torch.foreach.add_(momenta, grads)
torch.foreach.add_(params, momenta, alpha=-1e-3)''',
)
