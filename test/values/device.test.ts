import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import { describe, expect, it } from 'vitest';

interface DeviceRow { text: string; result: [str: string, repr: string] | { error: string } }

const { devices } = JSON.parse(
  readFileSync(new URL('../golden/dtypes.json', import.meta.url), 'utf8'),
) as { devices: DeviceRow[] };

const make = torch.device as (...args: unknown[]) => torch.device;

describe('torch.device of a text', () => {
  it.each(devices.map(({ text, result }) => [JSON.stringify(text), text, result] as const))('%s', (_, text, result) => {
    if ('error' in result) {
      expect(() => make(text)).toThrow(torch.RuntimeError);
      expect(() => make(text)).toThrow(result.error);
    } else {
      expect([String(make(text)), inspect([make(text)])]).toEqual([result[0], `[ ${result[1]} ]`]);
    }
  });
});

describe('torch.device', () => {
  it('takes a type and an index, a device, or an index alone', () => {
    const cuda1 = torch.device('cuda:1');
    expect([torch.device('cuda', 1), torch.device(cuda1), torch.device(1), new torch.device('cuda:1')])
      .toEqual([cuda1, cuda1, cuda1, cuda1]);
    expect([cuda1.type, cuda1.index]).toEqual(['cuda', 1]);
    expect(torch.device('cpu').index).toBeNull();
    expect(cuda1).toBeInstanceOf(torch.device);
  });

  it('is one object a device, so === compares', () => {
    expect(torch.device('cuda:1')).toBe(torch.device('cuda', 1));
    expect(torch.device('cuda')).not.toBe(torch.device('cuda:0'));
    expect(torch.device('cuda:0').equals('cuda:0')).toBe(true);
    expect(torch.device('cuda:0').equals('cuda')).toBe(false);
  });

  it('refuses what is no device, in words', () => {
    expect(() => make()).toThrow(/^device\(\) received an invalid combination of arguments - got \(\)/);
    expect(() => make(null)).toThrow(/got \(null\)/);
    expect(() => make(1.5)).toThrow(/got \(float\)/);
    expect(() => make('cuda', '0')).toThrow("device(): argument 'index' (position 2) must be int, not str");
    expect(() => make('cuda:0', 0))
      .toThrow('type (string) must not include an index because index was passed explicitly: cuda:0');
    expect(() => make('cuda', -1)).toThrow('Device index must not be negative');
    expect(() => make(-1)).toThrow('Device index must not be negative');
    // PyTorch lets 300 run over to 44.
    expect(() => make('cuda', 300)).toThrow('Device index must be at most 127, got 300');
  });

  it('prints as in Python: plain by itself, in full inside a list', () => {
    expect(inspect(torch.device('cuda:0'))).toBe('cuda:0');
    expect(inspect({ device: torch.device('cpu') })).toBe("{ device: device(type='cpu') }");
    expect(JSON.stringify(torch.device('cuda:0'))).toBe('"cuda:0"');
  });
});
