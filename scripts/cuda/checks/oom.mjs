// A device without memory left: PyTorch's error, and a program that goes on.

const megabyte = 2 ** 20;

export async function run(context) {
  const { torch, device } = context;
  const { cuda } = torch;
  torch.ones(1, { device });
  const [, total] = cuda.mem_get_info().map(Number);
  const tooMuch = () => torch.empty(2 * total, { device, dtype: torch.uint8 });
  await context.check("more than there is: PyTorch's class and text", () => {
    try {
      tooMuch();
    } catch (error) {
      context.same([error.name, error instanceof torch.OutOfMemoryError], ['OutOfMemoryError', true]);
      if (!/^CUDA out of memory\. Tried to allocate /.test(error.message)) throw new Error(`the text is ${error.message}`);
      return;
    }
    throw new Error('nothing was thrown');
  });
  await context.check('the device computes on', () => {
    context.same(torch.ones(8, { device }).sum().item(), 8);
  });
  await context.check('what nothing refers to is collected before there is an error', () => {
    // So little that old tensors would fill it, if they were not freed.
    cuda.set_per_process_memory_fraction(Math.min(1, (cuda.memory_reserved() + 2048 * megabyte) / total));
    try {
      for (let i = 0; i < 60; i++) {
        const kept = [];
        for (let k = 0; k < 5; k++) kept.push(torch.ones(64 * megabyte, { device })); // 256 MB each
        context.same(kept.length, 5);
      }
    } finally {
      cuda.set_per_process_memory_fraction(1);
    }
  });
  await context.check('the fraction is a limit', () => {
    cuda.empty_cache();
    cuda.set_per_process_memory_fraction(Math.min(1, (cuda.memory_reserved() + 256 * megabyte) / total));
    let name = '';
    try {
      torch.empty(1024 * megabyte, { device, dtype: torch.uint8 });
    } catch (error) {
      ({ name } = error);
    } finally {
      cuda.set_per_process_memory_fraction(1);
    }
    context.same(name, 'OutOfMemoryError');
  });
  await context.check('ten times in a row, and nothing is lost', () => {
    globalThis.gc?.();
    cuda.empty_cache();
    const before = cuda.memory_allocated();
    for (let i = 0; i < 10; i++) {
      try {
        tooMuch();
      } catch {
        // It is expected each time.
      }
    }
    context.same(cuda.memory_allocated() <= before + megabyte, true);
  });
}
