// What PyTorch answers where no dialect of Python's is installed, which none can be here.
import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import * as python_native from 'nodetorch/backends/python_native';
import { expect, test } from 'vitest';
import { testTexts } from '../texts.js';

const pn = torch.backends.python_native;
const none = 3 as never;
const list = [] as never;
const entered = (): string => 'entered';

function put<T extends object>(owner: T, name: keyof T, value: unknown): unknown {
  owner[name] = value as never;
  return owner[name];
}

const off = (): boolean[] => ['bmm', 'topk', 'polar'].map((name) => pn.is_operation_disabled(name));

testTexts('python_native', {
  'available_dsls': () => pn.available_dsls,
  'all_dsls': () => pn.all_dsls,
  'get_dsl_operations': () => pn.all_dsls.map((name) => pn.get_dsl_operations(name)),
  'get_dsl_operations of what is none': () =>
    ['x', none, null as never, list].map((name) => pn.get_dsl_operations(name)),
  'get_dsl_operations of a library': () => pn.get_dsl_operations('triton', 'torch_nn'),
  'disable_operations': () => [pn.disable_operations('bmm', 'topk'), pn.is_operation_disabled('bmm'),
    pn.enable_operations('bmm'), pn.is_operation_disabled('bmm'), pn.is_operation_disabled('topk'),
    pn.enable_operations('topk', 'none')],
  'disable_operations of nothing': () => [pn.disable_operations(), pn.enable_operations()],
  'disable_operations of a number': () => [pn.disable_operations(none), pn.is_operation_disabled(none),
    pn.enable_operations(none), pn.is_operation_disabled(none)],
  'disable_operations of a list': () => pn.disable_operations(list),
  'enable_operations of a list': () => pn.enable_operations(list),
  'is_operation_disabled of a list': () => pn.is_operation_disabled(list),
  'disable_dispatch_keys': () => [pn.disable_dispatch_keys('CUDA'), pn.enable_dispatch_keys('CUDA', 'CPU')],
  'disable_dispatch_keys of a list': () => pn.disable_dispatch_keys(list),
  'enable_dispatch_keys of a list': () => pn.enable_dispatch_keys(list),
  'operations_disabled': () => [pn.operations_disabled('bmm', 'topk', off), off()],
  'operations_disabled of what is off': () => {
    pn.disable_operations('bmm');
    pn.operations_disabled('bmm', entered);
    const held = pn.is_operation_disabled('bmm');
    pn.enable_operations('bmm');
    return [held, pn.is_operation_disabled('bmm')];
  },
  'operations_disabled of a list': () => pn.operations_disabled(list, entered),
  'is_dsl_disabled': () => [pn.is_dsl_disabled('triton'), pn.is_dsl_disabled('x'), pn.is_dsl_disabled(none)],
  'is_dsl_disabled of a list': () => pn.is_dsl_disabled(list),
  'controllers': () => [pn.cutedsl, pn.flydsl, pn.helion, pn.triton],
  'a controller is one object': () => pn.triton === python_native.triton,
  'name': () => pn.triton.name,
  'name, assigned': () => put(pn.triton, 'name', 'x'),
  'available': () => pn.triton.available,
  'version': () => pn.triton.version,
  'version, assigned': () => put(pn.triton, 'version', 'x'),
  'backend': () => pn.helion.backend,
  'backend of triton': () => pn.triton.backend,
  'enabled': () => [put(pn.triton, 'enabled', false), pn.is_dsl_disabled('triton'), inspect(pn.triton),
    put(pn.triton, 'enabled', 1), inspect(pn.triton)],
  'disable': () => [pn.triton.disable(), pn.triton.enabled, pn.cutedsl.enabled, pn.triton.enable(), pn.triton.enabled],
  'disabled': () => [
    pn.triton.disabled(() => [pn.triton.enabled, pn.is_dsl_disabled('triton'), inspect(pn.triton)]), pn.triton.enabled],
  'disabled of what is off': () => {
    pn.triton.disable();
    pn.triton.disabled(entered);
    const held = pn.triton.enabled;
    pn.triton.enable();
    return [held, pn.triton.enabled];
  },
});

test('a dialect is off to the end of a block, or until the function throws, which must not be async', () => {
  {
    using _ = pn.triton.disabled();
    using __ = pn.operations_disabled('bmm');
    expect([pn.triton.enabled, pn.is_operation_disabled('bmm')]).toEqual([false, true]);
  }
  expect([pn.triton.enabled, pn.is_operation_disabled('bmm')]).toEqual([true, false]);
  expect(() => pn.triton.disabled(() => {
    throw new Error('inside');
  })).toThrow('inside');
  expect(() => pn.triton.disabled(() => Promise.resolve())).toThrow(TypeError);
  expect(pn.triton.enabled).toBe(true);
});
