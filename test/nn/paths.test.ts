import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import * as conv from 'nodetorch/nn/modules/conv';
import { consume_prefix_in_state_dict_if_present } from 'nodetorch/nn/modules/utils';
import { expect, test } from 'vitest';

const files = Object.entries(nn.modules).filter(([name]) => /^[a-z]/.test(name) && !['module', 'utils'].includes(name));

test.each(files)('nn.modules.%s has the layers of nn itself', (_, file) => {
  const layers = nn as unknown as Record<string, unknown>;
  expect(Object.keys(file).length).toBeGreaterThan(0);
  for (const [name, layer] of Object.entries(file)) expect(layer, name).toBe(layers[name]);
});

test('a file of nn.modules is imported by its path', () => {
  expect(conv.LazyConv2d).toBe(nn.LazyConv2d);
  expect(new conv.Conv1d(2, 3, 1)).toBeInstanceOf(nn.Conv1d);
});

test('nn itself has no files', () => {
  expect(nn).not.toHaveProperty('activation');
  expect(nn.parameter.Parameter).toBe(nn.Parameter);
});

test('torch.functional has functions of torch', () => {
  const functions = torch as unknown as Record<string, unknown>;
  for (const [name, fn] of Object.entries(torch.functional)) expect(fn, name).toBe(functions[name]);
  expect(torch.functional.cdist).toBe(torch.cdist);
});

test('the prefix of a wrapped module is taken from the names in a state dict, and from its metadata', () => {
  const wrapped = new nn.Sequential(new OrderedDict([['module', new nn.Linear(2, 1)]]));
  const state = wrapped.state_dict();
  state.set('other', torch.ones(1));
  consume_prefix_in_state_dict_if_present(state, 'module.');
  expect([...state.keys()]).toEqual(['other', 'weight', 'bias']);
  expect([...state._metadata!.keys()]).toEqual(['']);
  state.delete('other');
  expect(String(new nn.Linear(2, 1).load_state_dict(state as OrderedDict<string, Tensor>))).toBe('<All keys matched successfully>');
});
