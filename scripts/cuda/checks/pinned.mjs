// Pinned memory, copies that are not waited for, and loaders that pin.

export async function run(context) {
  const { torch, device } = context;
  const { DataLoader, TensorDataset } = torch.utils.data;
  torch.ones(1, { device });
  await context.check('pin_memory pins', () => {
    const plain = torch.arange(1000);
    const pinned = plain.pin_memory();
    context.same([plain.is_pinned(), pinned.is_pinned(), torch.equal(plain, pinned)], [false, true, true]);
    context.same(torch.empty(3, { pin_memory: true }).is_pinned(), true);
  });
  await context.check('a copy that is not waited for is right once the device is', () => {
    const pinned = torch.arange(1 << 22).pin_memory();
    const there = pinned.to(device, { non_blocking: true });
    const back = torch.empty_like(pinned, { pin_memory: true });
    back.copy_(there, { non_blocking: true });
    torch.cuda.synchronize();
    if (!torch.equal(back, pinned)) throw new Error('what came back differs');
    context.same(pinned.cuda({ non_blocking: true }).sum().item(), pinned.sum().item());
  });
  await context.check('memory that is being copied is not given away', () => {
    for (let i = 0; i < 100; i++) {
      const there = torch.full([1 << 20], i).pin_memory().to(device, { non_blocking: true });
      torch.full([1 << 20], -1).pin_memory();
      context.same(there.max().item(), i);
    }
  });
  for (const num_workers of [0, 2]) {
    await context.check(`a loader with ${num_workers} workers pins its batches`, () => {
      const dataset = new TensorDataset(torch.arange(64).reshape(32, 2), torch.arange(32));
      let sum = 0;
      for (const [x, y] of new DataLoader(dataset, { batch_size: 4, num_workers, pin_memory: true })) {
        context.same([x.is_pinned(), y.is_pinned()], [true, true]);
        sum += x.to(device, { non_blocking: true }).sum().item();
      }
      context.same(sum, (64 * 63) / 2);
    });
  }
}
