import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

// PyTorch's binding has another default than the schema: findings/torch_losses_reduce_not.sh.
const pair = torch.full([2], 0.5);
const ones = torch.ones(2);
const rows = torch.full([2, 3], 0.5);

test.each<[string, unknown[]]>([
  ['kl_div', [pair, ones]],
  ['binary_cross_entropy_with_logits', [pair, ones]],
  ['hinge_embedding_loss', [pair, ones]],
  ['margin_ranking_loss', [pair, ones, ones]],
  ['cosine_embedding_loss', [rows, rows, ones]],
  ['triplet_margin_loss', [rows, rows, rows]],
  ['ctc_loss', [torch.full([4, 2, 3], -1), torch.ones([2, 2], { dtype: torch.long }), [4, 4], [2, 2]]],
])('torch.%s reduces nothing unless told to', (name, args) => {
  const loss = (torch as unknown as Record<string, (...args: unknown[]) => torch.Tensor>)[name]!;
  expect(loss(...args).shape).toEqual([2]);
  expect(loss(...args, { reduction: 1 }).shape).toEqual([]);
  expect(loss(...args, { reduction: 2 }).item()).toBeCloseTo(loss(...args).sum().item(), 5);
});
