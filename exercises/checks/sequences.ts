/** Tasks of 920 and 980: a counter, and attention. */
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as random from '../python_random.ts';
import { call, expect_near, Problem, tensor_of, type Task } from './task.ts';

export const sequences: Record<number, Task> = {
  920: {
    names: ['my_W', 'my_b', 'my_V', 'my_d'],
    check(mine) {
      const [W, b, V, d] = (
        [['my_W', [5, 4]], ['my_b', [1, 4]], ['my_V', [4, 21]], ['my_d', [1, 21]]] as [string, number[]][]
      ).map(([name, shape]) => tensor_of(mine, name, shape).to(torch.float32)) as [
        torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor,
      ];
      random.seed(0);
      // Every count, with the ones at the start, at the end, and anywhere.
      const rows = Array.from({ length: 21 }, (_, count) => {
        const first: number[] = Array.from({ length: 20 }, (_, i) => (i < count ? 1 : 0));
        const anywhere = Array.from({ length: 5 }, () => random.sample(first, 20));
        return [first, [...first].reverse(), ...anywhere];
      }).flat();
      const features = torch.Tensor(rows);
      let state = torch.zeros(rows.length, 4);
      for (let i = 0; i < 20; i++) {
        state = torch.tanh(torch.cat([state, features.index(':', i).unsqueeze(1)], 1).mm(W).add(b));
      }
      const observed = state.mm(V).add(d).argmax(1).tolist() as number[];
      for (const [i, row] of rows.entries()) {
        const count = row.reduce((sum, x) => sum + x, 0);
        if (observed[i] !== count) {
          throw new Problem(`${row.join(' ')} has ${count} ones, and the network says ${observed[i]}`);
        }
      }
    },
  },

  980: {
    names: ['my_attention'],
    check(mine) {
      torch.manual_seed(0);
      for (const [n, m, k] of [[4, 3, 2], [16, 7, 16], [3, 1, 5]]) {
        const [query, keys, values] = [torch.randn(1, n), torch.randn(m, n), torch.randn(m, k)];
        const got = call<unknown>(mine, 'my_attention', query.clone(), keys.clone(), values.clone());
        const mixed = tensor_of({ 'my_attention(...)': got }, 'my_attention(...)', [1, k]);
        const scores = query.mm(keys.t());
        const attend = (scale: number): torch.Tensor => F.softmax(scores.div(scale), { dim: 1 }).mm(values);
        const unscaled = m > 1 && Math.abs(mixed.sub(attend(1)).abs().max().item()) < 1e-4;
        expect_near('my_attention(...)', mixed, attend(Math.sqrt(n)), unscaled ? 'Is the square root missing?' : '');
      }
    },
  },
};
