import type { Tensor } from '../../../tensor/tensor.js';
import { py_repr } from '../../../python/repr.js';

/** How many characters a picture has at most: in both directions, or rows and columns. */
export type GridSize = number | readonly [rows: number, columns: number];

type Nested = number | readonly Nested[];

const steps = (count: number, most: number): number => Math.max(1, Math.floor((count + most - 1) / most));

/** A character for some blocks: full, in part, or nothing. */
function character(cells: readonly number[]): string {
  const ones = cells.filter((cell) => cell === 1).length;
  if (ones === 0) return ' ';
  return ones === cells.length ? '█' : '░';
}

function picture(rows: readonly (readonly number[])[], columns: number, down: number, across: number): string {
  let text = '';
  for (let r = 0; r < rows.length; r += down) {
    for (let c = 0; c < columns; c += across) {
      text += character(rows.slice(r, r + down).flatMap((row) => row.slice(c, c + across))).repeat(2);
    }
    text += '\n';
  }
  return text;
}

/** Pictures of the blocks of each batch and head, up to `limit`: (*, rows, columns). */
export function blockPicture(dense: Tensor, grid_size: GridSize, limit: number): string {
  const [num_rows, num_cols] = [dense.size(-2), dense.size(-1)];
  const [most_rows, most_cols] = typeof grid_size === 'number' ? [grid_size, grid_size] : grid_size;
  const [down, across] = [steps(num_rows, most_rows), steps(num_cols, most_cols)];
  const total: string[] = [];
  const walk = (part: Nested, place: readonly number[]): boolean => {
    if (place.length < dense.dim() - 2) {
      return (part as readonly Nested[]).every((each, i) => walk(each, [...place, i]));
    }
    if (total.length === limit) {
      total.push('...', 'To print out more, set BlockMask.to_string(limit=N)',
        'You can also index (BlockMask[batch, head]) to choose a specific batch or head');
      return false;
    }
    const rows = part as unknown as readonly (readonly number[])[];
    total.push(`${py_repr(Object.freeze([...place]))}\n${picture(rows, num_cols, down, across)}`);
    return true;
  };
  walk(dense.tolist<Nested>(), []);
  return total.join('\n');
}
