/** Tables as the Python package tabulate writes them in its format `simple`. */

/** A line of names, a line of dashes, and the rows; cells are texts, and stand to the left. */
export function tabulate(rows: readonly (readonly string[])[], headers: readonly string[]): string {
  const widths = headers.map((header, i) => Math.max(header.length + 2, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string => cells.map((cell, i) => cell.padEnd(widths[i]!)).join('  ').trimEnd();
  return [line(headers), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
