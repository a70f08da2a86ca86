// The compiled declarations of lib/: what each file declares and exports, and by which public names.

import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/**
 * @typedef {{ file: string, name: string }} Place a name where it is declared
 * @typedef {{ from?: string, name: string }} Source what a name is called in another file
 * @typedef {{ source: ts.SourceFile, own: Map<string, ts.Statement[]>, taken: Map<string, Source>,
 *   given: Map<string, Source>, all: string[] }} Unit what it declares, imports, exports, and exports whole
 */

const exported = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

/** The names that a statement declares. */
export function declaredBy(statement) {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.text);
  return statement.name && ts.isIdentifier(statement.name) ? [statement.name.text] : [];
}

/** All declaration files of `folder`, by their path in it. */
export class Declarations {
  constructor(folder) {
    this.folder = folder;
    /** @type {Map<string, Unit>} */
    this.units = new Map();
    for (const name of fs.readdirSync(folder, { recursive: true })) {
      if (!name.endsWith('.d.ts')) continue;
      const file = name.split(path.sep).join('/');
      this.units.set(file, unitOf(file, fs.readFileSync(path.join(folder, name), 'utf8')));
    }
  }

  /** Where `name`, as it is written in `file`, is declared; undefined where another package declares it. */
  placeOf(file, name) {
    const unit = this.units.get(file);
    if (unit === undefined) return undefined;
    if (unit.own.has(name)) return { file, name };
    const taken = unit.taken.get(name);
    return taken && taken.name !== '*' ? this.exportOf(taken.from, taken.name) : undefined;
  }

  /** Where what `file` exports as `name` is declared. */
  exportOf(file, name) {
    return this.exportsOf(file).get(name);
  }

  /** @returns {Map<string, Place>} what a file exports, namespaces left out */
  exportsOf(file) {
    this.known ??= new Map();
    if (this.known.has(file)) return this.known.get(file);
    const found = new Map();
    this.known.set(file, found);
    const unit = this.units.get(file);
    if (unit === undefined) return found;
    for (const from of unit.all) for (const [name, place] of this.exportsOf(from)) found.set(name, place);
    for (const [name, { from, name: inner }] of unit.given) {
      const place = from === undefined ? this.placeOf(file, inner) : this.exportOf(from, inner);
      if (place !== undefined) found.set(name, place);
    }
    for (const [name, statements] of unit.own) if (statements.some(exported)) found.set(name, { file, name });
    return found;
  }

  /** The place that a type or an expression names, seen from `file`. */
  named(file, node) {
    if (ts.isIdentifier(node)) return this.placeOf(file, node.text);
    if (ts.isExpressionWithTypeArguments(node)) return this.named(file, node.expression);
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) return this.placeOf(file, node.typeName.text);
    if (ts.isImportTypeNode(node) && node.qualifier && ts.isIdentifier(node.qualifier)) {
      return this.exportOf(target(file, node.argument.literal.text), node.qualifier.text);
    }
    return undefined;
  }

  /** The statements that declare what stands at a place. */
  at({ file, name }) {
    return this.units.get(file)?.own.get(name) ?? [];
  }
}

function target(file, specifier) {
  if (!specifier.startsWith('.')) return '';
  return path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.d.ts');
}

const renamed = ({ name, propertyName }, from) => [name.text, { from, name: (propertyName ?? name).text }];

/** @returns {Unit} */
function unitOf(file, text) {
  const how = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  const source = ts.createSourceFile(file, text, how, false);
  const unit = { source, own: new Map(), taken: new Map(), given: new Map(), all: [] };
  for (const statement of source.statements) {
    const from = statement.moduleSpecifier && target(file, statement.moduleSpecifier.text);
    if (ts.isImportDeclaration(statement)) {
      const { name, namedBindings: bindings } = statement.importClause ?? {};
      if (name) unit.taken.set(name.text, { from, name: 'default' });
      if (bindings && ts.isNamespaceImport(bindings)) unit.taken.set(bindings.name.text, { from, name: '*' });
      else for (const one of bindings?.elements ?? []) unit.taken.set(...renamed(one, from));
    } else if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (clause === undefined) unit.all.push(from);
      else if (ts.isNamedExports(clause)) for (const one of clause.elements) unit.given.set(...renamed(one, from));
    } else {
      for (const name of declaredBy(statement)) unit.own.set(name, [...(unit.own.get(name) ?? []), statement]);
    }
  }
  return unit;
}
