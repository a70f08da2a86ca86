import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { nn, optim, type Tensor } from 'nodetorch';
import { expect, test } from 'vitest';

type Case = [name: string, options: Record<string, unknown>, wanted: string | [errorClass: string, text: string]];
const cases = JSON.parse(
  readFileSync(new URL('../golden/optim_texts.json', import.meta.url), 'utf8')) as Case[];

function decoded(value: unknown): unknown {
  if (value === 'inf') return Infinity;
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  const { tensor, parameter, dtype = 'float32' } = value as { tensor: number; parameter?: number; dtype?: 'float32' };
  if (parameter !== undefined) return nn.Parameter(torch.tensor(parameter));
  return torch.tensor(decoded(tensor) as number, { dtype: torch[dtype] });
}

function textOf(name: string, options: Record<string, unknown>): string {
  const given = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, decoded(value)]));
  const Optimizer = optim[name as 'SGD'] as new (params: Tensor[], options: object) => optim.Optimizer;
  try {
    return String(new Optimizer([torch.zeros(2, 2).requires_grad_()], given));
  } catch (error) {
    return `${(error as Error).name},${(error as Error).message}`;
  }
}

test('optimizers print their options as PyTorch does', () => {
  const differences = cases.filter(([name, options, wanted]) => textOf(name, options) !== String(wanted));
  expect(differences.map(([name, options, wanted]) => [name, options, wanted, textOf(name, options)])).toEqual([]);
});
