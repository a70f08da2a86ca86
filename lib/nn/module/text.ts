import type { AnyModule } from './base.js';
import { valuesOf } from './members.js';

/** Python's `repr` of a module: the class, what `extra_repr` says, and the modules below it. */
export function moduleText(module: AnyModule): string {
  const extra = module.extra_repr();
  const extraLines = extra === '' ? [] : extra.split('\n');
  const childLines = valuesOf(module, 'module').map(([name, child]) =>
    `(${name}): ${indented(child === null ? 'None' : textOf(child))}`);
  return blockText(module._get_name(), extraLines, childLines);
}

/** The text of a module, Python's `repr` where `str` says more; a member may be called `toString`. */
export function textOf(module: AnyModule): string {
  const { __repr__, toString } = Object.getPrototypeOf(module) as AnyModule & { __repr__?(): string };
  return (__repr__ ?? toString).call(module);
}

/** `Name(...)`, on one line if there is only one line to say. */
export function blockText(name: string, extraLines: readonly string[], childLines: readonly string[]): string {
  if (extraLines.length + childLines.length === 0) return `${name}()`;
  if (extraLines.length === 1 && childLines.length === 0) return `${name}(${extraLines[0]})`;
  return `${name}(\n  ${[...extraLines, ...childLines].join('\n  ')}\n)`;
}

/** All lines but the first, moved to the right. */
function indented(text: string): string {
  const [first, ...rest] = text.split('\n') as [string, ...string[]];
  return [first, ...rest.map((line) => (line.trim() === '' ? '' : `  ${line}`))].join('\n');
}
