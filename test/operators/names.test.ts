import { expect, test } from 'vitest';
import * as torch from 'nodetorch';

test('the first tensor is `input` by name in every overload, whatever its schema calls it', () => {
  const input = torch.eye(3);
  expect(torch.linalg.matrix_rank({ input, rtol: 0.5 }).item()).toBe(3);
  expect(torch.linalg.matrix_rank({ input, atol: null, rtol: 0.5 }).item()).toBe(3);
  expect(torch.linalg.matrix_rank({ input, tol: torch.tensor(2) }).item()).toBe(0);
});

test('what is written in place is given back where it was named', () => {
  const input = torch.ones(2);
  expect(torch.relu_({ input })).toBe(input);
});
