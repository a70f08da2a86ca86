// What the device's memory holds, as torch.cuda tells it, and what a program may hold at most.

const megabyte = 2 ** 20;

export async function run(context) {
  const { torch, device } = context;
  const { cuda } = torch;
  torch.ones(1, { device });
  await context.check('what is allocated, reserved, and was at most', () => {
    cuda.reset_peak_memory_stats();
    const before = cuda.memory_allocated();
    torch.scope(() => torch.ones(16 * megabyte / 4, { device }).sum().item());
    context.same(cuda.memory_allocated(), before, 'after the scope');
    const peak = cuda.max_memory_allocated() - before;
    if (!(peak >= 16 * megabyte && peak <= 20 * megabyte)) throw new Error(`the peak was ${peak} bytes higher`);
    if (cuda.memory_reserved() < cuda.memory_allocated()) throw new Error('less is reserved than allocated');
  });
  await context.check('empty_cache gives back what nobody holds', () => {
    torch.scope(() => void torch.ones(256 * megabyte, { device, dtype: torch.uint8 }));
    const held = cuda.memory_reserved();
    cuda.empty_cache();
    if (!(cuda.memory_reserved() <= held - 256 * megabyte)) throw new Error(`${held}, then ${cuda.memory_reserved()} bytes`);
  });
  await context.check('free and all memory of the device', () => {
    const [free, total] = cuda.mem_get_info().map(Number);
    if (!(free > 0 && free <= total)) throw new Error(`${free} of ${total}`);
  });
  await context.check('the names of the statistics are those of Python', async () => {
    const python = await context.twin('memory');
    context.same(Object.keys(cuda.memory_stats()).sort(), python.stats);
    context.same(cuda.memory_summary().split('\n').length, python.lines, 'lines of the summary');
  });
  await context.check('tensors that nothing refers to are freed within a loop', () => {
    cuda.reset_peak_memory_stats();
    for (let i = 0; i < 400; i++) torch.ones(16 * megabyte, { device });
    const peak = cuda.max_memory_allocated();
    context.figure('peak of a loop of 64 MB tensors', peak);
    if (peak > 4 * 2 ** 30) throw new Error(`${peak} bytes were held`);
  });
  await context.check('a pool of its own', () => {
    const pool = new cuda.MemPool();
    const made = cuda.use_mem_pool(pool, () => torch.ones(8, { device }));
    context.same(made.sum().item(), 8);
  });
}
