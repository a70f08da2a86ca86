// The scenes of scripts/golden/checkpoint.py, by the same names: plain data, or what is thrown.
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import type { Context, PolicyFn } from 'nodetorch/utils/checkpoint';

const { checkpoint: ckpt } = torch.utils;
const { checkpoint, checkpoint_sequential } = ckpt;

const leaf = (...values: number[]): Tensor => torch.tensor(values).to(torch.float32).requires_grad_();
const both = (run: (use_reentrant: boolean) => unknown): unknown[] => [run(false), run(true)];
const numbers = (tensor: Tensor): unknown => tensor.grad!.tolist();
const draw = (count: number): number[] => torch.randint(0, 100, [count]).tolist<number[]>();

function changing(before: (x: Tensor) => Tensor, after: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  let calls = 0;
  return (x) => (++calls === 1 ? before : after)(x);
}

function matrices(): [Tensor, Tensor] {
  return [torch.tensor([[1, 2], [3, 4]]).to(torch.float32).requires_grad_(),
    torch.tensor([[2, 0], [1, 1]]).to(torch.float32)];
}

const product = (x: Tensor, y: Tensor): Tensor => torch.matmul(torch.matmul(x, y), x).mul(x);
type Choice = PolicyFn | OpOverload[];
type OpOverload = NonNullable<NonNullable<(typeof torch.ops)[string][string]>['default']>;

function selective(choice: Choice, f: typeof product = product): [Tensor, Tensor] {
  const [x, y] = matrices();
  const context_fn = (): readonly [Context, Context] => ckpt.create_selective_checkpoint_contexts(choice);
  return [x, checkpoint(f, x, y, { use_reentrant: false, context_fn })];
}

export const scenes: Record<string, () => unknown> = {
  counts_and_gradients: () => both((use_reentrant) => {
    const calls: boolean[] = [];
    const [x, w] = [leaf(1, 2), leaf(3, 4)];
    const f = (x: Tensor, w: Tensor): Tensor => {
      calls.push(torch.is_grad_enabled());
      return x.mul(w).mul(w).sum();
    };
    const y = checkpoint(f, x, w, { use_reentrant });
    y.backward();
    return [calls, y.item(), numbers(x), numbers(w)];
  }),
  same_random_numbers: () => both((use_reentrant) => {
    const seen: string[] = [];
    const f = (x: Tensor): Tensor => {
      const mask = torch.randint(0, 100, [4]);
      seen.push(String(mask.tolist()));
      return x.mul(mask).mul(x);
    };
    torch.manual_seed(3);
    const x = leaf(1, 1, 1, 1);
    const y = checkpoint(f, x, { use_reentrant });
    const [before] = draw(1);
    y.sum().backward();
    const [after] = draw(1);
    torch.manual_seed(3);
    checkpoint(f, x, { use_reentrant, preserve_rng_state: false }).sum().backward();
    return [seen[0] === seen[1], seen[2] === seen[3], before, after];
  }),
  early_stop() {
    const seen: string[] = [];
    const f = (x: Tensor): Tensor => {
      let y = x.mul(x);
      seen.push('product');
      y = y.mul(x);
      seen.push('end');
      return y.add(1);
    };
    const results = [true, false].map((early_stop) => {
      seen.length = 0;
      const x = leaf(2);
      checkpoint(f, x, { use_reentrant: false, early_stop }).backward();
      return [[...seen], numbers(x)];
    });
    seen.length = 0;
    const y = ckpt.set_checkpoint_early_stop(false, () => checkpoint(f, leaf(2), { use_reentrant: false }));
    y.backward();
    return [...results, [...seen]];
  },
  nested() {
    const calls: string[] = [];
    const inner = (x: Tensor): Tensor => {
      calls.push('inner');
      return x.mul(x);
    };
    const outer = (x: Tensor): Tensor => {
      calls.push('outer');
      return checkpoint(inner, x.mul(2), { use_reentrant: false }).mul(x);
    };
    const x = leaf(3);
    checkpoint(outer, x, { use_reentrant: false }).backward();
    return [calls, numbers(x)];
  },
  backward_inside() {
    const f = (x: Tensor): Tensor => {
      const y = x.mul(x);
      const [g] = torch.autograd.grad(y.sum(), x, { create_graph: true });
      return y.mul(g!);
    };
    const x = leaf(1, 2);
    checkpoint(f, x, { use_reentrant: false }).sum().backward();
    return numbers(x);
  },
  retained_graph() {
    let calls = 0;
    const f = (x: Tensor): Tensor => {
      calls++;
      return x.mul(x);
    };
    const x = leaf(3);
    const y = checkpoint(f, x, { use_reentrant: false });
    y.backward({ retain_graph: true });
    y.backward({ retain_graph: true });
    y.backward();
    return [calls, numbers(x)];
  },
  shared_by_a_group: () => both((grouped) => {
    let calls = 0;
    const f = (x: Tensor, w: Tensor): [Tensor, Tensor] => {
      calls++;
      return [x.mul(x), w.mul(w)];
    };
    const [x, w] = [leaf(3), leaf(4)];
    const [a, b] = checkpoint(f, x, w, { use_reentrant: false });
    if (grouped) {
      ckpt.GraphExecGroup(() => {
        a.backward();
        b.backward();
      });
    } else {
      a.backward({ retain_graph: true });
      b.backward();
    }
    return [calls, numbers(x), numbers(w)];
  }),
  group_needs_a_tensor_twice() {
    const y = checkpoint((x: Tensor) => x.mul(x), leaf(3), { use_reentrant: false });
    ckpt.GraphExecGroup(() => {
      y.backward({ retain_graph: true });
      y.backward();
    });
  },
  groups_do_not_nest: () => ckpt.GraphExecGroup(() => {
    try {
      return ckpt.GraphExecGroup(() => null);
    } catch (error) {
      return (error as Error).message.split('. ')[0];
    }
  }),
  fewer_tensors: () => checkpoint(
    changing((x) => x.mul(x).exp(), (x) => x.exp()), leaf(1, 2), { use_reentrant: false }).sum().backward(),
  more_tensors: () => checkpoint(
    changing((x) => x.exp(), (x) => x.mul(x).exp()), leaf(1, 2), { use_reentrant: false, early_stop: false },
  ).sum().backward(),
  other_sizes: () => checkpoint(
    changing((x) => x.exp(), (x) => x.narrow(0, 0, 1).exp()), leaf(1, 2), { use_reentrant: false }).sum().backward(),
  unchecked_sizes() {
    const x = leaf(1, 2);
    const f = changing((x) => x.exp(), (x) => x.exp().mul(2));
    checkpoint(f, x, { use_reentrant: false, determinism_check: 'none' }).sum().backward();
    return x.grad!.tolist<number[]>().map((each) => each > 0);
  },
  unknown_check: () => checkpoint((x: Tensor) => x, leaf(1), { use_reentrant: false, determinism_check: 'some' }),
  options_of_the_other_kind: () => checkpoint((x: Tensor) => x, leaf(1), { use_reentrant: true, debug: true }),
  names_for_the_reentrant: () => checkpoint((x: Tensor) => x, leaf(1), { use_reentrant: true, scale: 2 }),
  gradient_of_the_reentrant() {
    const x = leaf(1);
    torch.autograd.grad(checkpoint((x: Tensor) => x.mul(x), x, { use_reentrant: true }), x);
  },
  reentrant_without_gradient: () =>
    checkpoint((x: Tensor) => x.detach(), leaf(1), { use_reentrant: true }).backward(),
  error_of_the_function: () => checkpoint(() => {
    throw new torch.ValueError('mine');
  }, leaf(1), { use_reentrant: false }),
  wrapped() {
    let calls = 0;
    const f = checkpoint({ use_reentrant: false })((x: Tensor): Tensor => {
      calls++;
      return x.mul(x);
    });
    const x = leaf(3);
    f(x).backward();
    return [calls, numbers(x)];
  },
  in_segments() {
    const calls: number[] = [];
    const steps = [0, 1, 2, 3, 4].map((name) => (x: Tensor): Tensor => {
      calls.push(name);
      return x.mul(x);
    });
    const x = leaf(2);
    const y = checkpoint_sequential(steps, 2, x, { use_reentrant: false });
    y.backward();
    return [calls, y.item(), numbers(x)];
  },
  selected_operators() {
    const seen: unknown[] = [];
    const { mm } = torch.ops['aten']!;
    const policy: Choice = (ctx, op, ...args) => {
      seen.push([String(op), args.length, ctx.is_recompute, [...(ctx.op_output as Tensor).shape]]);
      return op === mm!['default'];
    };
    const choices: Choice[] = [[mm!['default']!], policy, () => ckpt.CheckpointPolicy.PREFER_RECOMPUTE];
    const results = choices.map((choice) => {
      const [x, out] = selective(choice);
      out.sum().backward();
      return numbers(x);
    });
    return [seen, results];
  },
  selected_twice() {
    const [, out] = selective([torch.ops['aten']!['mm']!['default']!]);
    out.sum().backward({ retain_graph: true });
    out.sum().backward();
  },
  selected_and_changed() {
    const [, out] = selective([torch.ops['aten']!['mm']!['default']!], (x, y) => {
      const z = torch.mm(x, y);
      const w = z.mul(x);
      z.add_(1);
      return w;
    });
    out.sum().backward();
  },
  selected_packet: () => ckpt.create_selective_checkpoint_contexts([torch.ops['aten']!['mm'] as never]),
  selected_number: () => ckpt.create_selective_checkpoint_contexts(3 as never),
  hooks_outside() {
    const seen: unknown[] = [];
    const x = leaf(1, 2);
    torch.autograd.graph.saved_tensors_hooks((each) => {
      seen.push(each.tolist());
      return each;
    }, (each: Tensor) => each, () => checkpoint((x: Tensor) => x.mul(x), x, { use_reentrant: false }).sum().backward());
    return [seen, numbers(x)];
  },
  detached() {
    const [y, three, z] = ckpt.detach_variable([leaf(1), 3, torch.ones([1])]) as [Tensor, number, Tensor];
    return [y.requires_grad, y.grad_fn === null, three, z.requires_grad];
  },
  detached_of_one: () => ckpt.detach_variable(torch.ones([1]) as never),
};
