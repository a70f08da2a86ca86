// @ts-check
// Schema types as TypeScript types.
import { stringChoices, truths } from '../op_policy/index.mjs';

/** @typedef {import('./schema.mjs').Type} Type */
/** @typedef {import('./schema.mjs').Schema} Schema */

/** Where the types named in declarations come from (paths as seen from lib/generated). */
export const importedFrom = {
  BoolTensor: '../tensor/tensor.js',
  CreationOptions: '../tensor/operator_types.js',
  DeviceLike: '../values/device.js',
  Generator: '../tensor/generator.js',
  NamedTuple: '../tensor/operator_types.js',
  Scalar: '../tensor/operator_types.js',
  Stream: '../accelerator/stream.js',
  Tensor: '../tensor/tensor.js',
  TensorLike: '../tensor/operator_types.js',
  dtype: '../values/dtype.js',
  layout: '../values/layout.js',
  memory_format: '../values/memory_format.js',
  qscheme: '../values/qscheme.js',
};

/** @type {Record<string, string>} */
const parameterTypes = {
  Device: 'DeviceLike',
  Generator: 'Generator',
  Layout: 'layout',
  MemoryFormat: 'memory_format',
  Scalar: 'Scalar',
  ScalarType: 'dtype',
  Stream: 'Stream',
  Tensor: 'Tensor',
  bool: 'boolean',
  float: 'number',
  int: 'number',
  str: 'string',
};

/** @type {Record<string, string>} */
const returnTypes = { ...parameterTypes, Device: 'device', QScheme: 'qscheme' };

/**
 * @param {Type} type @param {string} argument its name @param {string} operator its base name
 * @returns {string} what a caller may pass
 */
export function parameterType(type, argument, operator) {
  let text = parameterTypes[type.kind];
  if (!text) throw new Error(`no TypeScript type for ${type.kind} (argument ${argument} of ${operator})`);
  const choices = type.kind === 'str' && choicesOf(operator, argument);
  if (choices) text = choices.map((choice) => `'${choice}'`).join(' | ');
  if (type.list) text = `readonly ${type.itemOptional || text.includes('|') ? `(${text} | null)` : text}[]`;
  if (type.list && type.size !== null) text = `${text.slice('readonly '.length, -2)} | ${text}`;
  return type.optional ? `${text} | null` : text;
}

/** @param {Schema} schema @returns {string} what a call returns, in-place identity and named tuples aside */
export function returnType(schema) {
  const items = schema.returns.map(({ type }) => returnItem(type, schema.name));
  if (items.length === 0) return 'void';
  if (items.length === 1 && items[0] === 'Tensor' && truths.includes(schema.name.split('.')[0])) return 'BoolTensor';
  return items.length === 1 ? items[0] : `[${items.join(', ')}]`;
}

/** @param {Type} type @param {string} operator @returns {string} */
export function returnItem(type, operator) {
  const text = returnTypes[type.kind];
  if (!text) throw new Error(`no TypeScript type for ${type.kind}, returned by ${operator}`);
  return type.list ? `${text}[]` : text;
}

/** @param {string} operator @param {string} argument @returns {readonly string[] | undefined} */
function choicesOf(operator, argument) {
  /** @type {Record<string, readonly string[]>} */
  const choices = stringChoices;
  return choices[`${operator}.${argument}`] ?? choices[argument];
}
