// Streams and events: what is queued where, in which order, and how long it took.

export async function run(context) {
  const { torch, device } = context;
  const { cuda } = torch;
  torch.ones(1, { device });
  /** Milliseconds of work for the device, that end in a tensor of these numbers. */
  const slow = (value) => {
    let x = torch.full([2048, 2048], 1 / 2048, { device });
    for (let i = 0; i < 30; i++) x = x.mm(x).div(x.max()).div(2048);
    return torch.zeros_like(x).mul(x).add(value);
  };
  await context.check('an event tells the time between two of them', () => {
    const [before, after] = [new cuda.Event({ enable_timing: true }), new cuda.Event({ enable_timing: true })];
    before.record();
    slow(1);
    after.record();
    after.synchronize();
    const ms = before.elapsed_time(after);
    context.figure('ms of the work', ms);
    if (!(ms > 0 && after.query() && before.query())) throw new Error(`${ms} ms`);
  });
  await context.check('a stream that waits for another sees what that wrote', () => {
    const side = new cuda.Stream();
    side.wait_stream(cuda.current_stream());
    const written = cuda.stream(side, () => slow(7));
    cuda.current_stream().wait_stream(side);
    written.record_stream(cuda.current_stream());
    context.same(written.add(1).max().item(), 8);
  });
  await context.check('so does one that waits for an event', () => {
    const [side, event] = [new cuda.Stream(), new cuda.Event()];
    side.wait_stream(cuda.current_stream());
    const written = cuda.stream(side, () => {
      const made = slow(3);
      event.record();
      return made;
    });
    cuda.current_stream().wait_event(event);
    written.record_stream(cuda.current_stream());
    context.same(written.max().item(), 3);
  });
  await context.check('the current stream is the one of the block, and as before behind it', () => {
    const [side, usual] = [new cuda.Stream(), cuda.current_stream()];
    const within = cuda.stream(side, () => cuda.current_stream());
    context.same([within.equals(side), cuda.current_stream().equals(usual)], [true, true]);
    context.same(usual.equals(cuda.default_stream()), true);
    try {
      cuda.stream(side, () => {
        throw new Error('on purpose');
      });
    } catch {
      // What is looked at is what is left behind.
    }
    context.same(cuda.current_stream().equals(usual), true);
  });
  await context.check('queued work is not done before it is waited for', () => {
    cuda.synchronize();
    const side = new cuda.Stream();
    cuda.stream(side, () => {
      for (let i = 0; i < 5; i++) slow(i);
    });
    const early = side.query();
    side.synchronize();
    context.same([early, side.query()], [false, true]);
  });
  await context.check('priorities', () => {
    const [least, greatest] = cuda.Stream.priority_range();
    context.figure('priorities', [least, greatest]);
    context.same(new cuda.Stream({ priority: greatest }).priority, greatest);
  });
  await context.check("another library's stream, by its address", () => {
    const side = new cuda.Stream();
    const same = new cuda.ExternalStream(side.cuda_stream);
    context.same(cuda.stream(same, () => torch.ones(3, { device }).sum().item()), 3);
  });
  await context.check('torch.Stream and torch.Event are of the accelerator', () => {
    const [stream, event] = [new torch.Stream({ device }), new torch.Event({ device })];
    stream.record_event(event);
    event.synchronize();
    context.same([event.query(), torch.accelerator.current_accelerator().type], [true, 'cuda']);
  });
  await context.check('a tensor that another stream reads is not given away before', () => {
    const side = new cuda.Stream();
    for (let i = 0; i < 200; i++) {
      const made = torch.full([1 << 20], i, { device });
      side.wait_stream(cuda.current_stream());
      const sum = cuda.stream(side, () => made.sum());
      made.record_stream(side);
      torch.full([1 << 20], -1, { device });
      cuda.current_stream().wait_stream(side);
      context.same(sum.item(), i * (1 << 20));
    }
  });
}
