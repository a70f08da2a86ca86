import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { format_interval, format_meter, format_num, format_sizeof, tqdm, trange, type TqdmOptions } from 'nodetorch/tqdm';

type MeterOptions = Parameters<typeof format_meter>[3];
interface Golden {
  lines: [[number, number | null, number], MeterOptions, string][];
  intervals: [number, string][];
  sizes: [number, string][];
  numbers: [number, string][];
  loops: [number[], TqdmOptions, boolean, string][];
}
const golden = JSON.parse(readFileSync(new URL('golden/progress_bars.json', import.meta.url), 'utf8')) as Golden;

class Screen {
  text = '';
  isTTY = true;
  write(text: string): void {
    this.text += text;
  }
}

describe('a line is what Python writes', () => {
  test.each(golden.lines)('format_meter(%j, %j)', (args, options, text) => {
    expect(format_meter(...args, options)).toBe(text);
  });

  test('times, sizes and numbers', () => {
    for (const [t, text] of golden.intervals) expect(format_interval(t)).toBe(text);
    for (const [n, text] of golden.sizes) expect(format_sizeof(n)).toBe(text);
    // JavaScript does not tell 2.0 from 2.
    for (const [n, text] of golden.numbers) expect(format_num(n)).toBe(text.replace(/\.0$/, ''));
  });

  test('a bar of one character or of no colour is refused', () => {
    expect(() => format_meter(1, 2, 1, { ascii: 'x' })).toThrow('at least two characters');
    expect(() => format_meter(1, 2, 1, { colour: 'grue' })).toThrow('Unknown colour (grue); valid choices');
  });
});

describe('a loop writes what Python writes', () => {
  let now = 0;
  beforeEach(() => {
    now = 100_000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => vi.restoreAllMocks());

  test.each(golden.loops)('seconds %j, %j', (steps, options, postfix, text) => {
    const file = new Screen();
    const bar = tqdm([...steps.keys()], { ...options, file });
    for (const i of bar) {
      now += 1000 * steps[i]!;
      if (postfix) bar.set_postfix({ loss: 1 / (i + 3) }, false);
    }
    expect(file.text).toBe(text);
  });

  test('a nested bar has the line below, and the outer one keeps its own', () => {
    const file = new Screen();
    for (const _ of trange(2, { file, ncols: 40 })) {
      for (const _ of trange(1, { file, ncols: 40, leave: false })) now += 500;
    }
    const lines = file.text.split('\n');
    expect(lines[0]).toMatch(/^\r {2}0%\|/);
    expect(lines[1]).toMatch(/^\r {2}0%\|.*\x1b\[A$/s);
    expect(lines.at(-2)).toMatch(/100%\|.*2\/2/);
    expect(lines.at(-1)).toBe('');
    // The next bar starts on the first line again.
    expect(tqdm([1], { file }).position).toBe(0);
  });
});

describe('tqdm', () => {
  test('is quiet where there is no terminal, unless told otherwise', () => {
    const file = Object.assign(new Screen(), { isTTY: false });
    expect([...tqdm([1, 2], { file })]).toEqual([1, 2]);
    expect(file.text).toBe('');
    expect([...tqdm([1, 2], { file, disable: false })]).toEqual([1, 2]);
    expect(file.text).toContain('2/2');
    const terminal = new Screen();
    expect([...tqdm([1, 2], { file: terminal, disable: true })]).toEqual([1, 2]);
    expect(terminal.text).toBe('');
  });

  test('knows the length of arrays, maps, sets and typed arrays, and not that of a generator', () => {
    const total = (iterable: Iterable<unknown>): number | null => tqdm(iterable, { disable: true }).total;
    expect(total([1, 2, 3])).toBe(3);
    expect(total(new Set([1, 2]))).toBe(2);
    expect(total(new Map([[1, 2]]))).toBe(1);
    expect(total(new Float32Array(4))).toBe(4);
    expect(total((function* () { yield 1; })())).toBeNull();
    expect(trange(5, { disable: true }).total).toBe(5);
  });

  test('by hand: update, description, postfix, close', () => {
    const file = new Screen();
    const bar = tqdm({ total: 100, file, ncols: 60, mininterval: 0 });
    bar.set_description('load');
    bar.update(30);
    bar.set_postfix_str('from here');
    expect(bar.n).toBe(30);
    expect(file.text).toContain('load:  30%|');
    expect(file.text).toContain('from here]');
    bar.close();
    const before = file.text;
    expect(before.endsWith('\n')).toBe(true);
    expect(bar.update(5)).toBe(false);
    bar.close();
    expect(file.text).toBe(before);
    expect(() => [...bar]).toThrow("'NoneType' object is not iterable");
  });

  test('leaving the loop early ends the line', () => {
    const file = new Screen();
    for (const i of trange(10, { file, ncols: 50 })) if (i === 2) break;
    expect(file.text.endsWith('\n')).toBe(true);
  });

  test('an unknown option is a TypeError', () => {
    expect(() => tqdm([1], { dsc: 'x' } as TqdmOptions)).toThrow(TypeError);
    expect(() => tqdm([1], { dsc: 'x' } as TqdmOptions)).toThrow('dsc');
  });
});
