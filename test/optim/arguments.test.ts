import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { describe, expect, test } from 'vitest';

type Any = Record<string, (...args: unknown[]) => unknown>;
const parameter = (): nn.Parameter => nn.Parameter(torch.ones(1));
const sgd = (): Any & optim.SGD => new optim.SGD([parameter()], { lr: 1 }) as unknown as Any & optim.SGD;

describe('methods of an optimizer take their arguments by name', () => {
  test('step', () => expect((sgd() as Any).step!({ closure: () => 3 })).toBe(3));
  test('add_param_group', () => {
    const optimizer = sgd();
    optimizer.add_param_group({ param_group: { params: [parameter()] } });
    optimizer.add_param_group({ params: [parameter()], lr: 2 });
    expect(optimizer.param_groups.map(({ lr }) => lr)).toEqual([1, 1, 2]);
  });
  test('load_state_dict', () => {
    const optimizer = sgd();
    const dict = optimizer.state_dict();
    dict.param_groups[0]!['lr'] = 5;
    optimizer.load_state_dict({ state_dict: dict });
    expect(optimizer.param_groups[0]!.lr).toBe(5);
    dict.param_groups[0]!['lr'] = 6;
    optimizer.load_state_dict(dict);
    expect(optimizer.param_groups[0]!.lr).toBe(6);
  });
});

describe('a name that is none', () => {
  test.each<[string, (o: Any) => unknown, string]>([
    ['step', (o) => o.step!({ closur: null }), "SGD.step() got an unexpected keyword argument 'closur'. Did you mean 'closure'?"],
    ['zero_grad', (o) => o.zero_grad!({ set_to_non: false }),
      "Optimizer.zero_grad() got an unexpected keyword argument 'set_to_non'. Did you mean 'set_to_none'?"],
    ['hooks', (o) => o.register_state_dict_pre_hook!(() => null, { prepent: true }),
      "Optimizer.register_state_dict_pre_hook() got an unexpected keyword argument 'prepent'. Did you mean 'prepend'?"],
    ['SGD', () => new (optim.SGD as unknown as new (...args: unknown[]) => unknown)([parameter()], { momentun: 1 }),
      "SGD.__init__() got an unexpected keyword argument 'momentun'. Did you mean 'momentum'?"],
    ['StepLR', (o) => new (optim.lr_scheduler.StepLR as unknown as new (...args: unknown[]) => unknown)(o, { step: 1 }),
      "StepLR.__init__() got an unexpected keyword argument 'step'"],
  ])('%s', (_, call, text) => {
    expect(() => call(sgd())).toThrow(new TypeError(text));
  });
});
