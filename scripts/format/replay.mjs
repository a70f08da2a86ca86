// What nodetorch/format makes of the cases of cases.py.

import { format, percent, str_format } from '../../dist/format.js';
import { formatFloat } from '../../dist/format/spec.js';
import { py_float_repr } from '../../dist/python/format.js';
import { Complex } from '../../dist/values/complex.js';

const float = (text) => (text.endsWith('inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text === 'nan' ? NaN : text));

/** The value of a case; undefined for a float that JavaScript cannot tell from an int. */
function valueOf([kind, value]) {
  if (kind === 'int') return BigInt(value);
  if (kind === 'bool') return value === 'True';
  if (kind === 'complex') return new Complex(...value.map(float));
  return kind === 'float' ? float(value) : value;
}
const isAmbiguous = ([kind, text]) => kind === 'float' && Number.isInteger(float(text)) && text !== '-0.0';

function answer(make) {
  try {
    return make();
  } catch (error) {
    return [error.name, error.message];
  }
}

/** A float without a fraction is asked through the function for floats: a number alone is an int. */
function formatted(given, spec) {
  const value = valueOf(given);
  if (given[0] !== 'float') return given[0] === 'complex' && spec === '' ? String(value) : format(value, spec);
  return spec === '' ? py_float_repr(value) : formatFloat(value, spec);
}

const skipped = Symbol('skipped');

/** Our answer; `skipped` for what JavaScript's numbers cannot say. */
export function ours([what, values, text]) {
  if (what === 'format') return answer(() => formatted(values[0], text));
  if (values.some(isAmbiguous)) return skipped;
  const given = values.map(valueOf);
  if (what === 'str_format') return answer(() => str_format(text, ...given, { a: given[0], b: 7n }));
  return answer(() => percent(text, given));
}

/** The cases whose answers differ, `[case, ours]`, and how many were compared. */
export function replay(cases) {
  const differing = [];
  let compared = 0;
  for (const each of cases) {
    const found = ours(each);
    if (found === skipped) continue;
    compared++;
    if (JSON.stringify(found) !== JSON.stringify(each[3])) differing.push([each, found]);
  }
  return { differing, compared };
}
