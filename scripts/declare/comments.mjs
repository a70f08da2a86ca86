// Comments of declarations: read, put together, written.

import ts from 'typescript';

/** Stands before a comment that was copied from elsewhere: it may be written again. */
const COPIED = '/*=*/ ';

/** The comment before a node: { lines, start, end, copied }, lines without their stars; or undefined. */
export function commentOf(source, node) {
  const ranges = ts.getLeadingCommentRanges(source.text, node.pos) ?? [];
  const range = ranges.findLast(({ pos }) => source.text.startsWith('/**', pos));
  if (range === undefined || source.text.startsWith('/** @type', range.pos)) return undefined;
  const start = range.pos - COPIED.length;
  const copied = source.text.startsWith(COPIED, start);
  const inner = source.text.slice(range.pos + 3, range.end - 2).split('\n');
  const lines = inner.map((line) => line.replace(/^\s*\* ?/, '').trim());
  while (lines.length > 0 && lines[0] === '') lines.shift();
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return { lines, start: copied ? start : range.pos, end: range.end, copied };
}

/** A comment with these lines, indented as its node is. */
export function comment(lines, indent, copied) {
  const head = copied ? COPIED : '';
  if (lines.length === 1) return `${head}/** ${lines[0]} */`;
  return [`${head}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join('\n');
}

/** The spaces before a node's line. */
export function indentOf(source, node) {
  const start = node.getStart(source, false);
  const line = source.text.lastIndexOf('\n', start - 1) + 1;
  return /^ */.exec(source.text.slice(line, start))[0];
}

/** The edit that gives a node a comment: { start, end, text }; undefined where it has it. */
export function commented(source, node, lines, copied) {
  const was = commentOf(source, node);
  const start = node.getStart(source, false);
  const alone = source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
  // What TypeScript takes for the comment of a type begins on a line of its own.
  const indent = `${indentOf(source, node)}${alone ? '' : '    '}`;
  const text = comment(lines, indent, copied);
  if (was !== undefined) {
    return source.text.slice(was.start, was.end) === text ? undefined : { start: was.start, end: was.end, text };
  }
  return { start, end: start, text: `${alone ? '' : `\n${indent}`}${text}\n${indent}` };
}
