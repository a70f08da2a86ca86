// The comments that the declarations lack, file by file.

import path from 'node:path';
import ts from 'typescript';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { comment, commented, commentOf } from './comments.mjs';
import { MEMBERS } from './members.mjs';
import { pageOf } from './pages.mjs';
import { keyOf } from './public.mjs';

const isCall = (node) => ts.isCallSignatureDeclaration(node) || ts.isConstructSignatureDeclaration(node) ||
  ts.isFunctionTypeNode(node) || ts.isConstructorTypeNode(node);

/** JavaScript's own, and how they are called. */
const isError = (type, place) => place === undefined && type !== undefined && /Error$/.test(type.expression.text);
const errorArguments = 'message?: string, options?: ErrorOptions';

const nameOf = ({ name }) => (name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined);

const hidden = (node) => node.modifiers?.some(({ kind }) =>
  kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword) ?? false;

export class Writer {
  #declarations;
  #names;
  #parse;
  #edits = new Map();

  constructor(declarations, names, parse) {
    this.#declarations = declarations;
    this.#names = names;
    this.#parse = parse;
  }

  /** Writes the files that lack something; returns how many. */
  write() {
    for (const [file, { own }] of this.#declarations.units) {
      for (const [name, statements] of own) this.#visit(file, name, statements);
    }
    for (const [file, edits] of this.#edits) {
      const { text } = this.#declarations.units.get(file).source;
      const parts = [];
      let at = text.length;
      for (const { start, end, text: fresh } of edits.sort((a, b) => b.start - a.start)) {
        parts.push(text.slice(end, at), fresh);
        at = start;
      }
      replaceFile(path.join(this.#declarations.folder, file), [text.slice(0, at), ...parts.reverse()].join(''));
    }
    return this.#edits.size;
  }

  #edit(file, node, lines, copied) {
    const edit = commented(this.#declarations.units.get(file).source, node, lines, copied);
    if (edit === undefined) return;
    const edits = this.#edits.get(file) ?? [];
    if (!edits.some(({ start }) => start === edit.start)) this.#edits.set(file, [...edits, edit]);
  }

  /** A comment as it stands in lib/: what was copied here does not count. */
  #comment(file, node) {
    const found = commentOf(this.#declarations.units.get(file).source, node);
    return found === undefined || found.copied ? undefined : found.lines;
  }

  #visit(file, name, statements) {
    const full = this.#names.get(keyOf({ file, name }));
    const see = reference(full);
    const functions = statements.filter(ts.isFunctionDeclaration);
    if (functions.length > 0) this.#overloads(file, functions, see);
    for (const statement of statements) {
      if (ts.isVariableStatement(statement)) this.#constant(file, name, statement, see);
      else if (ts.isTypeAliasDeclaration(statement)) this.#see(file, statement, see);
      else if (statement.members !== undefined) this.#members(file, statement, see);
    }
  }

  /** The comment of a node with the address; returns it. */
  #see(file, node, see) {
    const lines = this.#comment(file, node);
    if (lines === undefined) return undefined;
    const whole = withReference(lines, see);
    if (whole !== lines) this.#edit(file, node, whole, false);
    return whole;
  }

  #overloads(file, nodes, see) {
    const first = nodes.find((node) => this.#comment(file, node) !== undefined);
    if (first === undefined) return;
    const lines = this.#see(file, first, see);
    for (const node of nodes) if (this.#comment(file, node) === undefined) this.#edit(file, node, lines, true);
  }

  #constant(file, name, statement, see) {
    const lines = this.#see(file, statement, see);
    const type = statement.declarationList.declarations.find((one) => one.name.text === name)?.type;
    if (lines === undefined || type === undefined) return;
    this.#signatures(file, type).forEach(([where, node], i) => {
      if (this.#comment(where, node) === undefined) this.#edit(where, node, lines, true);
      else if (i === 0) this.#see(where, node, see);
    });
  }

  /** The signatures that a type gives: those of a literal, or of an interface that it names. */
  #signatures(file, type) {
    if (ts.isTypeLiteralNode(type)) return type.members.filter(isCall).map((node) => [file, node]);
    if (isCall(type)) return [[file, type]];
    const place = this.#declarations.named(file, type);
    if (place === undefined || this.#names.has(keyOf(place)) || type.typeArguments !== undefined) return [];
    return this.#declarations.at(place).filter(ts.isInterfaceDeclaration)
      .flatMap(({ members }) => members.filter(isCall)).map((node) => [place.file, node]);
  }

  #members(file, statement, see) {
    const own = this.#see(file, statement, see);
    const groups = new Map();
    for (const member of statement.members) {
      if (hidden(member)) continue;
      if (ts.isConstructorDeclaration(member)) this.#constructorOf(file, member, own, see);
      else groups.set(nameOf(member), [...(groups.get(nameOf(member)) ?? []), member]);
    }
    if (own !== undefined) this.#inheritConstructor(file, statement, own);
    const given = this.#givenTo(file, statement);
    groups.delete(undefined);
    for (const [name, nodes] of groups) {
      const fields = nodes.every((node) => !ts.isMethodDeclaration(node) && !ts.isMethodSignature(node));
      const text = MEMBERS.get(name) ?? (fields && given.has(name) ? 'As the constructor was given it.' : undefined);
      if (nodes.some((node) => this.#comment(file, node) !== undefined)) this.#overloads(file, nodes, see);
      else if (text !== undefined) for (const node of nodes) this.#edit(file, node, withReference([text], see), true);
    }
  }

  #constructorOf(file, node, own, see) {
    const mine = this.#comment(file, node);
    const lines = mine ?? own;
    if (lines === undefined) return;
    const text = node.parameters[0]?.type && this.#textIn(file, node.parameters[0].type);
    this.#edit(file, node, withReference(this.#withParameters(lines, text), see), mine === undefined);
  }

  /** An inherited constructor would speak of the base: one of its own, with the same arguments, speaks of the class. */
  #inheritConstructor(file, statement, own) {
    const base = statement.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    const abstract = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword);
    const generic = statement.typeParameters !== undefined || base?.typeArguments !== undefined;
    if (!ts.isClassDeclaration(statement) || base === undefined || abstract || generic) return;
    if (statement.members.some(ts.isConstructorDeclaration)) return;
    const args = this.#argumentsOf(file, base);
    if (args === undefined) return;
    const { source } = this.#declarations.units.get(file);
    const at = statement.members.pos;
    const text = `\n    ${comment(own, '    ', true)}\n    constructor(${args});${source.text[at] === '}' ? '\n' : ''}`;
    this.#edits.set(file, [...(this.#edits.get(file) ?? []), { start: at, end: at, text }]);
  }

  /** The parameters of a constructor that takes what that of `base` takes; undefined where that has several variants. */
  #argumentsOf(file, base) {
    let place = this.#declarations.named(file, base);
    if (isError(base, place)) return errorArguments;
    while (place !== undefined) {
      const { file: where } = place;
      const type = this.#declarations.at(place).find(ts.isClassDeclaration);
      const constructors = type?.members.filter(ts.isConstructorDeclaration) ?? [];
      if (type?.typeParameters !== undefined || constructors.length > 1) return undefined;
      if (constructors.length === 1) return `...args: ConstructorParameters<typeof ${base.expression.text}>`;
      const next = type?.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
      place = next && this.#declarations.named(where, next);
      if (isError(next, place)) return errorArguments;
    }
    return undefined;
  }

  /** The names of the arguments of a class's constructor. */
  #givenTo(file, { members }) {
    const names = new Set();
    for (const { parameters } of members.filter(ts.isConstructorDeclaration)) {
      for (const { name, type } of parameters) {
        if (ts.isIdentifier(name)) names.add(name.text);
        for (const one of this.#parametersOf(type && this.#textIn(file, type))) names.add(one.name);
      }
    }
    return names;
  }

  /** The text of signature('...') that a type comes from. */
  #textIn(file, type) {
    if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) {
      return type.literal.text.includes('(') ? type.literal.text : undefined;
    }
    if (ts.isTypeQueryNode(type)) {
      const name = ts.isQualifiedName(type.exprName) ? type.exprName.left : type.exprName;
      const place = ts.isIdentifier(name) ? this.#declarations.placeOf(file, name.text) : undefined;
      const constant = place && this.#declarations.at(place).find(ts.isVariableStatement);
      const of = constant?.declarationList.declarations.find((one) => one.name.text === place.name)?.type;
      return of && this.#textIn(place.file, of);
    }
    for (const each of type.typeArguments ?? []) {
      const text = this.#textIn(file, each);
      if (text !== undefined) return text;
    }
    if (!ts.isIndexedAccessTypeNode(type)) return undefined;
    return this.#textIn(file, type.indexType) ?? this.#textIn(file, type.objectType);
  }

  #parametersOf(text) {
    return text === undefined || this.#parse === undefined ? [] : this.#parse(text).parameters;
  }

  #withParameters(lines, text) {
    const parameters = this.#parametersOf(text).map(({ name, type, fallback, variadic }) =>
      `@param ${variadic ? '...' : ''}${name} ${type || 'any'}${fallback === undefined ? '' : ` = ${fallback}`}`);
    if (parameters.length === 0 || lines.some((line) => line.startsWith('@param'))) return lines;
    const at = lines.findIndex((line) => line.startsWith('@'));
    return at < 0 ? [...lines, ...parameters] : [...lines.slice(0, at), ...parameters, ...lines.slice(at)];
  }
}

function reference(name) {
  const page = name && pageOf(name);
  return page && `@see {@link ${page} ${name}}`;
}

function withReference(lines, see) {
  return see === undefined || lines.some((line) => line.startsWith('@see')) ? lines : [...lines, see];
}
