import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { expect, test } from 'vitest';
import answers from '../golden/profiler.json' with { type: 'json' };

const { profile, ProfilerActivity, record_function, schedule } = torch.profiler;
type Profile = InstanceType<typeof profile>;
type Event = ReturnType<Profile['events']>[number];

const options = { activities: [ProfilerActivity.CPU], record_shapes: true, profile_memory: true, with_flops: true };
const first = { manual_seed: torch.manual_seed(0), threads: torch.set_num_threads(1) };
void first;

const lenet = () => new nn.Sequential(
  new nn.Conv2d(1, 6, 5, { padding: 2 }), new nn.ReLU(), new nn.MaxPool2d(2), new nn.Conv2d(6, 16, 5), new nn.ReLU(),
  new nn.MaxPool2d(2), new nn.Flatten(), new nn.Linear(400, 120), new nn.ReLU(), new nn.Linear(120, 84), new nn.ReLU(),
  new nn.Linear(84, 10));
const mlp = () => new nn.Sequential(new nn.Linear(5, 7), new nn.Tanh(), new nn.Linear(7, 3));

function steps(
  net: InstanceType<typeof nn.Sequential>, optimizer: InstanceType<typeof torch.optim.Optimizer>, x: torch.Tensor,
  y: torch.Tensor, count = 1,
): Profile {
  const training = (): void => {
    optimizer.zero_grad();
    const loss = nn.functional.cross_entropy(net(x), y);
    loss.backward();
    optimizer.step();
  };
  training();
  return profile(options, (prof) => {
    for (let i = 0; i < count; i++) training();
    return prof;
  });
}

function expressions(): Profile {
  const [x, w] = [torch.ones(3, 4), torch.ones(4, 4, { requires_grad: true })];
  return profile(options, (prof) => {
    const z = record_function('outer', () => {
      const y = x.matmul(w);
      return record_function('inner', 'some arguments', () => torch.relu(y));
    });
    z.sum().backward();
    torch.cat([x, x], 1);
    torch.linalg.inv(torch.eye(3));
    torch.einsum('ij,jk->ik', x, w);
    return prof;
  });
}

const digits = () => [torch.ones(4, 1, 28, 28), torch.tensor([1n, 2n, 3n, 0n])] as const;
const rows = () => [torch.ones(6, 5), torch.tensor([0n, 1n, 2n, 0n, 1n, 2n])] as const;
const scenes: Record<keyof typeof answers.scenes, () => Profile> = {
  'lenet': () => {
    const net = lenet();
    return steps(net, new torch.optim.SGD(net.parameters(), { lr: 0.1 }), ...digits());
  },
  'mlp, momentum': () => {
    const net = mlp();
    return steps(net, new torch.optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 }), ...rows());
  },
  'mlp, Adam': () => {
    const net = mlp();
    return steps(net, new torch.optim.Adam(net.parameters()), ...rows(), 2);
  },
  expressions,
};

test('dump', () => {
  for (const name of Object.keys(scenes) as (keyof typeof scenes)[]) {
    const prof = scenes[name]();
    const mine = Object.fromEntries(prof.key_averages().map(({ key, count }) => [key, count]));
    const theirs = answers.scenes[name].counts as Record<string, number>;
    for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
      if (mine[key] !== theirs[key]) console.log(name, key, 'here', mine[key], 'PyTorch', theirs[key]);
    }
  }
  void expressions as unknown as Event;
  void [mkdtempSync, readFileSync, os, path, schedule];
  expect(1).toBe(1);
});
