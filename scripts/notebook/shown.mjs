// What an executed notebook shows.

import fs from 'node:fs';

const textOf = (text) => (Array.isArray(text) ? text.join('') : text);

/** What an executed notebook shows: printed text, pictures, complaints; and what its last cell, the check, says. */
export function shownBy(file) {
  const cells = JSON.parse(fs.readFileSync(file, 'utf8')).cells.filter((cell) => cell.cell_type === 'code');
  const outputs = (some) => some.flatMap((cell) => cell.outputs);
  const streams = (some, name) => outputs(some).filter((output) => output.name === name).map(({ text }) => textOf(text)).join('');
  const [lesson, check] = [cells.slice(0, -1), cells.slice(-1)];
  return {
    text: streams(lesson, 'stdout'),
    complaints: streams(cells, 'stderr'),
    pictures: outputs(lesson).filter(({ data }) => data?.['image/svg+xml'] || data?.['image/png']).length,
    // A value below a cell that nobody meant to show.
    values: outputs(cells).filter(({ output_type: type }) => type === 'execute_result').map(({ data }) => textOf(data['text/plain'])),
    verdict: streams(check, 'stdout').trim(),
  };
}
