"""The cases of func.mjs in PyTorch: name -> (preparation, the statement that is timed)."""


def small_network():
    import torch  # here, so that a Python without PyTorch can list the names
    import torch.nn.functional as F
    from torch.func import functional_call, grad, vmap

    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(16, 32), torch.nn.Tanh(), torch.nn.Linear(32, 4))
    parameters = {name: each.detach() for name, each in model.named_parameters()}
    x = torch.randn(64, 16)
    y = torch.randint(0, 4, [64])

    def loss(p, a, b):
        return F.cross_entropy(functional_call(model, p, a.unsqueeze(0)), b.unsqueeze(0))

    return vmap(grad(loss), (None, 0, 0)), (parameters, x, y)


def small_loss():
    import torch

    torch.manual_seed(0)
    x = torch.randn(20, 9)
    y = torch.randn(20)

    def loss(p):
        w = p.narrow(0, 0, 45).view(9, 5)
        return (x.mm(w).tanh().mv(p.narrow(0, 45, 5)) - y).pow(2).mean()

    return torch.func.hessian(loss), torch.randn(50)


def small_function():
    import torch

    torch.manual_seed(0)
    w = torch.randn(16, 16)
    return lambda a: w.mv(a).tanh()


CASES = {
    "vmap(grad), an MLP of 16-32-4, batch 64": ("gradients, given = small_network()", "gradients(*given)"),
    "hessian, 50 parameters": ("hessian, parameters = small_loss()", "hessian(parameters)"),
    "jacrev, 16 to 16": ("f = torch.func.jacrev(small_function())\nx = torch.randn(16)", "f(x)"),
    "jacfwd, 16 to 16": ("f = torch.func.jacfwd(small_function())\nx = torch.randn(16)", "f(x)"),
    "jvp, 16 to 16": (
        "f = small_function()\nx, t = torch.randn(16), torch.randn(16)", "torch.func.jvp(f, (x,), (t,))"),
}
