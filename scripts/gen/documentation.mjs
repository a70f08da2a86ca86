// @ts-check
// The comments over the overloads of an operator, as an editor shows them.
import { pageOf } from '../declare/pages.mjs';

/** @typedef {import('./texts.mjs').Text} Text */
/** @typedef {import('./signatures.mjs').Form} Form */

/** Whose page tells of a name of a space: the first that has it. @type {Record<string, string[]>} */
const places = {
  torch: ['torch', 'nn.functional', 'Tensor'],
  nn: ['nn.functional'],
  tensor: ['Tensor', 'torch', 'nn.functional'],
};

/** @param {string} space @param {string} name */
const pathOf = (space, name) => (space === 'torch' ? `torch.${name}` : `torch.${space}.${name}`);

/** @param {string} space @param {string} name @returns {string} PyTorch's name, with the address of its page */
function reference(space, name) {
  const names = (places[space] ?? [space]).map((place) => pathOf(place, name));
  const found = names.find(pageOf);
  if (found) return `{@link ${pageOf(found)} ${found}}`;
  const own = space === 'nn' ? `torch.ops.aten.${name}` : names[0];
  return `\`${own}\`, which has no page in PyTorch's documentation`;
}

/** @param {Text} text @returns {string} */
function lead({ sentence, alias }) {
  return alias ? `${sentence} Another name of \`${alias}\`.` : sentence;
}

/** @param {string} space @param {string} name @param {Text | null} text @returns {string[]} over a name by itself */
export function nameComment(space, name, text) {
  return text === null ? [] : comment([lead(text), `@see ${reference(space, name)}`], '');
}

/** @param {string} space @param {string} name @param {Text | null} text @param {string} schema @returns {string[]} */
export function propertyComment(space, name, text, schema) {
  if (text === null) return comment([schema]);
  return comment([lead(text), ...results(text, 'Tensor'), `@see ${reference(space, name)}`, `@schema ${schema}`]);
}

/**
 * Over each form of a call its sentence, the arguments that no earlier form had, and the schema; over the first what
 * holds for all of them as well; over the other overloads of a form the sentence, which is what they show.
 * @param {string} space @param {string} name @param {Text | null} text
 * @returns {(form: Form) => { first: string[], other: string[] }}
 */
export function callComments(space, name, text) {
  if (text === null) return (form) => ({ first: comment(form.texts), other: [] });
  const seen = new Set();
  return (form) => {
    const isFirst = seen.size === 0;
    const fresh = [...form.positional, ...form.keywords].filter((parameter) => !seen.has(parameter.name));
    for (const { name } of [...fresh, { name: '' }]) seen.add(name);
    const general = isFirst ? [...results(text, form.returns), `@see ${reference(space, name)}`] : [];
    const schemas = form.texts.map((schema) => `@schema ${schema}`);
    const parameters = fresh.map((parameter) => `@param ${described(parameter, text)}`);
    return { first: comment([lead(text), ...parameters, ...general, ...schemas]), other: comment([lead(text)]) };
  };
}

/** @param {Text} text @param {string} returns @returns {string[]} */
function results(text, returns) {
  return [`@returns ${returns} - shapes: ${text.shapes}`, ...text.throws.map((error) => `@throws ${error}`)];
}

/** @param {import('./signatures.mjs').Parameter} parameter @param {Text} text @returns {string} */
function described({ name, type, optional, value }, text) {
  const fallback = value !== undefined ? ` = ${value}` : optional ? ', optional' : '';
  return `${name} ${type}${fallback}${text.notes[name] ? ` - ${text.notes[name]}` : ''}`;
}

/** @param {string[]} parts each on a line of its own @param {string} indent @returns {string[]} */
function comment(parts, indent = '  ') {
  const lines = parts.flatMap((part) => wrapped(part, 116 - indent.length));
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`];
}

/** @param {string} text @param {number} width @returns {string[]} lines of that width; links stay whole */
function wrapped(text, width) {
  /** @type {string[]} */
  const out = [];
  for (const word of text.match(/\{@link [^}]*\}\S*|\S+/g) ?? []) {
    const last = out.length - 1;
    if (last >= 0 && out[last].length + 1 + word.length <= width) out[last] += ` ${word}`;
    else out.push(out.length && text.startsWith('@') ? `  ${word}` : word);
  }
  return out;
}
