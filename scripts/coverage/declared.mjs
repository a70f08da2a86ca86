// @ts-check
// Whether the compiled declarations have a name where PyTorch has it: what TypeScript sees of the package.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { project, serviceOver } from '../editor/service.mjs';
import { isImportedOnly } from './names.mjs';
import { entryOf } from './reach.mjs';

/**
 * @param {string[]} modules
 * @returns {(of: import('./names.mjs').Name) => boolean} types count where PyTorch has one, else values
 */
export function declarer(modules) {
  const entries = modules.filter((module) => entryOf(module) !== undefined);
  const specifier = (/** @type {string} */ module) => `nodetorch${module.slice('torch'.length).replaceAll('.', '/')}`;
  const lines = entries.map((module, i) => `import * as e${i} from '${specifier(module)}';`);
  const { folder, remove } = project(fileURLToPath(new URL('../../', import.meta.url)));
  try {
    const { checker, source } = serviceOver(folder, `${lines.join('\n')}\n`);
    /** @type {Map<ts.Symbol, Map<string, ts.Symbol>>} */
    const known = new Map();
    const resolved = (/** @type {ts.Symbol} */ symbol) =>
      ((symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol);
    /** What a namespace exports, or a value has as members, by name. @param {ts.Symbol} symbol */
    const membersOf = (symbol) => {
      const cached = known.get(symbol);
      if (cached !== undefined) return cached;
      const isModule = (symbol.flags & ts.SymbolFlags.Module) !== 0;
      const list = isModule ? checker.getExportsOfModule(symbol)
        : checker.getPropertiesOfType(checker.getTypeOfSymbolAtLocation(symbol, source));
      const members = new Map(list.map((one) => [one.name, resolved(one)]));
      known.set(symbol, members);
      return members;
    };
    const entrySymbols = new Map(entries.map((module, i) => {
      const statement = /** @type {ts.ImportDeclaration} */ (source.statements[i]);
      return [module, checker.getSymbolAtLocation(statement.moduleSpecifier)];
    }));
    const torch = /** @type {ts.Symbol} */ (entrySymbols.get('torch'));
    const tensor = /** @type {ts.Symbol} */ (membersOf(torch).get('Tensor'));
    const ofTensor = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(tensor));
    const tensorMembers = new Set(ofTensor.map(({ name }) => name));
    /** @param {ts.Symbol} holder @param {string} name @param {boolean} isType */
    const has = (holder, name, isType) => {
      const found = membersOf(holder).get(name);
      return found !== undefined && (isType || (found.flags & ts.SymbolFlags.Value) !== 0);
    };
    return ({ module, name, isType, isSwitch }) => {
      if (module === 'torch.Tensor') return tensorMembers.has(name);
      const member = module.split('.').slice(1).reduce(
        (/** @type {ts.Symbol | undefined} */ symbol, part) => symbol && membersOf(symbol).get(part), torch);
      const isMember = member !== undefined && has(member, name, isType);
      const entry = entrySymbols.get(module);
      if (entry === undefined || isSwitch) return isMember;
      return has(entry, name, isType) && (isMember || isImportedOnly(module));
    };
  } finally {
    remove();
  }
}
