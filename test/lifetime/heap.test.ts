// Blocks that the pool does not keep go back to malloc, which must be able to hand them out again.
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const count = 1500;
const elements = 28_900; // 115,600 bytes: 173 MB in all, more than the pool keeps

test('blocks that are freed in another order than they were made in serve again', { timeout: 120_000 }, () => {
  const generator = new torch.Generator().manual_seed(0);
  const shuffled = (n: number) => torch.randperm(n, { generator }).tolist() as number[];
  const small: torch.Tensor[] = []; // what lies between the blocks, and outlives some of them
  let held: torch.Tensor[] = [];
  let settled = 0;
  for (let round = 0; round < 12; round++) {
    const blocks: torch.Tensor[] = [];
    for (const length of shuffled(count)) {
      blocks.push(torch.ones(elements));
      small.push(torch.empty(200 + (length % 300)));
    }
    for (const at of shuffled(small.length - 1).slice(0, small.length - count)) small.push(small.splice(at, 1)[0]!);
    for (const one of small.splice(count)) one.dispose();
    for (const block of held) block.dispose();
    const order = shuffled(count).map((i) => blocks[i]!);
    held = order.splice(0, count / 5);
    for (const block of order) block.dispose();
    if (round === 2) settled = process.memoryUsage.rss();
  }
  expect((process.memoryUsage.rss() - settled) / 1e6).toBeLessThan(60);
});
