"""The cases of sizes.mjs in PyTorch: name -> (preparation, the statement that is timed). `torch` is in scope."""

SIDES = {'4 KB': 32, '40 KB': 100, '400 KB': 320, '4 MB': 1024, '16 MB': 2048}

OPERATORS = {
    'add': 'a + b',
    'mul': 'a * b',
    'relu': 'a.relu()',
    'sum': 'a.sum()',
    'softmax': 'a.softmax(1)',
    'mm': 'a.mm(b)',
}

CASES = {
    f'{operator}, {size}': (f'a, b = torch.rand({side}, {side}), torch.rand({side}, {side})', statement)
    for operator, statement in OPERATORS.items()
    for size, side in SIDES.items()
}
