import { describe, expect, test } from 'vitest';
import { comparePrints, lastDigit, number, size, tensor, text, uninitialised, type Print } from './prints.ts';

const printed = `inputs:
tensor([[ 6.0000,  3.9000]])
loss at weight tensor(2.) = tensor(7., grad_fn=<AddBackward0>)
\tsize torch.Size([2, 3])
loss: 0.11551952362060547
tensor([[-968942272,      32719]], dtype=torch.int32)
`;

const table: Print[] = [
  ['inputs:', tensor([[6, 3.9]])],
  ['loss at weight', tensor(2)],
  ['=', tensor(7, 'grad_fn=<AddBackward0>')],
  ['size', size(2, 3)],
  ['loss:', number(0.1155195)],
  ['', uninitialised([1, 2], 'dtype=torch.int32')],
];

const changed = (i: number, print: Print): Print[] => table.map((old, j) => (j === i ? print : old));

describe('the comparison of what exercises print', () => {
  test('accepts what is as in the table', () => {
    comparePrints(printed, table);
    comparePrints('by hand\n1.0', [
      ['by hand', text],
      ['', number(1)],
    ]);
  });

  test.each<[string, Print[], string]>([
    ['a number two units off', changed(0, ['inputs:', tensor([[6, 3.9002]])]), 'number 1 is 3.9000, wanted 3.9002'],
    ['a whole number', changed(1, ['loss at weight', tensor(2.00001)]), 'number 0 is 2., wanted 2.00001'],
    ['a float beyond rounding', changed(4, ['loss:', number(0.115521)]), 'wanted 0.115521'],
    ['another shape', changed(0, ['inputs:', tensor([6, 3.9])]), 'its shape is 1,2, wanted 2'],
    ['another size', changed(3, ['size', size(3, 2)]), 'wanted torch.Size([3, 2])'],
    ['a suffix that is missing', changed(1, ['loss at weight', tensor(2, 'dtype=torch.int32')]), 'wanted dtype'],
    ['a suffix too many', changed(2, ['=', tensor(7)]), 'wanted nothing after'],
    ['another label', changed(4, ['cost:', number(0.1155195)]), "print 4 ('cost:') should come next"],
    ['a shape of memory', changed(5, ['', uninitialised([2, 1], 'dtype=torch.int32')]), 'its shape is 1,2'],
    ['a print missing in the table', table.slice(0, 5), 'more is printed than the table has'],
    ['a print too many in the table', [...table, ['more', text]], 'should come next'],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => comparePrints(printed, wrong)).toThrow(message);
  });

  test('refuses nan where a number belongs', () => {
    expect(() => comparePrints('loss: nan', [['loss:', number(0.1)]])).toThrow('is nan');
    expect(() => comparePrints('c: tensor([nan, 1.])', [['c:', tensor([1, 1])]])).toThrow('is nan');
  });

  test.each([
    ['0.0067', 1e-4],
    ['4.5398e-05', 1e-9],
    ['30.', 0],
    ['-3.0000e+01', 1e-3],
    ['7', 0],
  ])('the last digit of %s is worth %d', (token, unit) => expect(lastDigit(token)).toBeCloseTo(unit, 15));
});
