// The comparison as a table for people.

const seconds = (value) => value.toFixed(value < 10 ? 2 : 1);
const ratio = (row, what) => (row.ours[what] / row.notebook[what]).toFixed(2);

const columns = [
  ['exercise', (row) => String(row.exercise)],
  ['numbers: notebook', (row) => String(row.numbers.theirs)],
  ['ours', (row) => String(row.numbers.ours)],
  ['identical', (row) => String(row.numbers.identical)],
  ['allowed', (row) => (row.numbers.excused > 0 ? String(row.numbers.excused) : '')],
  ['work: notebook', (row) => seconds(row.notebook.work)],
  ['ours', (row) => seconds(row.ours.work)],
  ['ratio', (row) => ratio(row, 'work')],
  ['process: notebook', (row) => seconds(row.notebook.whole)],
  ['ours', (row) => seconds(row.ours.whole)],
  ['ratio', (row) => ratio(row, 'whole')],
  ['first difference', (row) => difference(row.numbers)],
];

function difference({ difference: first }) {
  if (!first) return '';
  const side = (number) => (number ? `${number.text} in "${number.line.slice(0, 40)}"` : 'nothing');
  return `number ${first.at}: ${side(first.theirs)}, ours ${side(first.ours)}`;
}

export const agrees = (row) => row.numbers.difference === null;

/** The table, and under it what the whole of it says. */
export function report(rows) {
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  const last = columns.length - 1;
  const lines = cells.map((line) =>
    line.map((cell, i) => (i === last ? cell : cell.padStart(widths[i]))).join('  ').trimEnd());
  const total = (of) => rows.reduce((sum, row) => sum + of(row), 0);
  const reasons = [...new Set(rows.flatMap((row) => row.numbers.why))];
  return [
    ...lines,
    '',
    `${rows.filter(agrees).length} of ${rows.length} exercises agree: ` +
      `${total((row) => row.numbers.identical)} numbers identical to the last digit, ` +
      `${total((row) => row.numbers.excused)} allowed to differ${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`,
    `work: ${seconds(total((row) => row.notebook.work))} s of the notebooks, ${seconds(total((row) => row.ours.work))} s of ours`,
  ].join('\n');
}
