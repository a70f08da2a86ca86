// Compiled functions give what the functions give, to the last bit. `npm run conformance -- compile` has the large
// sets.
import * as torch from 'nodetorch';
import { describe, expect, test } from 'vitest';
import { groups } from '../../scripts/conformance/compile/cases.mjs';
import { compare, outcomeOf } from '../../scripts/conformance/compile/check.mjs';
import { makeList } from '../../scripts/conformance/compile/lists.mjs';
import { compareTraining } from '../../scripts/conformance/compile/training.mjs';

function outcomesOf(seeds: number, verify: boolean): string[] {
  return Array.from({ length: seeds }, (_, seed) => torch.scope(() => {
    const list = makeList(seed);
    const found = compare(list.fn, (call) => list.inputs(call + 1), { verify });
    return found.differs === null ? outcomeOf(found) : `${seed}: ${found.differs} in ${list.text()}`;
  }));
}

describe('lists of operators made at random', () => {
  test('give equal results, gradients and arguments in each call, and nearly all are replayed', () => {
    const outcomes = outcomesOf(200, false);
    expect(outcomes.filter((each) => /^\d+:/.test(each))).toEqual([]);
    expect(outcomes.filter((each) => each === 'replayed').length).toBeGreaterThan(150);
  });

  test('are found equal by the checks of the first replays', () => {
    expect(outcomesOf(60, true).filter((each) => /^\d+:/.test(each))).toEqual([]);
  });
});

const light: Readonly<Record<string, RegExp>> = {
  exercises: /^(530|670|695|710|920)/, networks: /^(MLP|GRU|GPT, AdamW$)/,
  optimizers: /^(SGD|Adam) \{|Adagrad|SparseAdam/,
  schedulers: /^StepLR/,
  around: /^(clip_grad_norm_|GradScaler|zero_grad|gradients|parameters|one function|other options|a checkpoint)/,
};

describe.each(Object.keys(light))('a training with a compiled step, %s', (group) => {
  const names = Object.keys(groups[group]!).filter((name) => light[group]!.test(name));
  test.each(names)('%s: losses, parameters, gradients and states are those of the step as it is written', (name) => {
    expect(compareTraining(name, groups[group]![name]!, { steps: 6 }).differs).toBeNull();
  });
});

test('a training whose replays are checked is found equal', () => {
  for (const name of ['MLP, AdamW', 'GRU']) {
    expect(compareTraining(name, groups['networks']![name]!, { steps: 5, verify: true }).differs).toBeNull();
  }
});
