// Numbers out of what a program printed, and how two such lists agree.

/** A numeral that is no part of a word: not the 1 of `W1`, not the 32 of `int32`, not the 5 of `5m`. */
const numeral = /(?<![\w.])[-+]?(?:(?:\d+\.\d*|\.\d+|\d+)(?:e[-+]?\d+)?|inf|nan)(?!\w)/g;

/**
 * The numbers in a text, in order: [{ text, line, excuse }]. `skip` are patterns of lines, or parts of lines, that do
 * not count. A rule of `excuses` names numbers that may differ, and why: { line, place, why } the one at `place` (from
 * 0) of each line that matches, { places, why } those at these places of the whole text.
 */
export function numbersOf(text, { skip = [], excuses = [] } = {}) {
  const found = [];
  for (const full of text.split('\n')) {
    const line = skip.reduce((rest, pattern) => rest.replace(pattern, ' '), full);
    for (const [place, [number]] of [...line.matchAll(numeral)].entries()) {
      const excuse = excuses.find((rule) =>
        rule.line ? rule.line.test(full) && rule.place === place : rule.places.includes(found.length))?.why;
      found.push({ text: number, line: full.trim(), excuse });
    }
  }
  return found;
}

/**
 * Holds ours against theirs, place by place: how many numbers each printed, how many are identical to the last digit,
 * how many differ where `theirs` carries an excuse, and the first difference that has none.
 */
export function compareNumbers(theirs, ours) {
  const result = { theirs: theirs.length, ours: ours.length, identical: 0, excused: 0, why: [], difference: null };
  for (let i = 0; i < Math.max(theirs.length, ours.length); i++) {
    const [a, b] = [theirs[i], ours[i]];
    if (a && b && a.text === b.text) {
      result.identical += 1;
    } else if (a?.excuse && b) {
      result.excused += 1;
      if (!result.why.includes(a.excuse)) result.why.push(a.excuse);
    } else {
      result.difference ??= { at: i + 1, theirs: a ?? null, ours: b ?? null };
    }
  }
  return result;
}
