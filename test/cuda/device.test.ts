// On a machine with an NVIDIA GPU; elsewhere skipped, with the reason.
import * as torch from 'nodetorch';
import { describe, expect, test } from 'vitest';

const reason = torch.cuda.unavailable_reason();
if (reason !== null) console.log(`CUDA tests are skipped: ${reason}`);

describe.skipIf(reason !== null)('on a GPU', () => {
  test('tensors move there and back', () => {
    const x = torch.arange(6).view(2, 3).to('cuda');
    expect([x.device.type, x.is_cuda]).toEqual(['cuda', true]);
    expect(x.mul(2).cpu().tolist()).toEqual([[0, 2, 4], [6, 8, 10]]);
    expect(String(torch.ones(1, { device: 'cuda' }))).toBe("tensor([1.], device='cuda:0')");
  });

  test('backward, hooks and custom Functions run on this thread', () => {
    class Squared extends torch.autograd.Function {
      static override forward(ctx: torch.autograd.FunctionCtx, input: torch.Tensor): torch.Tensor {
        ctx.save_for_backward(input);
        return input.mul(input);
      }

      static override backward(ctx: torch.autograd.FunctionCtx, g: torch.Tensor): torch.Tensor {
        return ctx.saved_tensors[0]!.mul(2).mul(g);
      }
    }
    const x = torch.tensor([1, 2], { device: 'cuda', requires_grad: true });
    const y = Squared.apply(x);
    const seen: unknown[] = [];
    y.register_hook((g) => void seen.push(g.tolist()));
    x.register_post_accumulate_grad_hook((p) => void seen.push(p.grad!.tolist()));
    y.sum().backward();
    expect(seen).toEqual([[1, 1], [2, 4]]);
    const failing = x.mul(2);
    failing.register_hook(() => {
      throw null;
    });
    expect(() => failing.sum().backward()).toThrow();
  });

  test('seeds give the same numbers again', () => {
    const draw = (): unknown => torch.rand(4, { device: 'cuda' }).tolist();
    torch.manual_seed(1);
    const first = draw();
    torch.cuda.manual_seed_all(1);
    expect(draw()).toEqual(first);
    const state = torch.cuda.get_rng_state();
    const next = draw();
    torch.cuda.set_rng_state(state);
    expect(draw()).toEqual(next);
    const generator = torch.Generator('cuda').manual_seed(1);
    expect(torch.rand(4, { device: 'cuda', generator }).tolist()).toEqual(first);
  });

  test('memory is counted and given back', () => {
    torch.collect({ major: true });
    torch.cuda.reset_peak_memory_stats();
    const before = torch.cuda.memory_allocated();
    const x = torch.ones(1 << 20, { device: 'cuda' });
    expect(torch.cuda.memory_allocated() - before).toBeGreaterThanOrEqual(4 << 20);
    x.dispose();
    expect(torch.cuda.memory_allocated()).toBe(before);
    expect(torch.cuda.max_memory_allocated() - before).toBeGreaterThanOrEqual(4 << 20);
    torch.cuda.empty_cache();
    expect(torch.cuda.memory_reserved()).toBeLessThanOrEqual(torch.cuda.max_memory_reserved());
  });

  test('a synchronous loop runs in flat memory', () => {
    const x = torch.ones(1 << 22, { device: 'cuda' });
    torch.cuda.reset_peak_memory_stats();
    for (let i = 0; i < 2000; i++) x.add(1);
    expect(torch.cuda.max_memory_allocated()).toBeLessThan(1 << 30);
  });

  test('devices are described', () => {
    torch.cuda.synchronize();
    const index = torch.cuda.current_device();
    torch.cuda.set_device(index);
    const properties = torch.cuda.get_device_properties(torch.device('cuda', index));
    expect(properties.name).toBe(torch.cuda.get_device_name());
    expect(properties.name.length).toBeGreaterThan(0);
    expect(properties.total_memory).toBeGreaterThan(1e9);
    expect(torch.cuda.get_device_capability()).toEqual([properties.major, properties.minor]);
    expect(() => torch.cuda.synchronize(99)).toThrow(/invalid device ordinal/);
    expect(() => torch.cuda.synchronize('cpu')).toThrow('Expected a cuda device, but got: cpu');
  });
});
