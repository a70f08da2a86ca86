import { typeName } from '../../../values/type_name.js';
import type { Module } from '../../module.js';
import { blockText, textOf } from '../../module/text.js';
import { Listed } from './listed.js';
import { signature } from '../../../arguments/signature.js';

const list_ = signature('ModuleList(modules: Iterable[Module] | None = None)');

/**
 * A list of modules, which are members of the module that holds it (`torch.nn.ModuleList`). Not to be called: `forward`
 * goes through it.
 */
export class ModuleList<M extends Module = Module> extends Listed<M> {
  constructor(modules?: Iterable<M> | null);
  constructor(options: { modules: Iterable<M> | null; [Symbol.iterator]?: never });
  constructor(...args: unknown[]) {
    super();
    const [modules] = list_.list(args);
    if (modules !== null) this.extend(modules as Iterable<M>);
  }

  override extend(modules: Iterable<M>): this {
    if (typeof (modules as Partial<Iterable<M>> | null)?.[Symbol.iterator] !== 'function') {
      throw new TypeError(`ModuleList.extend should be called with an iterable, but got ${typeName(modules)}`);
    }
    return super.extend(modules);
  }
  override slice(start?: number, end?: number): ModuleList<M> {
    return new (this.constructor as typeof ModuleList)<M>([...this].slice(start, end));
  }
  /** Puts a module before the one at a place. */
  insert(index: number, module: M): void {
    const all = [...this];
    all.splice(index, 0, module);
    this._renumber(all);
  }
  /** The modules of both, in a new list (Python's `+`). */
  add(other: Iterable<M>): ModuleList<M> {
    return new ModuleList<M>([...this, ...other]);
  }

  /** Neighbours with the same text are shown once. */
  override toString(): string {
    const blocks: { text: string; start: number; end: number }[] = [];
    for (const [i, module] of [...this].entries()) {
      const text = module === null ? 'None' : textOf(module);
      const last = blocks.at(-1);
      if (last?.text === text) last.end = i;
      else blocks.push({ text, start: i, end: i });
    }
    const lines = blocks.map(({ text, start, end }) => {
      const line = start === end ? `(${start}): ${text}` : `(${start}-${end}): ${end - start + 1} x ${text}`;
      return line.replaceAll('\n', '\n  ');
    });
    return blockText(this._get_name(), [], lines);
  }
}
