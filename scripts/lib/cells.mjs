// The cells of an exercise, in the percent format: `// %% [markdown]` begins a text, written as comments, `// %%` a
// piece of the program, and `// %% Your turn` the piece that the reader completes.

const MARK = /^\/\/ %%(?: \[(\w+)\])?(?: (.+))?$/;

const kindOf = (type, label) => type ?? (label === 'Your turn' ? 'task' : 'code');

/** A comment without its mark. */
const uncomment = (line) => line.replace(/^\/\/ ?/, '');

/** `lines` without the empty ones around, and how many were left out at the beginning. */
function trimmed(lines) {
  const isFull = (line) => line.trim() !== '';
  const first = lines.findIndex(isFull);
  return first < 0 ? [[], 0] : [lines.slice(first, lines.findLastIndex(isFull) + 1), first];
}

function cellOf(index, [mark, ...body], line) {
  const [, type, label] = MARK.exec(mark);
  const kind = kindOf(type, label);
  const [lines, skipped] = trimmed(kind === 'markdown' ? body.map(uncomment) : body);
  const text = lines.join('\n');
  const heading = kind === 'markdown' ? /^#+ (.+)$/m.exec(text)?.[1] : label;
  const first = line + 1 + skipped;
  return {
    index, kind, title: heading ?? '', line, first, last: first + Math.max(lines.length, 1) - 1,
    text: kind === 'markdown' ? text : '', code: kind === 'markdown' ? '' : text,
  };
}

/**
 * The cells of the text of an exercise, in order. Each: `index` from 0; `kind`, 'markdown', 'code' or 'task' (the code
 * of the reader's answer); `title`, a text's first heading or what stands behind a code cell's mark, '' without;
 * `section`, the last heading at or before its end; `text`, Markdown without the comment marks ('' of code); `code`
 * ('' of text); and the lines in the file, from 1: `line` of the mark, `first` and `last` of what is in the cell.
 * Throws for a file that does not begin with a mark.
 */
export function cellsOf(source) {
  const lines = source.split(/\r?\n/);
  const marks = lines.flatMap((line, i) => (MARK.test(line) ? [i] : []));
  if (marks[0] !== 0) throw new Error('an exercise begins with the mark of a cell, // %% [markdown]');
  let section = '';
  return marks.map((mark, index) => {
    const cell = cellOf(index, lines.slice(mark, marks[index + 1]), mark + 1);
    const headings = [...cell.text.matchAll(/^#+ (.+)$/gm)];
    section = headings.at(-1)?.[1] ?? section;
    return { ...cell, section };
  });
}
