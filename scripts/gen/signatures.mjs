// @ts-check
// From overloads to TypeScript call signatures. One rule, the run-time's too: arguments before `*` in the schema are
// positional, any of them may be named in one trailing plain object, those after `*` must be.
import { creators, numbersAsTensors, pythonDefaults } from '../op_policy/index.mjs';
import { allByPosition, namedForms, objectOf } from './forms.mjs';
import { parameterType, returnItem, returnType } from './types.mjs';

/** @typedef {import('./schema.mjs').Schema} Schema */
/** @typedef {import('./schema.mjs').Argument} Argument */
/** @typedef {{ name: string, type: string, optional: boolean, value?: string }} Parameter  value: its default */
/** @typedef {(form: Form) => { first: string[], other: string[] }} Comments  over the overloads of a form */
/**
 * @typedef {object} Form  one overload as PyTorch's argument parser sees it
 * @property {Parameter[]} positional
 * @property {Parameter[]} keywords
 * @property {boolean} varargs its only positional argument may be spread over the call
 * @property {string} returns
 * @property {string[]} texts of the schemas
 */

const takesNumbers = new Set(numbersAsTensors);
const creates = new Set(creators());

/**
 * @param {string} name public name @param {{ schema: Schema, out: Schema | null }[]} overloads @param {boolean} method
 * @param {Map<string, string>} namedTuples collects the tuple types of results: name -> type @param {Comments} comments
 * @returns {string[]} lines of the interface, two blanks deep
 */
export function signatures(name, overloads, method, namedTuples, comments) {
  /** @type {Form[]} */
  const forms = [];
  for (const { schema, out } of overloads) {
    const form = formOf(name, schema, out, method, namedTuples);
    if (!forms.some((earlier) => merge(earlier, form))) forms.push(form);
  }
  return forms.flatMap((form) => lines(name, form, comments(form)));
}

/**
 * @param {string} name @param {Schema} schema @param {Schema | null} out @param {boolean} method
 * @param {Map<string, string>} namedTuples @returns {Form}
 */
function formOf(name, schema, out, method, namedTuples) {
  const operator = schema.name.split('.')[0];
  const self = schema.args.findIndex((arg) => arg.name === 'self' && arg.type.kind === 'Tensor');
  /** @param {Argument} arg @returns {Parameter} */
  const parameter = (arg) => {
    let type = parameterType(arg.type, arg.name, operator);
    if (takesNumbers.has(name) && type === 'Tensor' && !arg.written) type = 'TensorLike';
    return { name: arg === schema.args[self] ? 'input' : arg.name, type, ...defaultOf(arg, pythonDefaults[name]?.[arg.name]) };
  };
  const args = method ? schema.args.filter((_, i) => i !== self) : schema.args;
  const positional = args.filter((arg) => !arg.kwargOnly);
  const keywords = args.filter((arg) => arg.kwargOnly).map(parameter);
  if (out) keywords.push({ name: 'out', type: outType(schema, out), optional: true });
  if (creates.has(name) && keywords.some((keyword) => keyword.name === 'device')) {
    keywords.push({ name: 'requires_grad', type: 'boolean', optional: true });
  }
  const [only] = positional;
  return {
    positional: positional.map(parameter),
    keywords,
    varargs: positional.length === 1 && only.spread,
    returns: resultOf(schema, method, namedTuples),
    texts: [schema.text],
  };
}

/**
 * Its default as JavaScript writes it.
 * @param {Argument} arg @param {number | undefined} instead of the schema's
 * @returns {{ optional: boolean, value?: string }}
 */
function defaultOf({ value }, instead) {
  if (instead !== undefined) return { optional: true, value: String(instead) };
  if (value === undefined) return { optional: false };
  /** @type {Record<string, string>} */
  const words = { None: 'null', True: 'true', False: 'false' };
  return { optional: true, value: words[value] ?? value.replaceAll('"', "'") };
}

/** @param {Schema} schema @param {Schema} out @returns {string} */
function outType(schema, out) {
  const names = new Set(schema.args.map((arg) => arg.name));
  const written = out.args.filter((arg) => arg.written && !names.has(arg.name));
  const types = written.map((arg) => parameterType(arg.type, arg.name, out.name));
  return types.length === 1 ? types[0] : `readonly [${types.join(', ')}]`;
}

/** @param {Schema} schema @param {boolean} method @param {Map<string, string>} namedTuples @returns {string} */
function resultOf(schema, method, namedTuples) {
  const { returns } = schema;
  if (method && returns.length === 1 && returns[0].written) return 'this';
  if (returns.length < 2 || returns.some(({ name }) => name === null)) return returnType(schema);
  const name = schema.name.split('.')[0];
  const fields = returns.map((item) => `${item.name}: ${returnItem(item.type, name)}`).join('; ');
  const type = `NamedTuple<{ ${fields} }, ${returnType(schema)}>`;
  const known = namedTuples.get(name);
  if (known !== undefined && known !== type) throw new Error(`two result tuples are called ${name}`);
  namedTuples.set(name, type);
  return `return_types.${name}`;
}

/**
 * Joins `form` into `into` when they differ in the type of one argument only (`Tensor other`, `Scalar other`), when one
 * has one more keyword, which it requires (`rounding_mode`, `generator`), or when `into` takes all that `form` takes.
 * @param {Form} into @param {Form} form @returns {boolean}
 */
function merge(into, form) {
  if (into.returns !== form.returns || into.varargs !== form.varargs) return false;
  if (JSON.stringify(into.positional.map(shape)) !== JSON.stringify(form.positional.map(shape))) return false;
  const joined = joinTypes(into, form) || joinKeyword(into, form) || covers(into, form);
  if (joined) into.texts.push(...form.texts);
  return joined;
}

/** @param {Form} into @param {Form} form @returns {boolean} */
function joinTypes(into, form) {
  if (JSON.stringify(into.keywords.map(shape)) !== JSON.stringify(form.keywords.map(shape))) return false;
  const all = [...into.positional, ...into.keywords];
  const others = [...form.positional, ...form.keywords];
  const different = all.filter((parameter, i) => parameter.type !== others[i].type);
  if (different.length > 1) return false;
  for (const parameter of different) parameter.type = union(parameter.type, others[all.indexOf(parameter)].type);
  return true;
}

/** @param {Form} into @param {Form} form @returns {boolean} */
function joinKeyword(into, form) {
  const [fewer, more] = into.keywords.length < form.keywords.length ? [into, form] : [form, into];
  const extra = more.keywords.filter(({ name }) => !fewer.keywords.some((keyword) => keyword.name === name));
  if (extra.length !== 1 || extra[0].optional) return false;
  const rest = more.keywords.filter((keyword) => keyword !== extra[0]);
  if (JSON.stringify([fewer.positional, fewer.keywords]) !== JSON.stringify([more.positional, rest])) return false;
  into.keywords = more.keywords.map((keyword) => (keyword === extra[0] ? { ...keyword, optional: true } : keyword));
  return true;
}

/** @param {Form} into @param {Form} form @returns {boolean} */
function covers(into, form) {
  /** @param {Parameter} a @param {Parameter | undefined} b */
  const takes = (a, b) => (b ? a.type === b.type || union(a.type, b.type) === a.type : a.optional);
  return (
    into.positional.every((parameter, i) => takes(parameter, form.positional[i])) &&
    into.keywords.every((keyword) => takes(keyword, form.keywords.find(({ name }) => name === keyword.name))) &&
    form.keywords.every(({ name }) => into.keywords.some((keyword) => keyword.name === name))
  );
}

/** @param {Parameter} parameter */
function shape({ name, optional }) {
  return [name, optional];
}

/** @param {string} a @param {string} b @returns {string} */
function union(a, b) {
  const expanded = `${a} | ${b}`.replaceAll('TensorLike', 'Tensor | Scalar');
  const all = [...new Set(expanded.split(' | '))];
  if (all.includes('Scalar') && all.includes('number')) all.splice(all.indexOf('number'), 1);
  if (all.includes('Scalar') && all.includes('boolean')) all.splice(all.indexOf('boolean'), 1);
  const text = all.join(' | ');
  return text.replace('Tensor | Scalar', 'TensorLike');
}

/** @param {string} name @param {Form} form @param {ReturnType<Comments>} comments @returns {string[]} */
function lines(name, form, comments) {
  const { positional, keywords, varargs, returns } = form;
  /** @type {string[]} */
  const out = [];
  /** @param {string} parameters */
  const write = (parameters) =>
    out.push(...(out.length === 0 ? comments.first : comments.other), `  ${name}(${parameters}): ${returns};`);
  const must = keywords.some((keyword) => !keyword.optional);
  write(allByPosition(positional.map(typed), keywords.map(typed)));
  if (varargs) {
    const { name: rest } = positional[0];
    if (!must) write(`...${rest}: number[]`);
    if (keywords.length) write(`...args: [...${rest}: number[], ${objectOf(keywords.map(typed))}]`);
  }
  for (const named of namedForms(positional.map(typed), keywords.map(typed))) write(named);
  return out;
}

/** @param {Parameter} parameter */
function typed({ name, type, optional }) {
  return { name, given: type, required: !optional };
}
