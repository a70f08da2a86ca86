import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import { OrderedDict } from 'nodetorch/collections';
import { BytesIO } from 'nodetorch/serialization';
import { load, save } from 'nodetorch/safetensors';
import { afterEach, expect, test } from 'vitest';

const shared = Object.prototype as unknown as Record<string, unknown>;
const put: string[] = [];
const pollute = (name: string, value: unknown): void => {
  put.push(name);
  shared[name] = value;
};
afterEach(() => {
  for (const name of put.splice(0)) delete shared[name];
});

const names = [
  'out', 'dtype', 'device', 'dim', 'requires_grad', 'lr', 'momentum', 'bias', 'persistent', 'strict', 'prefix',
  'recurse',
  'retain_graph', 'create_graph', 'memory_format', 'non_blocking', 'copy', 'tensor', 'layout',
  'bigint', 'set_to_none', 'prepend', 'method', 'creates',
];

test.each(names)('Object.prototype.%s changes no call', (name) => {
  const program = (): string => {
    torch.manual_seed(1);
    const net = new nn.Linear(2, 1);
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
    const x = torch.ones(2, 2);
    const loss = net(x).sum();
    loss.backward();
    optimizer.step();
    optimizer.zero_grad();
    return [
      torch.ones(2), torch.zeros(2, { dtype: torch.int64 }), torch.full([2], 3),
      x.sum({ dim: 0, keepdim: true }), x.max(0).values,
      torch.arange(3), torch.tensor([1, 2]), x.to(torch.float64),
      x.to('cpu'), x.to({ dtype: torch.int64 }), x.cpu(), x.double(),
      x.new_tensor([1]), loss.item(), x.tolist(), net, optimizer,
      [...net.state_dict({}).keys()], net.load_state_dict(net.state_dict(), {}),
      torch.autograd.grad(net(x).sum(), net.weight)[0],
      nn.Parameter(x, {}).requires_grad, torch.cat([x, x], { dim: 1 }), [...net.buffers()].length,
    ].map(String).join('\n');
  };
  const expected = program();
  pollute(name, 5);
  const found = program();
  expect(found).toBe(expected);
});

test('any text is a key of what holds values by name', () => {
  const keys = ['__proto__', 'constructor', 'hasOwnProperty', 'name', 'valueOf'];
  const dict = new nn.ParameterDict(keys.map((key) => [key, torch.ones(1)] as const));
  expect(dict).toBeInstanceOf(nn.ParameterDict);
  expect([...dict.keys()]).toEqual(keys);
  expect(String(dict)).toContain('(__proto__): Parameter containing');
  expect([...dict.parameters()]).toHaveLength(keys.length);
  expect([...dict.state_dict().keys()].sort()).toEqual([...keys].sort());
  expect(dict.load_state_dict(dict.state_dict()).missing_keys).toEqual([]);
  expect([...deepcopy(dict).keys()]).toEqual(keys);
  const modules = new nn.ModuleDict<Record<string, nn.Linear>>(keys.map((key) => [key, new nn.Linear(1, 1)] as const));
  expect([...modules.keys()]).toEqual(keys);
  expect(modules).toBeInstanceOf(nn.ModuleDict);
  expect(String(modules)).toContain('(constructor): Linear');
  expect([...modules.state_dict().keys()]).toContain('__proto__.weight');
  modules.to(torch.float64);
  expect(modules.get('__proto__').weight.dtype).toBe(torch.float64);
});

test('files keep such keys', () => {
  const tensors = new Map([['__proto__', torch.ones(1)], ['constructor', torch.zeros(1)]]);
  const loaded = load(save(tensors));
  expect(Object.keys(loaded).sort()).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(loaded)).toBe(Object.prototype);
  const file = new BytesIO();
  torch.save(new OrderedDict(tensors), file);
  file.seek(0);
  expect([...(torch.load(file) as Map<string, unknown>).keys()]).toEqual([...tensors.keys()]);
  const plain = JSON.parse('{"__proto__": 1, "constructor": 2}') as object;
  expect(Object.entries(deepcopy(plain))).toEqual(Object.entries(plain));
});
