import { format } from '../../format.js';

/** Operations by module, and there by operator. */
export type FlopCounts = ReadonlyMap<string, ReadonlyMap<unknown, number>>;

const suffixes = ['', 'K', 'M', 'B', 'T'] as const;
const header = ['Module', 'FLOP', '% Total'] as const;
type Row = readonly [module: string, flops: string, share: string];

/** Which of the suffixes numbers get beside a total: one that leaves it four digits at most. */
const suffixFor = (total: number): number =>
  Math.max(0, Math.min(suffixes.length - 1, Math.floor((String(total).length - 2) / 3)));

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, each) => total + each, 0);

/** The table of a counter: modules of at most `depth` names, each with its operators. */
export function flopTable(counts: FlopCounts, depth: number): string {
  const total = sum(counts.get('Global')?.values() ?? []);
  const suffix = suffixFor(total);
  // A column of numbers alone is printed without what follows the point.
  const shown = (flops: number): string =>
    (suffix === 0 ? format(flops, 'g') : `${format(flops / 1000 ** suffix, '.3f')}${suffixes[suffix]!}`);
  const row = (name: string, flops: number): Row =>
    [name, shown(flops), total === 0 ? '0%' : format(flops / total, '.2%')];
  let subsumed = false;
  const rowsOf = (name: string, indent: number): Row[] => {
    const found = counts.get(name)!;
    const flops = sum(found.values());
    subsumed ||= flops >= total;
    const space = ' '.repeat(indent);
    return [row(space + name, flops), ...Array.from(found, ([op, each]) => row(`${space} - ${String(op)}`, each))];
  };
  let rows = [...counts.keys()].sort(byCodePoints).flatMap((name) => {
    const names = name.split('.').length;
    return name === 'Global' || names > depth ? [] : rowsOf(name, names - 1);
  });
  if (counts.has('Global') && !subsumed) {
    rows = [...rowsOf('Global', 0), ...rows.map(([name, ...rest]): Row => [` ${name}`, ...rest])];
  }
  return laidOut(rows.length === 0 ? [['Global', '0', '0%']] : rows);
}

/** As Python sorts text. */
const byCodePoints = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Columns two blanks apart, each two wider than its title at least, the first to the left, the others to the right. */
function laidOut(rows: readonly Row[]): string {
  const widths = header.map((title, i) => Math.max(title.length + 2, ...rows.map((row) => row[i]!.length)));
  const line = (cells: Row): string => cells.map((cell, i) =>
    (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ').trimEnd();
  return [line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
