// @ts-check
// Python's annotations as TypeScript's types. A name that Python does not have is a type of lib/: one of the file that
// has the signature, one that it imports, or the only exported one of that name.
import path from 'node:path';
import ts from 'typescript';
import { split } from '../../dist/arguments/split.js';

/** @typedef {(type: string, where: 'given' | 'result') => string} Read */
/** @typedef {{ reader(file: string, generics: Map<string, string>): Read, lines(): string[] }} Imports */

/** @type {Record<string, string>} */
const simple = {
  int: 'number', float: 'number', bool: 'boolean', str: 'string', None: 'null', Any: 'unknown', object: 'unknown',
  Number: 'number',
};
const globals = new Set([
  'unknown', 'never', 'void', 'string', 'number', 'boolean', 'bigint', 'undefined', 'this', 'Iterable', 'IterableIterator',
  'Disposable', 'Uint8Array', 'Map', 'Set', 'Error', 'Promise', 'Record', 'Function', 'ArrayBuffer', 'ArrayBufferView',
  'ArrayLike', 'URL', 'Date',
]);

/** @param {Map<string, ts.SourceFile>} sources by path in lib/ */
export function typeReader(sources) {
  const declared = new Map([...sources].map(([file, source]) => [file, declarationsOf(source)]));
  return {
    /** The imports of one file. @returns {Imports} */
    imports() {
      /** @type {Map<string, { name: string, module: string }>} local name -> where it comes from */
      const used = new Map();
      /** @param {string} name @param {string} module */
      const use = (name, module) => {
        for (let i = 0; ; i++) {
          const local = i === 0 ? name : `${name}_${i}`;
          const other = used.get(local);
          if (other === undefined) used.set(local, { name, module });
          else if (other.module !== module) continue;
          return local;
        }
      };
      return {
        reader: (file, generics) => {
          /** @param {string} name */
          const named = (name) => {
            if (generics.has(name) || globals.has(name)) return generics.get(name) ?? name;
            return use(name, moduleOf(name, file, declared));
          };
          return (type, where) => translate(type, where, named);
        },
        lines: () => importLines(used),
      };
    },
  };
}

/** @param {string} type @param {'given' | 'result'} where @param {(name: string) => string} named @returns {string} */
function translate(type, where, named) {
  /** @param {string} inner */
  const inside = (inner) => translate(inner, where, named);
  const choices = split(type, '|');
  if (choices.length > 1) return choices.map(inside).map((each) => (each.includes('=>') ? `(${each})` : each)).join(' | ');
  const text = type.trim();
  if (/^["'].*["']$/.test(text)) return `'${text.slice(1, -1)}'`;
  if (/^-?\d+$/.test(text)) return text;
  const generic = /^([\w.]+)\[(.*)\]$/s.exec(text);
  if (!generic) {
    if (text === 'True' || text === 'False') return text.toLowerCase();
    return simple[text] ?? named(/** @type {string} */ (text.split('.').pop()));
  }
  const [, name, list] = generic;
  const parts = split(list, ',');
  const readonly = where === 'given' ? 'readonly ' : '';
  switch (name) {
    case 'Optional':
      return `${inside(list)} | null`;
    case 'Literal':
      return parts.map((part) => (part === 'True' ? 'true' : part === 'False' ? 'false' : inside(part))).join(' | ');
    case 'Sequence':
      return `readonly ${bracketed(inside(list))}[]`;
    case 'list':
      return `${readonly}${bracketed(inside(list))}[]`;
    case 'tuple':
      if (parts[1] === '...') return `${readonly}${bracketed(inside(parts[0]))}[]`;
      return `${readonly}[${parts.map(inside).join(', ')}]`;
    case 'dict':
    case 'Mapping':
      return `${where === 'given' ? `Readonly<Record<string, ${inside(parts[1])}>>` : `Record<string, ${inside(parts[1])}>`}`;
    case 'Callable': {
      const takes = parts[0] === '...' ? '...args: never[]'
        : split(parts[0].slice(1, -1), ',').map((each, i) => `${'abcdefgh'[i]}: ${inside(each)}`).join(', ');
      return `(${takes}) => ${translate(parts[1], 'result', named)}`;
    }
    default:
      return `${simple[name] ?? named(/** @type {string} */ (name.split('.').pop()))}<${parts.map(inside).join(', ')}>`;
  }
}

/** @param {string} type */
function bracketed(type) {
  return /[|]|=>/.test(type) ? `(${type})` : type;
}

/**
 * @param {string} name @param {string} file that has the signature
 * @param {Map<string, ReturnType<typeof declarationsOf>>} declared @returns {string} the file in lib/ that exports it
 */
function moduleOf(name, file, declared) {
  const here = declared.get(file);
  if (here?.exported.has(name)) return file;
  const imported = here?.imported.get(name);
  if (imported !== undefined) return path.posix.join(path.posix.dirname(file), imported).replace(/\.js$/, '.ts');
  const all = [...declared].filter(([, { exported }]) => exported.has(name)).map(([each]) => each);
  const near = all.filter((each) => each.split('/')[0] === file.split('/')[0]);
  const [only, ...others] = all.length === 1 ? all : near;
  if (only === undefined || others.length > 0) {
    const found = all.length === 0 ? 'nowhere' : `in ${all.join(', ')}`;
    throw new Error(`lib/${file}: the type ${name} of a signature is exported ${found}; import or export it there`);
  }
  return only;
}

/** @param {ts.SourceFile} source */
function declarationsOf(source) {
  /** @type {Set<string>} */
  const exported = new Set();
  /** @type {Map<string, string>} */
  const imported = new Map();
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const { text } = statement.moduleSpecifier;
      const bindings = statement.importClause?.namedBindings;
      if (!text.startsWith('.') || !bindings || !ts.isNamedImports(bindings)) continue;
      for (const { name, propertyName } of bindings.elements) if (!propertyName) imported.set(name.text, text);
    } else if (ts.isExportDeclaration(statement)) {
      const { exportClause: clause, moduleSpecifier: from } = statement;
      if (!from && clause && ts.isNamedExports(clause)) for (const { name } of clause.elements) exported.add(name.text);
    } else if (isType(statement) && statement.name && statement.modifiers?.some(isExport)) {
      exported.add(statement.name.text);
    }
  }
  return { exported, imported };
}

/** @typedef {ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration} TypeDeclaration */
/** @param {ts.Statement} node @returns {node is TypeDeclaration} */
function isType(node) {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node);
}

/** @param {ts.ModifierLike} modifier */
function isExport({ kind }) {
  return kind === ts.SyntaxKind.ExportKeyword;
}

/** @param {Map<string, { name: string, module: string }>} used @returns {string[]} */
function importLines(used) {
  /** @type {Map<string, string[]>} */
  const modules = new Map();
  for (const [local, { name, module }] of used) {
    modules.set(module, [...(modules.get(module) ?? []), local === name ? name : `${name} as ${local}`]);
  }
  return [...modules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([module, names]) =>
    `import type { ${names.sort().join(', ')} } from '../../${module.replace(/\.ts$/, '.js')}';`);
}
