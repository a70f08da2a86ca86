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
  await context.check('a stream by its address, and by its numbers', () => {
    const stream = cuda.Stream();
    const { stream_id, device_index, device_type, cuda_stream } = stream;
    context.same(cuda.Stream({ stream_id, device_index, device_type }).equals(stream), true);
    context.same(torch.Stream({ stream_id, device_index, device_type }).native_handle, cuda_stream);
    context.same(cuda.ExternalStream(cuda_stream).cuda_stream, cuda_stream);
    context.same(cuda.get_stream_from_external(cuda_stream, 'cuda:0').cuda_stream, cuda_stream);
  });
  await context.check('the same with streams and events of any device', () => {
    const [side, done] = [torch.Stream(), torch.Event()];
    const x = torch.ones(1 << 22, { device: 'cuda' });
    side.wait_stream(torch.accelerator.current_stream());
    const y = side.run(() => x.mul(2));
    side.record_event(done);
    torch.accelerator.current_stream().wait_event(done);
    context.same(y.sum().item(), 2 ** 23);
    done.synchronize();
    context.same([done.query(), done.device.type, done.event_id !== 0], [true, 'cuda', true]);
  });
  await context.check('an event of another process', () => {
    const event = cuda.Event({ interprocess: true });
    event.record();
    context.same(event.ipc_handle().length, 64);
  });
  await context.check('ten thousand streams and events are not kept', () => {
    for (let i = 0; i < 10_000; i++) {
      cuda.Event().record();
      torch.Event().record();
      cuda.current_stream();
    }
    torch.collect(true);
    const { live_tensors } = torch.memory_stats();
    context.figure('handles left', live_tensors);
    if (live_tensors > 2000) throw new Error(`${live_tensors} handles are left`);
  });
  await context.check('an error of the device has its number', () => {
    try {
      torch.Stream({ stream_id: 0, device_index: 99, device_type: 1 }).query();
    } catch (error) {
      context.figure('error of a device that is not there', `${error.name} ${error.error_code}: ${error.message.split('\n')[0]}`);
      return;
    }
    throw new Error('a stream of device 99 answered');
  });
}
