import * as torch from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import { expect, it } from 'vitest';

it('keeps the order of its keys, also of those that look like numbers', () => {
  const dict = new OrderedDict<string, number>([['b', 1], ['10', 2], ['9', 3]]);
  dict.set('b', 4);
  expect([...dict.items()]).toEqual([['b', 4], ['10', 2], ['9', 3]]);
  dict.move_to_end('b');
  expect([...dict.keys()]).toEqual(['10', '9', 'b']);
  dict.move_to_end('9', false);
  expect([...dict.keys()]).toEqual(['9', '10', 'b']);
});

it('is made of pairs, maps and plain objects', () => {
  expect([...new OrderedDict({ x: 1, y: 2 })]).toEqual([['x', 1], ['y', 2]]);
  expect([...new OrderedDict(new Map([[1, 'one']]))]).toEqual([[1, 'one']]);
  expect(new OrderedDict().size).toBe(0);
});

it('copies with its metadata, and pops', () => {
  const dict = new OrderedDict({ w: 1 });
  dict._metadata = new OrderedDict([['', { version: 1 }]]);
  const copy = dict.copy();
  expect(copy).toBeInstanceOf(OrderedDict);
  expect(copy._metadata).toBe(dict._metadata);
  expect(copy.pop('w')).toBe(1);
  expect([copy.has('w'), dict.has('w'), copy.pop('w', 7)]).toEqual([false, true, 7]);
  expect(() => copy.pop('w')).toThrow("there is no key 'w'");
});

it("prints as Python's", () => {
  const dict = new OrderedDict<string, unknown>({ "it's": torch.zeros(2), n: null, flags: [true, 0.5, Object.freeze([1])] });
  expect(String(dict)).toBe(
    'OrderedDict([("it\'s", tensor([0., 0.])), (\'n\', None), (\'flags\', [True, 0.5, (1,)])])');
  expect(String(new OrderedDict())).toBe('OrderedDict()');
});
