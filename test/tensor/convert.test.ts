// The forms of Tensor.to, Tensor.cpu, Tensor.cuda and Tensor.type, and what is said of arguments that are none of them.
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { describe, expect, test } from 'vitest';

type To = (...args: unknown[]) => torch.Tensor;
const x = torch.ones(2);
const to = x.to.bind(x) as To;
const flags = 'bool non_blocking = False, bool copy = False, *, torch.memory_format memory_format = None)';
const forms = [
  ` * (torch.device device = None, torch.dtype dtype = None, ${flags}`,
  ` * (torch.dtype dtype, ${flags}`,
  ` * (Tensor tensor, ${flags}`,
];
const refusal = (got: string): TypeError =>
  new TypeError(['to() received an invalid combination of arguments - got (' + got + '), but expected one of:', ...forms, '']
    .join('\n'));

describe('to', () => {
  test.each<[got: string, args: unknown[]]>([
    ['dtype=str', [{ dtype: 'int' }]],
    ['device=list', [{ device: [] }]],
    ['list', [[]]],
    ['bool', [true]],
    ['str, str', ['cpu', 'int']],
    ['torch.dtype, str', [torch.float32, 'a']],
    ['torch.dtype, non_blocking=int', [torch.float32, { non_blocking: 1 }]],
    ['torch.dtype, copy=str', [torch.float32, { copy: 'a' }]],
    ['torch.dtype, memory_format=int', [torch.float32, { memory_format: 1 }]],
    ['torch.dtype, device=str', [torch.float32, { device: 'cpu' }]],
    ['str, device=str', ['cpu', { device: 'cpu' }]],
    ['Tensor, dtype=torch.dtype', [x, { dtype: torch.int }]],
    ['torch.dtype, bool, bool, bool', [torch.int, false, false, false]],
  ])('refuses (%s) as PyTorch does', (got, args) => {
    expect(() => to(...args)).toThrow(refusal(got));
  });

  test('says the same for a module', () => {
    const net = new nn.Linear(1, 1);
    expect(() => (net.to as unknown as To)({ dtype: 'int' })).toThrow(refusal('dtype=str'));
  });

  test('takes each form by position and by name', () => {
    const like = torch.ones(1, { dtype: torch.float64 });
    const made: torch.Tensor[] = [
      to(torch.float64), to('cpu', torch.float64), to(null, torch.float64), to(like), to({ tensor: like }),
      to({ dtype: torch.float64, device: null }), to('cpu', { dtype: torch.float64 }), to(torch.float64, false, true),
    ];
    for (const { dtype } of made) expect(dtype).toBe(torch.float64);
    expect(to()).toBe(x);
    expect(to({ dtype: null, device: null, memory_format: null })).toBe(x);
    expect(to('cpu', { copy: true })).not.toBe(x);
    expect(to(torch.float32, false, true)).not.toBe(x);
  });
});

test('cpu, cuda and type take their own options only', () => {
  const image = torch.ones(1, 2, 3, 4);
  expect(image.cpu({ memory_format: torch.channels_last }).stride()).toEqual([24, 1, 8, 2]);
  expect(() => x.cpu({ copy: true } as never)).toThrow("cpu() got an unexpected keyword argument 'copy'");
  expect(() => x.cuda({ copy: true } as never)).toThrow("cuda() got an unexpected keyword argument 'copy'");
  expect(() => x.cuda([] as never)).toThrow(new TypeError("cuda(): argument 'device' must be torch.device, not list"));
  expect(() => x.cuda('cpu')).toThrow(new torch.RuntimeError('Invalid device, must be cuda device'));
  expect(() => x.type(torch.int, { copy: true } as never)).toThrow("type() got an unexpected keyword argument 'copy'");
  expect(() => x.type(3 as never)).toThrow(new TypeError('dtype must be a type, str, or dtype object'));
  expect((x.type({ dtype: torch.float64 }) as torch.Tensor).dtype).toBe(torch.float64);
  expect(x.type(null as never)).toBe('torch.FloatTensor');
});
