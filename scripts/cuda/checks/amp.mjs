// Mixed precision: in which dtype each operator of the lists computes, and that a scaler skips steps that overflow.

export async function run(context) {
  const { torch, device } = context;
  torch.ones(1, { device });
  const F = torch.nn.functional;
  const a = torch.ones(8, 8, { device });
  const x = torch.ones(2, 3, 8, 8, { device });
  const w = torch.ones(4, 3, 3, 3, { device });
  const calls = {
    mm: () => a.mm(a), linear: () => F.linear(a, a), conv2d: () => F.conv2d(x, w), matmul: () => a.matmul(a),
    bmm: () => a.view(1, 8, 8).bmm(a.view(1, 8, 8)), softmax: () => a.softmax(1),
    log_softmax: () => F.log_softmax(a, 1), exp: () => a.exp(),
    sum: () => a.sum(), layer_norm: () => F.layer_norm(a, [8]), add: () => a.add(a), relu: () => a.relu(),
    mse_loss: () => F.mse_loss(a, a), cat: () => torch.cat([a, a.half()]), pow: () => a.pow(2),
    cumsum: () => a.cumsum(0),
  };
  for (const dtype of ['bfloat16', 'float16']) {
    await context.check(`dtypes under autocast with ${dtype}`, async () => {
      const got = torch.autocast({ device_type: device, dtype: torch[dtype] }, () =>
        Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, String(call().dtype)])));
      context.same(got, await context.twin('amp', { dtype }));
    });
  }
  await context.check('a step whose gradients overflow is skipped, and the scale is halved', () => {
    const p = torch.ones(1, { device, requires_grad: true });
    const optimizer = new torch.optim.SGD([p], { lr: 1 });
    const scaler = new torch.amp.GradScaler(device, { init_scale: 1024 });
    for (const [factor, value, scale] of [[Infinity, 1, 512], [1, 0, 512]]) {
      optimizer.zero_grad();
      scaler.scale(p.mul(factor).sum()).backward();
      scaler.step(optimizer);
      scaler.update();
      context.same([p.item(), scaler.get_scale()], [value, scale]);
    }
  });
  await context.check('the mode does not leave its block', () => {
    try {
      torch.autocast(device, () => {
        throw new Error('on purpose');
      });
    } catch {
      // What is looked at is what is left behind.
    }
    context.same(String(a.mm(a).dtype), 'torch.float32');
  });
}
