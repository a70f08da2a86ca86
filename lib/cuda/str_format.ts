import { IndexError, ValueError } from '../values/errors.js';

/** Python's `str.format` for arguments by position: `{}`, `{0}`, and doubled braces for themselves. */
export function pyFormat(text: string, args: readonly unknown[]): string {
  let next = 0;
  return text.replaceAll(/\{\{|\}\}|\{(\d*)\}|[{}]/g, (found, number: string | undefined) => {
    if (found.length === 1) throw new ValueError(`Single '${found}' encountered in format string`);
    if (number === undefined) return found[0]!;
    const at = number === '' ? next++ : Number(number);
    if (at >= args.length) throw new IndexError(`Replacement index ${at} out of range for positional args tuple`);
    return String(args[at]);
  });
}
