// Every public name of the package and what an editor shows of it.

import ts from 'typescript';
import { placeOf } from '../declare/pages.mjs';
import { entriesOf, project, serviceOver } from './service.mjs';

const textOf = (parts) => ts.displayPartsToString(parts).trim();

/** The comment and its tags as one text. */
export function documentationOf(owner, checker) {
  const tags = owner.getJsDocTags(checker).map(({ name, text }) => `@${name} ${textOf(text ?? [])}`);
  return [textOf(owner.getDocumentationComment(checker)), ...tags].join('\n').trim();
}

/** Whether a comment says something: a schema or an address alone does not. */
const says = (text) =>
  /\p{L}{2,}[\s\S]*\s[\s\S]*\p{L}/u.test(text.replace(/^aten::.*$/gm, '').replace(/^@\w+.*$/gm, ''));

const isOurs = (declaration) => declaration.getSourceFile().fileName.includes('/dist/');

const modifiersOf = (symbol) =>
  (symbol.declarations ?? []).reduce((flags, one) => flags | ts.getCombinedModifierFlags(one), 0);

/** Python's convention: what begins with one underscore is nobody's business. What JavaScript calls says itself. */
const isPublic = (name) => !/^(_(?!_\w+__$)|__[@#]|#|toString$|toJSON$)/.test(name);

/** The parameters of a signature: by position, and the names of the object in the last place. */
function parametersOf(signature, checker) {
  // As signature help does: labels of tuples instead of one `args`.
  const lists = checker.getExpandedParameters?.(signature) ?? [signature.getParameters()];
  return lists.flat().flatMap((symbol) => {
    const declaration = symbol.valueDeclaration;
    const optional = declaration !== undefined && ts.isParameter(declaration) &&
      (declaration.questionToken !== undefined || declaration.initializer !== undefined);
    if (symbol.name !== 'options') return [{ name: symbol.name, optional }];
    const type = checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
    const isName = (one) => (checker.getNonNullableType(checker.getTypeOfSymbol(one)).flags & ts.TypeFlags.Never) === 0;
    return checker.getPropertiesOfType(type).filter(isName).map((one) => ({
      name: one.name, optional: (one.flags & ts.SymbolFlags.Optional) !== 0,
    }));
  });
}

/** Whether the comments of the signatures name all arguments, and what those have that may be left out. */
function explains(signatures, checker) {
  const text = signatures.map((signature) => documentationOf(signature, checker)).join('\n');
  return signatures.flatMap((signature) => parametersOf(signature, checker)).every(({ name, optional }) =>
    new RegExp(`(?<!\\w)${name.replace(/\W/g, '\\$&')}${optional ? '(?:=|.* = |.*default|.*, optional)' : '(?!\\w)'}`).test(text));
}

/** What a symbol is, and its public calls that the package declares: constructors, of a class that is not abstract. */
export function callsOf(symbol, at, checker) {
  const type = checker.getTypeOfSymbolAtLocation(symbol, at);
  const isValue = (symbol.flags & ts.SymbolFlags.Value) !== 0;
  const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
  const abstract = isClass && (modifiersOf(symbol) & ts.ModifierFlags.Abstract) !== 0;
  const plain = isValue && !isClass ? checker.getNonNullableType(type).getCallSignatures() : [];
  const all = isClass && !abstract ? type.getConstructSignatures() : plain;
  const signatures = all.filter(({ declaration }) => declaration === undefined || (isOurs(declaration) &&
    (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0));
  const kind = isClass ? 'class' : signatures.length > 0 ? 'function' : isValue ? 'value' : 'type';
  return { type, kind, abstract, signatures };
}

/** What is shown of one symbol: at the name itself, and at each of its calls. */
function shown(symbol, at, checker) {
  const { kind, signatures } = callsOf(symbol, at, checker);
  // A field is shown by its own comment, whatever it holds.
  const isField = (symbol.flags & ts.SymbolFlags.Property) !== 0 && signatures.length === 1;
  const own = documentationOf(symbol, checker);
  const calls = signatures.map((one) => documentationOf(one, checker));
  return {
    kind,
    text: says(own),
    calls: isField || calls.every((text) => says(text)),
    arguments: signatures.length > 0 ? explains(signatures, checker) : undefined,
    address: [own, ...calls].some((text) => /@see \{@link https:/.test(text)),
  };
}

/** The members of a class, or of an interface that stands beside a value of its name, that the package declares. */
function membersOf(symbol, checker) {
  const flags = ts.SymbolFlags;
  if (!(symbol.flags & flags.Class) && !(symbol.flags & flags.Interface && symbol.flags & flags.Value)) return [];
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  return checker.getPropertiesOfType(type).filter((member) =>
    isPublic(member.name) && (member.declarations ?? []).some(isOurs) &&
    (modifiersOf(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0);
}

/**
 * The public names: { path, place, kind, text, calls, arguments, address }. `text` is whether the name has a sentence,
 * `calls` whether each variant of its call has one. What is exported twice is listed at each place, and an inherited
 * member at each class: `declaration` tells that it is the same. `describe(symbol, at, checker)` may tell other things
 * of a name instead of the last five.
 */
export function publicNames(directory, describe = shown) {
  const entries = entriesOf(directory);
  const lines = entries.map((entry, i) => `import * as e${i} from 'nodetorch${entry}';`);
  const { folder, remove } = project(directory);
  try {
    const { checker, source } = serviceOver(folder, `${lines.join('\n')}\n`);
    return entries.flatMap((entry, i) => namesOf(placeOf(entry), source.statements[i], checker, describe));
  } finally {
    remove();
  }
}

function namesOf(place, statement, checker, describe) {
  const module = checker.getSymbolAtLocation(statement.moduleSpecifier);
  return checker.getExportsOfModule(module).flatMap((exported) => {
    if (!isPublic(exported.name)) return [];
    const alias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = alias ? checker.getAliasedSymbol(exported) : exported;
    if ((symbol.flags & ts.SymbolFlags.ValueModule) !== 0) return [];
    const path = `${place}.${exported.name}`;
    const one = (name, of, member) =>
      ({ path: name, place, member, declaration: of.declarations?.[0], ...describe(of, statement, checker) });
    return [one(path, symbol, false), ...membersOf(symbol, checker).map((of) => one(`${path}.${of.name}`, of, true))];
  });
}
