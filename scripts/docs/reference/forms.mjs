// Signatures made for reading: each way of calling once, positions first, then the names of the object in the last
// place. Forms that only move arguments from their place into the object are left out: every function takes them so.

import ts from 'typescript';

const { TypeFormatFlags: Format, CheckFlags, TypeFlags } = ts;
const FLAGS = Format.NoTruncation | Format.OmitThisParameter | Format.UseAliasDefinedOutsideCurrentScope;
const BROAD = 100;

const cleaned = (text) => text.replace(/import\("[^"]*"\)\./g, '').replace(/ ?\[Symbol\.iterator\]\?: undefined;/g, '');

/** A type as text. */
export const typeText = (type, checker) => cleaned(checker.typeToString(type, undefined, FLAGS));

const checksOf = (symbol) => symbol.links?.checkFlags ?? symbol.checkFlags ?? 0;

function parameter(symbol, checker) {
  const declaration = symbol.valueDeclaration;
  const own = declaration !== undefined && ts.isParameter(declaration);
  const optional = (checksOf(symbol) & CheckFlags.OptionalParameter) !== 0 ||
    (symbol.flags & ts.SymbolFlags.Optional) !== 0 ||
    (own && (declaration.questionToken !== undefined || declaration.initializer !== undefined));
  const rest = (checksOf(symbol) & CheckFlags.RestParameter) !== 0 || (own && declaration.dotDotDotToken !== undefined);
  const text = typeText(checker.getTypeOfSymbol(symbol), checker);
  return { name: symbol.name, optional, rest, type: optional ? text.replace(/ \| undefined\b/g, '') : text };
}

/** The names that may stand in the object of the last place. */
function named(symbol, checker) {
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
  const isName = (one) => !one.name.startsWith('__@') &&
    (checker.getNonNullableType(checker.getTypeOfSymbol(one)).flags & TypeFlags.Never) === 0;
  return checker.getPropertiesOfType(type).filter(isName).map((one) => parameter(one, checker));
}

const prefixOf = (signature, checker) => {
  const list = (signature.typeParameters ?? []).map((one) => {
    const constraint = one.getConstraint();
    const text = constraint === undefined ? '' : ` extends ${typeText(constraint, checker)}`;
    return `${one.symbol.name}${text}`;
  });
  return list.length > 0 ? `<${list.join(', ')}>` : '';
};

function formOf(list, signature, checker) {
  const last = list.at(-1);
  const hasNames = last?.name === 'options';
  const positions = (hasNames ? list.slice(0, -1) : list).map((one) => parameter(one, checker));
  const taken = new Set(positions.map(({ name }) => name));
  const names = hasNames ? named(last, checker).filter(({ name }) => !taken.has(name)) : [];
  // Of the object's own type nothing is known where it has no names.
  const object = hasNames && names.length === 0 && positions.length === list.length - 1 ? [] : names;
  const key = [...positions, ...object].map(({ name, type, rest }) => `${rest ? '...' : ''}${name}: ${type}`).sort().join('\n');
  return {
    prefix: prefixOf(signature, checker), positions, names: object, key,
    returns: typeText(checker.getReturnTypeOfSignature(signature), checker),
  };
}

/** The ways of calling: { prefix, positions, names, returns }, arguments with { name, type, optional, rest }. */
export function formsOf(signatures, checker) {
  const best = new Map();
  for (const signature of signatures) {
    const lists = checker.getExpandedParameters?.(signature) ?? [signature.getParameters()];
    for (const list of lists) {
      const form = formOf(list, signature, checker);
      const other = best.get(form.key);
      if (other === undefined || other.positions.length < form.positions.length) best.set(form.key, form);
    }
  }
  return [...best.values()].map(({ key: _, ...form }) => form);
}

const argument = ({ name, type, optional, rest }) => `${rest ? '...' : ''}${name}${optional ? '?' : ''}: ${type}`;

/** A way of calling as text, on several lines where one would be broad. */
export function formText(call, { prefix, positions, names, returns }, isClass) {
  const object = names.length > 0 ? [`{ ${names.map(argument).join(', ')} }`] : [];
  const head = `${isClass ? 'new ' : ''}${call}${prefix}`;
  const tail = isClass ? '' : `: ${returns}`;
  const list = [...positions.map(argument), ...object];
  const line = `${head}(${list.join(', ')})${tail}`;
  if (line.length <= BROAD || list.length === 0) return line;
  const wide = names.length > 0 && object[0].length > BROAD ?
      [`{\n${names.map((one) => `    ${argument(one)},`).join('\n')}\n  }`] : object;
  return `${head}(\n${[...positions.map(argument), ...wide].map((one) => `  ${one},`).join('\n')}\n)${tail}`;
}
