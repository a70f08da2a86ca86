"""The cases of calls.mjs in PyTorch: name -> (preparation, the statement that is timed). `torch` and `F` are in scope.

The statements are what a PyTorch user writes. They are timed in place, as timeit does: Python pays for no extra call.
"""

PAIR = 'a, b = torch.rand(2, 2), torch.rand(2, 2)'
ONE = 'a = torch.rand(2, 2)'
GRADED = 'a, b = torch.rand(2, 2, requires_grad=True), torch.rand(2, 2)'
CLASSIFIER = 'x, w, y = torch.rand(8, 16), torch.rand(16, 10, requires_grad=True), torch.arange(8)'

CASES = {
    'add': (PAIR, 'a + b'),
    'add scalar': (ONE, 'a + 2'),
    'add in place': (PAIR, 'a.add_(b)'),
    'mul': (PAIR, 'a * b'),
    'mm': (PAIR, 'a.mm(b)'),
    'relu': (ONE, 'a.relu()'),
    'softmax': (ONE, 'a.softmax(1)'),
    'view': (ONE, 'a.view(4)'),
    'reshape': (ONE, 'a.reshape(4, 1)'),
    'transpose': (ONE, 'a.t()'),
    'detach': (ONE, 'a.detach()'),
    'sum': (ONE, 'a.sum()'),
    'sum of rows': (ONE, 'a.sum(1)'),
    'max of rows': (ONE, 'a.max(1)'),
    'index number': (ONE, 'a[0]'),
    'index column': (ONE, 'a[:, 1]'),
    'index tensor': (ONE + '\nrows = torch.arange(2)', 'a[rows]'),
    'cat': (PAIR, 'torch.cat([a, b])'),
    'zeros': ('', 'torch.zeros(2, 3)'),
    'item': ('a = torch.rand(1)', 'a.item()'),
    'add with grad': (GRADED, 'a + b'),
    'mm with grad': (GRADED, 'a.mm(b)'),
    'cross_entropy': (CLASSIFIER + '\nscores = x.mm(w).detach()', 'F.cross_entropy(scores, y)'),
    'cross_entropy backward': (CLASSIFIER, 'w.grad = None\nF.cross_entropy(x.mm(w), y).backward()'),
}
