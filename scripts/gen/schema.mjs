// @ts-check
// Reads the text of an operator schema:
// aten::max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

/**
 * @typedef {{ kind: string, list: boolean, size: number | null, optional: boolean, itemOptional: boolean }} Type
 *   kind: the innermost type ('Tensor', 'int', 'str', ...); size: the N of `int[N]`
 * @typedef {{ name: string, type: Type, written: boolean, kwargOnly: boolean, value?: string }} Argument
 *   written: the operator writes to it (alias `a!`); value: its default
 * @typedef {{ name: string | null, type: Type, written: boolean }} Return
 * @typedef {{ name: string, text: string, args: Argument[], returns: Return[] }} Schema
 */

/** @param {string} text @returns {Schema} */
export function parseSchema(text) {
  const open = text.indexOf('(');
  const arrow = closing(text, open);
  const returns = text.slice(arrow + 1).replace(/^ -> /, '');
  /** @type {Argument[]} */
  const args = [];
  let kwargOnly = false;
  for (const part of commaSeparated(text.slice(open + 1, arrow))) {
    if (part === '*') kwargOnly = true;
    else args.push(argument(part, kwargOnly));
  }
  const list = returns.startsWith('(') ? commaSeparated(returns.slice(1, -1)) : [returns];
  return { name: text.slice(0, open).replace(/^aten::/, ''), text, args, returns: list.map(returned) };
}

/** @param {string} text @param {boolean} kwargOnly @returns {Argument} */
function argument(text, kwargOnly) {
  const match = /^(.*) (\w+)(?:=(.*))?$/.exec(text);
  if (!match) throw new Error(`schema argument not understood: ${text}`);
  const [, typeText, name, value] = match;
  return { name, type: type(typeText), written: typeText.includes('!'), kwargOnly, value };
}

/** @param {string} text @returns {Return} */
function returned(text) {
  const match = /^(.*?)(?: (\w+))?$/.exec(text.replace(/\([^)]*\)/g, (alias) => (alias.includes('!') ? '!' : '')));
  if (!match) throw new Error(`schema return not understood: ${text}`);
  return { name: match[2] ?? null, type: type(match[1].replace('!', '')), written: match[1].includes('!') };
}

/** @param {string} text a type without name, such as `Tensor(a!)`, `SymInt[2]?`, `Tensor?[]` @returns {Type} */
function type(text) {
  const match = /^([\w.]+)(\?)?(?:\[(\d*)\])?(\?)?$/.exec(text.replace(/\([^)]*\)/g, ''));
  if (!match) throw new Error(`schema type not understood: ${text}`);
  const [, kind, first, size, last] = match;
  const list = size !== undefined;
  return {
    kind: kind === 'SymInt' ? 'int' : kind,
    list,
    size: size ? Number(size) : null,
    optional: list ? last === '?' : first === '?',
    itemOptional: list && first === '?',
  };
}

/** @param {string} text @returns {string[]} parts between commas outside brackets */
function commaSeparated(text) {
  /** @type {string[]} */
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const c = text[i];
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    else if (i === text.length || (c === ',' && depth === 0)) {
      const part = text.slice(start, i).trim();
      if (part) parts.push(part);
      start = i + 1;
    }
  }
  return parts;
}

/** @param {string} text @param {number} open @returns {number} index of the bracket that closes the one at `open` */
function closing(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  throw new Error(`schema not understood: ${text}`);
}
