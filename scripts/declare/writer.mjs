// The comments that the declarations lack, file by file.

import path from 'node:path';
import ts from 'typescript';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { comment, commented, commentOf } from './comments.mjs';
import { GIVEN, MEMBERS, PARAMETER } from './members.mjs';
import { pageOf } from './pages.mjs';
import { keyOf } from './public.mjs';

const isCall = (node) => ts.isCallSignatureDeclaration(node) || ts.isConstructSignatureDeclaration(node) ||
  ts.isFunctionTypeNode(node) || ts.isConstructorTypeNode(node);

/** Types that many names share, with the arguments of one: the comment of a call has to be its own. */
const GENERAL = {
  Callable: ([args, made]) =>
    [`new (...args: ${args}): ${made}`, `(...args: ${args}): ${made}`, `readonly prototype: ${made}`],
};

function generalType(type, source) {
  const [, name] = /^(?:import\("[^"]*"\)\.)?(\w+)</.exec(type.getText(source)) ?? [];
  const members = Object.hasOwn(GENERAL, name ?? '') ? GENERAL[name] : undefined;
  // One that is joined with others begins like it and has no arguments.
  return type.typeArguments && members?.(type.typeArguments.map((one) => one.getText(source)));
}

/** A type without the names in it, which others may use as well. */
const inline = (type) => (ts.isTypeReferenceNode(type) || ts.isImportTypeNode(type) ? undefined : type);

const baseOf = ({ heritageClauses = [] }) =>
  heritageClauses.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];

const nameOf = ({ name }) => (name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined);

const hidden = (node) => node.modifiers?.some(({ kind }) =>
  kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword) ?? false;

export class Writer {
  #declarations;
  #names;
  #parse;
  #edits = new Map();
  #anywhere;

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
    if (!this.#edits.get(file)?.some(({ start }) => start === edit.start)) this.#add(file, edit);
  }

  #add(file, edit) {
    this.#edits.set(file, [...(this.#edits.get(file) ?? []), edit]);
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
    const first = statements.map((statement) => this.#comment(file, statement)).find((lines) => lines !== undefined);
    for (const statement of statements) {
      if (ts.isVariableStatement(statement)) this.#constant(file, name, statement, see);
      else if (ts.isTypeAliasDeclaration(statement)) {
        const own = this.#type(file, name, statement, full, see);
        if (own !== undefined) this.#calls(file, inline(statement.type), own, see);
      } else if (statement.members !== undefined) {
        const own = this.#type(file, name, statement, full, see) ?? first;
        this.#members(file, statement, own, see, full);
      }
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
    const { source } = this.#declarations.units.get(file);
    const general = generalType(type, source);
    if (general !== undefined) {
      const head = `    ${comment(lines, '    ', true)}\n`;
      const members = general.map((member) => `${member.startsWith('readonly') ? '' : head}    ${member};\n`);
      this.#add(file, { start: type.getStart(source), end: type.end, text: `{\n${members.join('')}}` });
    } else this.#calls(file, type, lines, see);
  }

  /** The comment of what is called, over the signatures of its type. */
  #calls(file, type, lines, see) {
    if (type === undefined) return;
    const signatures = this.#signatures(file, type);
    const documented = signatures.find(([where, node]) => this.#comment(where, node) !== undefined);
    if (documented !== undefined) this.#see(...documented, see);
    else for (const [where, node] of signatures) this.#edit(where, node, lines, true);
  }

  /** The signatures that a type gives: those of a literal, or of an interface that it names. */
  #signatures(file, type) {
    if (ts.isTypeLiteralNode(type)) return type.members.filter(isCall).map((node) => [file, node]);
    if (isCall(type)) return [[file, type]];
    if (ts.isParenthesizedTypeNode(type)) return this.#signatures(file, type.type);
    if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) {
      return type.types.flatMap((one) => this.#signatures(file, one));
    }
    const place = this.#declarations.named(file, type);
    if (place === undefined || this.#names.has(keyOf(place)) || type.typeArguments !== undefined) return [];
    return this.#declarations.at(place).filter(ts.isInterfaceDeclaration)
      .flatMap(({ members }) => members.filter(isCall)).map((node) => [place.file, node]);
  }

  /** The comment of a type or a class; an interface of options that has none says whose they are. */
  #type(file, name, statement, full, see) {
    const [, of] = /^(\w+)Options$/.exec(name) ?? [];
    const lines = this.#see(file, statement, see);
    if (lines !== undefined || of === undefined || full === undefined) return lines;
    const isClass = this.#declarations.units.get(file).own.has(of);
    this.#edit(file, statement, [`What \`${isClass ? of : of[0].toLowerCase() + of.slice(1)}\` takes by name.`], true);
    return undefined;
  }

  #members(file, statement, own, classSee, full) {
    const groups = new Map();
    for (const member of statement.members) {
      if (hidden(member)) continue;
      if (ts.isConstructorDeclaration(member)) this.#constructorOf(file, member, own, classSee);
      else groups.set(nameOf(member), [...(groups.get(nameOf(member)) ?? []), member]);
    }
    if (own !== undefined) this.#inheritConstructor(file, statement, own);
    const given = this.#givenTo(file, statement);
    groups.delete(undefined);
    const calls = statement.members.filter(isCall);
    if (calls.some((one) => this.#comment(file, one) !== undefined)) this.#overloads(file, calls, classSee);
    for (const [name, nodes] of groups) {
      const see = (full && reference(`${full}.${name}`)) ?? classSee;
      const own = nodes.map((node) => this.#comment(file, node)).find((lines) => lines !== undefined);
      const text = own === undefined ? this.#textOf(file, name, nodes, given) : undefined;
      this.#explain(file, nodes, own, see);
      if (own !== undefined) this.#overloads(file, nodes, see);
      if (text !== undefined) for (const node of nodes) this.#edit(file, node, withReference([text], see), true);
      const lines = own ?? (text === undefined ? undefined : [text]);
      if (lines !== undefined) for (const { type } of nodes) this.#calls(file, type && inline(type), lines, see);
    }
  }

  /** The arguments of a method that reads them by signature('...'). */
  #explain(file, nodes, own, see) {
    for (const node of own === undefined ? [] : nodes) {
      const type = node.parameters?.[0]?.type;
      const lines = this.#withParameters(own, type && this.#textIn(file, type));
      if (lines !== own) this.#edit(file, node, withReference(lines, see), this.#comment(file, node) === undefined);
    }
  }

  /** The sentence about a member that has none in lib/. */
  #textOf(file, name, nodes, given) {
    const fields = nodes.every((node) => ts.isPropertyDeclaration(node) || ts.isAccessor(node));
    const { source } = this.#declarations.units.get(file);
    const isParameter = ({ type }) => type !== undefined && /^Parameter\b/.test(type.getText(source));
    if (fields && nodes.some(isParameter)) return PARAMETER;
    if (nodes.some(({ kind }) => kind === ts.SyntaxKind.PropertySignature)) return undefined;
    return MEMBERS.get(name) ?? (fields && (given.has(name) || this.#givenAnywhere().has(name)) ? GIVEN : undefined);
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
    const abstract = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword);
    if (!ts.isClassDeclaration(statement) || abstract || statement.members.some(ts.isConstructorDeclaration)) return;
    const { source } = this.#declarations.units.get(file);
    const lists = this.#inherited(file, statement);
    const at = statement.members.pos;
    const end = source.text[at] === '}' ? '\n' : '';
    const text = lists.map(([list, from]) =>
      `\n    ${comment(this.#withParameters(own, from), '    ', true)}\n    constructor(${list});`).join('');
    if (text !== '') this.#add(file, { start: at, end: at, text: `${text}${end}` });
  }

  /**
   * The lists of parameters of an inherited constructor, as the class may write them, each with the text of
   * signature('...') that it comes from; none where the class cannot write them.
   */
  #inherited(file, statement) {
    const base = baseOf(statement);
    if (base === undefined) return [['']];
    const place = this.#declarations.named(file, base);
    if (place === undefined) return /Error$/.test(base.expression.text) ? [['message?: string, options?: ErrorOptions']] : [];
    const type = this.#declarations.at(place).find(ts.isClassDeclaration);
    if (type === undefined) return [];
    const constructors = type.members.filter(ts.isConstructorDeclaration).filter((one) => !hidden(one));
    const passedOn = `...args: ConstructorParameters<typeof ${base.expression.text}>`;
    const generic = base.typeArguments !== undefined || type.typeParameters !== undefined;
    if (constructors.length === 0) {
      const lists = this.#inherited(place.file, type);
      if (place.file === file || lists.every(([list]) => list === '' || list.endsWith('ErrorOptions'))) return lists;
      return lists.length === 1 && !generic ? [[passedOn, lists[0][1]]] : [];
    }
    const { source } = this.#declarations.units.get(place.file);
    const textOf = (node) => node.getText(source);
    const same = place.file === file &&
      (base.typeArguments ?? []).map(textOf).join() === (type.typeParameters ?? []).map(({ name }) => name.text).join();
    const from = ({ parameters: [first] }) => first?.type && this.#textIn(place.file, first.type);
    if (same) return constructors.map((one) => [one.parameters.map(textOf).join(', '), from(one)]);
    return constructors.length === 1 && !generic ? [[passedOn, from(constructors[0])]] : [];
  }

  /** The names of the arguments of a class's constructor. */
  #givenTo(file, { members }) {
    const names = new Set();
    for (const { parameters } of members.filter(ts.isConstructorDeclaration)) {
      for (const { name, type } of parameters) {
        if (ts.isIdentifier(name)) names.add(name.text);
        for (const one of this.#parametersOf(type && this.#textIn(file, type))) names.add(one.name);
        if (type !== undefined) this.#addNames(file, type, names);
      }
    }
    return names;
  }

  /** The names of the arguments of all constructors: what a base class has was given to those that extend it. */
  #givenAnywhere() {
    if (this.#anywhere === undefined) {
      this.#anywhere = new Set();
      for (const { source } of this.#declarations.units.values()) {
        for (const [, text] of source.text.matchAll(/\bSignature<("[A-Z]\w*(?:\[\w+\])?\((?:[^"\\]|\\.)*")>/g)) {
          for (const { name } of this.#parametersOf(JSON.parse(text))) this.#anywhere.add(name);
        }
      }
    }
    return this.#anywhere;
  }

  /** The names that a type of arguments gives to them: labels, and members of what it is made of. */
  #addNames(file, type, names, seen = new Set()) {
    if (seen.has(type)) return;
    seen.add(type);
    const name = nameOf(type);
    if (name !== undefined && (ts.isNamedTupleMember(type) || ts.isPropertySignature(type))) names.add(name);
    const place = this.#declarations.named(file, type);
    for (const one of place === undefined ? [] : this.#declarations.at(place)) {
      if (ts.isClassDeclaration(one) || this.#names.get(keyOf(place)) === 'torch.Tensor') continue;
      for (const member of one.members?.filter(ts.isPropertySignature) ?? []) names.add(nameOf(member));
      for (const base of one.heritageClauses?.flatMap(({ types }) => types) ?? []) {
        this.#addNames(place.file, base, names, seen);
      }
      if (ts.isTypeAliasDeclaration(one)) this.#addNames(place.file, one.type, names, seen);
    }
    if (!ts.isPropertySignature(type)) ts.forEachChild(type, (child) => this.#addNames(file, child, names, seen));
  }

  /** The text of signature('...') that a type comes from. */
  #textIn(file, type) {
    if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) {
      return type.literal.text.includes('(') ? type.literal.text : undefined;
    }
    if (ts.isTypeQueryNode(type)) {
      const [name, ...members] = type.exprName.getText(this.#declarations.units.get(file).source).split('.');
      const place = this.#declarations.placeOf(file, name);
      const constant = place && this.#declarations.at(place).find(ts.isVariableStatement);
      let of = constant?.declarationList.declarations.find((one) => one.name.text === place.name)?.type;
      // `takes.args`, or of a table `takes.Linear.args`.
      if (of && ts.isTypeLiteralNode(of)) of = of.members.find((one) => nameOf(one) === members[0])?.type;
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
  if (see === undefined || lines.some((line) => line.startsWith('@see {'))) return lines;
  // An operator may have no page under its own name, and one under that of the function.
  return [...lines.filter((line) => !line.startsWith('@see')), see];
}
