// Makes the calls of a lot again and says what differs.
//
// A suite (suites/NAME.mjs) exports `perform(call, about)`, a generator that makes one call: it yields [aspect, thunk]
// for each aspect, in the order of `expect` on the Python side (python/walk.py), and gets back the thunk's value,
// undefined where it threw. `call` is the decoded `call` of Python; `about` has {entry, dtype, form}. `functions`,
// optional, names functions that are arguments.

import * as torch from '../../dist/index.js';
import { difference, errorDifference } from './compare.mjs';

/**
 * The samples of a lot, one after the other: {index, form, aspects: {name: null or what differs}, note: what the suite
 * wrote into `about.note`, to be counted}. `begin(index)` is
 * called before each; `rule({entry, dtype, form, aspect})` gives the options of the comparison; `fault` makes mistakes
 * on purpose (faults.mjs).
 */
export function* replay(lot, suite, { from = 0, begin = () => {}, rule = () => ({}), fault } = {}) {
  const { entry, dtype, samples } = lot.header;
  for (let index = from; index < samples.length; index++) {
    begin(index);
    const sample = samples[index];
    if (sample.unsent !== undefined) {
      yield { index, form: sample.form, aspects: { sample: `not sent: ${sample.unsent}` } };
      continue;
    }
    const about = { entry, dtype, form: sample.form };
    const aspects = torch.scope(() => safely(lot, suite, sample, about, rule, fault));
    yield { index, form: sample.form, aspects, note: about.note };
  }
}

/** What goes wrong around the calls, in the harness itself, costs one sample as well. */
function safely(...args) {
  try {
    return once(...args);
  } catch (error) {
    return { sample: `${error.name}: ${error.message} ${error.stack.split('\n')[1]}` };
  }
}

function once(lot, suite, { call, expect, seed }, about, rule, fault) {
  const aspects = {};
  const values = lot.decode({ dict: Object.entries(call) }, suite.functions);
  if (seed !== null) torch.manual_seed(fault?.seed?.(seed) ?? seed);
  const steps = suite.perform(values, about);
  for (let sent; ;) {
    const { done, value: step } = steps.next(sent);
    if (done) break;
    const [aspect, thunk] = step;
    const options = rule({ ...about, aspect });
    const wanted = expect[aspect];
    let outcome;
    try {
      fault?.before?.(aspect);
      outcome = { value: thunk() };
      if (fault?.value) outcome.value = fault.value(aspect, outcome.value);
    } catch (error) {
      outcome = { error: fault?.error?.(error) ?? error };
    }
    sent = 'error' in outcome ? undefined : outcome.value ?? null;
    if (wanted === undefined) aspects[aspect] = 'Python has nothing to compare with';
    else if ('error' in outcome) {
      aspects[aspect] = wanted?.error === undefined
        ? `threw ${outcome.error?.name}: ${outcome.error?.message?.split('\n', 1)[0]}` : errorDifference(wanted.error, outcome.error) ?? null;
      // What comes after could not be asked for, or was not.
      if (wanted?.error === undefined) return aspects;
    } else aspects[aspect] = difference(wanted, outcome.value, lot, options) ?? null;
  }
  for (const aspect of Object.keys(expect)) if (!(aspect in aspects)) aspects[aspect] = 'was not asked for';
  return aspects;
}
