export interface Cell {
  index: number;
  kind: 'markdown' | 'code' | 'task';
  /** The first heading of a text, or what stands behind the mark of code; '' without. */
  title: string;
  /** The last heading at or before the end of the cell. */
  section: string;
  /** Markdown without comment marks; '' of code. */
  text: string;
  code: string;
  /** The line of the mark, from 1. */
  line: number;
  first: number;
  last: number;
}
/** The cells of the text of an exercise, in order. */
export function cellsOf(source: string): Cell[];
