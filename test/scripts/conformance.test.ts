// What PyTorch's table of operators gives, replayed from a file (`npm run conformance -- snapshot` writes it), and the
// faults that such a replay must find.

import { describe, expect, test } from 'vitest';
import { faults } from '../../scripts/conformance/faults.mjs';
import { endedProcess, snapshotProblems } from '../../scripts/conformance/snapshot.mjs';

test("a sample of each entry of PyTorch's table gives what it gives there, in every form, and so do its errors", () => {
  expect(snapshotProblems()).toEqual([]);
});

test('a sample of each entry that takes sparse tensors, in each layout, gives what it gives there', () => {
  expect(snapshotProblems({ suite: 'sparse' })).toEqual([]);
});

test.each(['modules', 'optimizers', 'schedulers', 'distributions'])("what PyTorch's %s do, these do too, and refuse what they refuse", (suite) => {
  expect(snapshotProblems({ suite })).toEqual([]);
});

test('under autocast, results and gradients have the dtypes that they have there', () => {
  expect(snapshotProblems({ suite: 'autocast' })).toEqual([]);
});

describe('the replay finds', () => {
  const few = /^(mul|transpose_copy|sum|nn\.functional\.dropout|normal\.in_place|matmul|exp|index_select|cat)$/;
  const inside = Object.keys(faults).filter((name) => faults[name]!.aspect !== 'process');

  test.each(inside)('%s', (fault) => {
    const { aspect, finds } = faults[fault]!;
    const said = snapshotProblems({ entries: few, fault, aspect }).map((text) => text.replace(/^.*? \w+ [\w ]+: /s, ''));
    expect(said.filter((problem) => finds.test(problem))).not.toEqual([]);
  });

  test('a crash', async () => {
    expect(await endedProcess('crash', 60)).toMatch(faults['crash']!.finds);
  });

  test('a hang', async () => {
    expect(await endedProcess('hang', 5)).toMatch(faults['hang']!.finds);
  });
});
