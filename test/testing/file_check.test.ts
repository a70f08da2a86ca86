// torch.testing.FileCheck against PyTorch's (scripts/golden/file_check.py).
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { FileCheck } from 'nodetorch/testing';
import { expect, test } from 'vitest';

type Check = [method: 'check' | 'run', ...args: unknown[]];
type Case = [checks: Check[], text: string, error: [kind: string, text: string] | null];

const file = new URL('../golden/file_check.json', import.meta.url);
const cases = (JSON.parse(readFileSync(file, 'utf8')) as Case[]).map((one, i) => [`${i} ${JSON.stringify(one[0])}`, one] as const);

test.each(cases)('as PyTorch 2.15: %s', (_, [checks, text, expected]) => {
  const checker = FileCheck();
  let found: [string, string] | null = null;
  try {
    if (checks[0]?.[0] === 'run') checker.run(checks[0][1] as string, text);
    else {
      for (const [method, ...args] of checks) (checker[method] as (...args: unknown[]) => unknown)(...args);
      checker.run(text);
    }
  } catch (error) {
    found = [(error as Error).name, (error as Error).message];
  }
  expect(found).toEqual(expected);
});

test('says what it checks, and whether it has', () => {
  const checker = new FileCheck().check('a').check_count('b', 2).check_source_highlighted('c').check_not('d');
  expect(String(checker)).toBe('You have not run this instance of FileCheck!\nFileCheck checks:\n\tCHECK: a\n' +
    '\tCHECK-COUNT-2: b\n\tCHECK-SOURCE-HIGHLIGHTED: c\n\tCHECK-NOT: d\n');
  expect(torch.testing.FileCheck().check('x').run('x y')).toBeUndefined();
});
