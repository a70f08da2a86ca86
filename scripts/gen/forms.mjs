// @ts-check
// The argument lists by which a function can be called: by position, by name in one trailing object, or both.

/**
 * @typedef {{ name: string, given: string, required: boolean, positionalOnly?: boolean }} Parameter  `given`: the type
 * of what is given
 */
/** @typedef {Parameter & { value: string, keywordOnly: boolean, variadic: boolean }} Typed */

const reserved = new Set(['default', 'function', 'in', 'new', 'var', 'with', 'this', 'arguments', 'package']);

/** @param {string} name */
export const label = (name) => (reserved.has(name) ? `${name}_` : name);

/**
 * Tuple types with labels, the commonest first: all by position, what is required by position and the rest by name,
 * more by position, less by position.
 * @param {readonly Typed[]} parameters @returns {string[]}
 */
export function forms(parameters) {
  const rest = parameters.find(({ variadic }) => variadic);
  const positional = parameters.filter(({ keywordOnly, variadic }) => !keywordOnly && !variadic);
  const keywords = parameters.filter(({ keywordOnly, variadic }) => keywordOnly && !variadic);
  if (!rest) return [allByPosition(positional, keywords), ...namedForms(positional, keywords)].map((list) => `[${list}]`);
  const must = keywords.some(({ required }) => required);
  const lists = [...positional.map(must_), `...${label(rest.name)}: ${rest.given}`];
  const plain = must ? [] : [`[${lists.join(', ')}]`];
  if (keywords.length === 0) return plain;
  return [...plain, `[...args: [${[...lists, objectOf(keywords)].join(', ')}]]`];
}

/** @param {readonly Parameter[]} positional @param {readonly Parameter[]} keywords @returns {string} */
export function allByPosition(positional, keywords) {
  const must = keywords.some(({ required }) => required);
  const last = must ? positional.length : positional.findLastIndex(({ required }) => required) + 1;
  const all = positional.map((each, i) => (i < last ? must_(each) : `${label(each.name)}?: ${each.given}`));
  return [...all, ...(keywords.length > 0 ? [objectOf(keywords, !must)] : [])].join(', ');
}

/** @param {readonly Parameter[]} positional @param {readonly Parameter[]} keywords @returns {string[]} */
export function namedForms(positional, keywords) {
  const last = positional.findLastIndex(({ required }) => required) + 1;
  const nameless = positional.filter(({ positionalOnly }) => positionalOnly).length;
  const fitting = counts(last, positional.length).filter((given) => given >= nameless);
  // The form by position has the keywords already.
  if (nameless === positional.length) return [];
  return fitting.map((given) =>
    [...positional.slice(0, given).map(must_), objectOf([...positional.slice(given), ...keywords])].join(', '));
}

/** @param {Parameter} parameter */
function must_({ name, given }) {
  return `${label(name)}: ${given}`;
}

/** @param {number} required @param {number} all @returns {number[]} how many arguments come by position */
function counts(required, all) {
  const more = Array.from({ length: Math.max(0, all - required) }, (_, i) => required + i);
  const fewer = Array.from({ length: Math.min(required, all) }, (_, i) => required - 1 - i);
  return [...more, ...fewer];
}

/** Properties of a tensor by which one would pass for an object of options. */
const ofTensors = new Set(['data', 'device', 'dtype', 'grad', 'imag', 'layout', 'length', 'real', 'requires_grad', 'shape']);

/** The keywords of CreationOptions in lib/tensor/operator_types.ts. */
const creation = ['dtype', 'layout', 'device', 'pin_memory', 'requires_grad'];

/** The trailing object. @param {readonly Parameter[]} named @param {boolean} optional */
export function objectOf(named, optional = false) {
  return `options${optional ? '?' : ''}: ${fieldsOf(named)}`;
}

/** @param {readonly Parameter[]} named @returns {string} */
function fieldsOf(named) {
  const own = named.filter(({ name }) => !creation.includes(name));
  if (own.length + creation.length === named.length) {
    return own.length === 0 ? 'CreationOptions' : `CreationOptions & ${fieldsOf(own)}`;
  }
  const fields = named.map(({ name, given, required }) => `${name}${required ? '' : '?'}: ${given}`);
  // Tensors and lists can be iterated over.
  if (named.some(({ name }) => ofTensors.has(name))) fields.push('[Symbol.iterator]?: never');
  return `{ ${fields.join('; ')} }`;
}

/** The values of all parameters. @param {readonly Typed[]} parameters */
export function tupleOf(parameters) {
  return `[${parameters.map(({ name, value }) => `${label(name)}: ${value}`).join(', ')}]`;
}
