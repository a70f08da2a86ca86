// @ts-check
// The plan of an operator, which the addon hands over, in the words of the generator.

/** @typedef {import('../../lib/addon/native.js').OperatorPlan} OperatorPlan */
/** @typedef {import('../../lib/addon/native.js').TypePlan} TypePlan */
/**
 * @typedef {{ kind: string, list: boolean, size: number | null, optional: boolean, itemOptional: boolean }} Type
 *   kind: the innermost type ('Tensor', 'int', 'str', ...); size: the N of `int[N]`
 * @typedef {object} Argument
 * @property {string} name
 * @property {Type} type
 * @property {boolean} written the operator writes to it
 * @property {boolean} kwargOnly
 * @property {string | undefined} value its default as the schema writes it
 * @property {boolean} spread a call may give its elements one by one
 * @typedef {{ name: string | null, type: Type, written: boolean }} Return
 * @typedef {{ name: string, text: string, args: Argument[], returns: Return[] }} Schema
 */

/** @param {OperatorPlan} plan @param {Record<string, number>} kinds name -> number @returns {Schema} */
export function schemaOf(plan, kinds) {
  const names = Object.keys(kinds);
  /** @param {TypePlan} type @param {number | null} size @returns {Type} */
  const typeOf = (type, size) => ({
    kind: names.find((name) => kinds[name] === type.kind) ?? type.type,
    list: type.depth > 0,
    size,
    optional: type.optional,
    itemOptional: type.optional_elements,
  });
  /** @param {TypePlan} type */
  const written = ({ alias }) => alias?.endsWith('!') ?? false;
  return {
    name: `${plan.name}${plan.overload && '.'}${plan.overload}`.replace(/^aten::/, ''),
    text: plan.text,
    args: plan.arguments.map((argument, i) => {
      return {
        name: argument.name,
        type: typeOf(argument, argument.size),
        written: written(argument),
        kwargOnly: argument.kwarg_only,
        value: valueOf(argument, kinds),
        spread: i === plan.spread,
      };
    }),
    returns: plan.returns.map((result) => (
      { name: result.name, type: typeOf(result, null), written: written(result) })),
  };
}

/** @param {import('../../lib/addon/native.js').ArgumentPlan} argument @param {Record<string, number>} kinds */
function valueOf({ default: text, kind, type }, kinds) {
  if (text === null) return undefined;
  if (kind === kinds.str && text !== 'None') return JSON.stringify(text);
  // As schemas are written: one number stands for a list of it, more than once and not of SymInt.
  return type !== 'int[]' ? text : text.replace(/^\[([^,\]]+)(?:, \1)+\]$/, '$1');
}
