/** The encoder of docs/examples/sentences against formulas in PyTorch (scripts/golden/bert.py). */
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { expect, it } from 'vitest';
import { Bert, type BertConfig } from '../../docs/examples/sentences/bert.ts';

type Nested = readonly (number | Nested)[];
const golden = JSON.parse(readFileSync(new URL('../golden/bert.json', import.meta.url), 'utf8')) as {
  config: BertConfig; weights: Record<string, Nested>; ids: number[][]; mask: number[][]; vectors: Nested;
  whole: Nested;
};

it('has the names of the weights, and gives what PyTorch gives', () => {
  const bert = new Bert(golden.config);
  const weights = Object.entries(golden.weights).map(
    ([name, values]) => [name, torch.tensor(values as number[])] as const);
  expect(String(bert.load_state_dict(Object.fromEntries(weights), { strict: true }))).toBe('<All keys matched successfully>');
  bert.eval();
  const [ids, mask] = [golden.ids, golden.mask].map((rows) => torch.tensor(rows, { dtype: torch.int64 }));
  // What stands behind the end of a text is nothing that anybody reads.
  const there = mask!.to(torch.bool).unsqueeze(-1);
  const expected = torch.tensor(golden.vectors as number[][][]).mul(there);
  torch.testing.assert_close(torch.no_grad(() => bert(ids!, mask!)).mul(there), expected, { rtol: 1e-4, atol: 1e-5 });
  torch.testing.assert_close(
    torch.no_grad(() => bert(ids!.narrow(0, 0, 1), mask!.narrow(0, 0, 1))), torch.tensor(golden.whole as number[][][]),
    { rtol: 1e-4, atol: 1e-5 });
});
