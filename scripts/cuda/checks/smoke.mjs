// The first things that anybody does with a GPU.

export async function run(context) {
  const { torch, device } = context;
  await context.check('there is a device', () => {
    if (device !== 'cuda') return;
    const reason = torch.cuda.unavailable_reason();
    if (reason !== null) throw new Error(`CUDA is not available: ${reason}`);
    context.figure('device', torch.cuda.get_device_name());
    context.figure('capability', torch.cuda.get_device_capability());
    context.figure('memory', torch.cuda.get_device_properties().total_memory);
  });
  await context.check('one and one are two', () => {
    const two = torch.ones(3, { device }).add(1);
    context.same([two.device.type, two.tolist()], [device, [2, 2, 2]]);
  });
  await context.check('a copy there and back is the same', () => {
    for (const dtype of ['float32', 'float64', 'bfloat16', 'float16', 'int64', 'uint8', 'bool', 'complex64']) {
      const here = torch.arange(0, 24).reshape(4, 6).to(torch[dtype]).t();
      if (!torch.equal(here.to(device).cpu(), here)) throw new Error(`torch.${dtype} changed`);
    }
  });
  await context.check('a matrix product', () => {
    const a = torch.arange(0, 64 * 64, { dtype: torch.float32 }).reshape(64, 64).remainder(7);
    const got = a.to(device).mm(a.t().contiguous().to(device)).cpu();
    if (!torch.equal(got, a.mm(a.t()))) throw new Error('it differs from the one on the processor');
  });
  await context.check('gradients', () => {
    const x = torch.tensor([1, 2, 3], { dtype: torch.float32, device, requires_grad: true });
    x.pow(3).sum().backward();
    context.same([x.grad.device.type, x.grad.tolist()], [device, [3, 12, 27]]);
  });
  await context.check('a module moves, and learns', () => {
    torch.manual_seed(0);
    const net = new torch.nn.Linear(4, 1).to(device);
    const optimizer = new torch.optim.SGD(net.parameters(), { lr: 0.1 });
    const x = torch.eye(4, { device });
    const lossOf = () => torch.nn.functional.mse_loss(net(x), torch.ones(4, 1, { device }));
    const before = lossOf().item();
    for (let i = 0; i < 20; i++) {
      optimizer.zero_grad();
      lossOf().backward();
      optimizer.step();
    }
    const after = lossOf().item();
    if (!(after < before / 2)) throw new Error(`the loss went from ${before} to ${after}`);
  });
  await context.check('how it is printed', () => {
    const text = String(torch.arange(3, { device }));
    context.same(text, device === 'cuda' ? "tensor([0, 1, 2], device='cuda:0')" : 'tensor([0, 1, 2])');
  });
  await context.check('save and load keep the device', () => {
    const file = `${context.folder}/x.pt`;
    torch.save(torch.arange(5, { device }), file);
    context.same([torch.load(file).device.type, torch.load(file, { map_location: 'cpu' }).tolist()], [device, [0, 1, 2, 3, 4]]);
  });
  await context.check('tensors of two devices do not mix', () => {
    if (device !== 'cuda') return;
    let message = '';
    try {
      torch.ones(2, { device }).add(torch.ones(2));
    } catch (error) {
      message = error.message;
    }
    if (!message.startsWith('Expected all tensors to be on the same device')) throw new Error(`it said: ${message || 'nothing'}`);
  });
  await context.check("random numbers are Python's", async () => {
    torch.manual_seed(1234);
    const [rand, randn, perm] = [torch.rand(5, { device }), torch.randn(5, { device }), torch.randperm(9, { device })];
    const got = { rand: rand.tolist(), randn: randn.tolist(), perm: perm.tolist() };
    context.same(got, await context.twin('smoke'));
  });
}
