// @ts-check
// The argument lists by which a function can be called: by position, by name in one trailing object, or both.

/** @typedef {{ name: string, given: string, value: string }} TypedName */
/** @typedef {TypedName & { required: boolean, keywordOnly: boolean, variadic: boolean }} Typed */

const reserved = new Set(['default', 'function', 'in', 'new', 'var', 'with', 'this', 'arguments', 'package']);

/** @param {string} name */
const label = (name) => (reserved.has(name) ? `${name}_` : name);

/**
 * Tuple types with labels, the commonest first: all by position, what is required by position and the rest by name,
 * more by position, less by position.
 * @param {readonly Typed[]} parameters @returns {string[]}
 */
export function forms(parameters) {
  const rest = parameters.find(({ variadic }) => variadic);
  const positional = parameters.filter(({ keywordOnly, variadic }) => !keywordOnly && !variadic);
  const keywords = parameters.filter(({ keywordOnly, variadic }) => keywordOnly && !variadic);
  const must = keywords.some(({ required }) => required);
  const last = positional.findLastIndex(({ required }) => required) + 1;
  const heads = positional.map(({ name, given }) => `${label(name)}: ${given}`);
  if (rest) {
    const spread = `...${label(rest.name)}: ${rest.given}`;
    const plain = must ? [] : [`[${[...heads, spread].join(', ')}]`];
    if (keywords.length === 0) return plain;
    return [...plain, `[...args: [${[...heads, spread, object(keywords)].join(', ')}]]`];
  }
  const all = positional.map(({ name, given }, i) => `${label(name)}${i < last || must ? '' : '?'}: ${given}`);
  if (keywords.length > 0) all.push(object(keywords, !must));
  const out = [`[${all.join(', ')}]`];
  for (const given of counts(last, positional.length)) {
    out.push(`[${[...heads.slice(0, given), object([...positional.slice(given), ...keywords])].join(', ')}]`);
  }
  return out;
}

/** @param {number} required @param {number} all @returns {number[]} how many arguments come by position */
function counts(required, all) {
  const more = Array.from({ length: Math.max(0, all - required) }, (_, i) => required + i);
  const fewer = Array.from({ length: Math.min(required, all) }, (_, i) => required - 1 - i);
  return [...more, ...fewer];
}

/** Properties of a tensor by which one would pass for an object of options. */
const ofTensors = new Set(['data', 'device', 'dtype', 'grad', 'imag', 'layout', 'length', 'real', 'requires_grad', 'shape']);

/** @param {readonly Typed[]} named @param {boolean} optional */
function object(named, optional = false) {
  const fields = named.map(({ name, given, required }) => `${name}${required ? '' : '?'}: ${given}`);
  // Tensors and lists can be iterated over.
  if (named.some(({ name }) => ofTensors.has(name))) fields.push('[Symbol.iterator]?: never');
  return `options${optional ? '?' : ''}: { ${fields.join('; ')} }`;
}

/** The values of all parameters. @param {readonly Typed[]} parameters */
export function tupleOf(parameters) {
  return `[${parameters.map(({ name, value }) => `${label(name)}: ${value}`).join(', ')}]`;
}
