"""The cases of training.mjs in PyTorch: name -> (preparation, the statement that is timed)."""

import math


def adam_step(inputs, hidden=128, outputs=10, batch=256):
    """One training step: forward, backward, Adam's update by hand; returns the loss as a number."""
    import torch  # here, so that a Python without PyTorch can list the names
    import torch.nn.functional as F

    torch.manual_seed(0)
    x = torch.randn(batch, inputs)
    y = torch.randint(0, outputs, [batch])
    w1 = torch.randn(inputs, hidden).div_(math.sqrt(inputs)).requires_grad_()
    b1 = torch.zeros(hidden, requires_grad=True)
    w2 = torch.randn(hidden, outputs).div_(math.sqrt(hidden)).requires_grad_()
    b2 = torch.zeros(outputs, requires_grad=True)
    parameters = [w1, b1, w2, b2]
    state = [(p, torch.zeros_like(p), torch.zeros_like(p)) for p in parameters]
    t = 0

    def step():
        nonlocal t
        t += 1
        for p in parameters:
            p.grad = None
        loss = F.cross_entropy((x.mm(w1) + b1).relu().mm(w2) + b2, y)
        loss.backward()
        c1 = 1 - 0.9**t
        c2 = 1 - 0.999**t
        with torch.no_grad():
            for p, m, v in state:
                g = p.grad
                m.mul_(0.9).add_(g, alpha=0.1)
                v.mul_(0.999).addcmul_(g, g, value=0.001)
                p.sub_(m / c1 * 0.001 / ((v / c2).sqrt() + 1e-8))
        return loss.item()

    return step


CASES = {
    'two layers 64-128-10, batch 256, Adam by hand': ('step = adam_step(64)', 'step()'),
    'two layers 784-128-10, batch 256, Adam by hand': ('step = adam_step(784)', 'step()'),
}
