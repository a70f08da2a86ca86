import { describe, expect, test } from 'vitest';
import { compareNumbers, numbersOf } from '../../scripts/compare/numbers.mjs';

const texts = (text: string, rules = {}): string[] => numbersOf(text, rules).map((number) => number.text);

describe('the numbers in a text', () => {
  test.each<[string, string[]]>([
    ['tensor([[ 0.6774, -1.], [1e-05, 2.5000e+02]])', ['0.6774', '-1.', '1e-05', '2.5000e+02']],
    ['W1 => b2: 3, dtype=torch.int32, LeNet5', ['3']],
    ['loss 1.5773188351886347e-05', ['1.5773188351886347e-05']],
    ['nan inf -inf banana infinite', ['nan', 'inf', '-inf']],
    ['0m 1s (- 0m 9s) (50 10%) 1.6604', ['50', '10', '1.6604']],
    ['torch.Size([2, 3])', ['2', '3']],
  ])('%j', (text, numbers) => expect(texts(text)).toEqual(numbers));

  test('lines and parts of lines that do not count', () => {
    expect(texts('wrote 1000 lines\n1 2\n', { skip: [/^wrote .*$/] })).toEqual(['1', '2']);
    expect(texts('(3) 4', { skip: [/\(\d\)/] })).toEqual(['4']);
  });

  test('excuses, by line or by place in the text', () => {
    const excuses = [{ line: /^Loss/, place: 0, why: 'a' }, { places: [2], why: 'b' }];
    const found = numbersOf('Loss: 1, right: 2\n3 4', { excuses });
    expect(found.map(({ text, excuse }) => [text, excuse])).toEqual([
      ['1', 'a'], ['2', undefined], ['3', 'b'], ['4', undefined],
    ]);
  });
});

describe('held against each other', () => {
  const held = (theirs: string, ours: string, excuses: object[] = []): ReturnType<typeof compareNumbers> =>
    compareNumbers(numbersOf(theirs, { excuses }), numbersOf(ours));

  test('identical means every digit', () => {
    expect(held('a 1.50 b 2', 'x 1.50 y 2')).toMatchObject({ identical: 2, excused: 0, difference: null });
    const { identical, difference } = held('1.50 2', '1.5 2');
    expect(identical).toBe(1);
    expect(difference).toMatchObject({ at: 1, theirs: { text: '1.50' }, ours: { text: '1.5' } });
  });

  test('one number too few or too many is a difference', () => {
    expect(held('1 2 3', '1 2').difference).toMatchObject({ at: 3, ours: null });
    expect(held('1 2', '1 2 3').difference).toMatchObject({ at: 3, theirs: null });
  });

  test('an excused number may differ, and not be missing', () => {
    const excuses = [{ places: [1], why: 'memory that nobody has set' }];
    const { identical, excused, why, difference } = held('1 2 3', '1 9 3', excuses);
    expect([identical, excused, why, difference]).toEqual([2, 1, ['memory that nobody has set'], null]);
    expect(held('1 2', '1', excuses).difference).toMatchObject({ at: 2, ours: null });
  });
});
