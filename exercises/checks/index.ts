/** The reader's task of every lesson. */
import { backpropagation } from './backpropagation.ts';
import { data } from './data.ts';
import { images } from './images.ts';
import { layers } from './layers.ts';
import { losses } from './loss.ts';
import { sequences } from './sequences.ts';
import { Problem, type Answers, type Task } from './task.ts';
import { training } from './training.ts';

export const tasks: Record<number, Task> = {
  ...layers, ...data, ...losses, ...training, ...backpropagation, ...images, ...sequences,
};

export type Verdict = { state: 'ok' } | { state: 'not done yet' | 'not right yet'; message: string };

/** Looks at what a lesson's task cell exports and says how far the reader is. */
export function judge(exercise: number, mine: Answers): Verdict {
  const task = tasks[exercise];
  if (!task) throw new RangeError(`there is no task for exercise ${exercise}`);
  const gone = task.names.filter((name) => mine[name] === undefined);
  if (gone.length > 0) {
    const message = `the task cell has to export ${gone.join(' and ')} (export const ${gone[0]} = ...)`;
    return { state: 'not right yet', message };
  }
  const open = task.names.filter((name) => mine[name] === null);
  if (open.length > 0) {
    return { state: 'not done yet', message: `${open.join(' and ')} ${open.length > 1 ? 'are' : 'is'} still null` };
  }
  try {
    task.check(mine);
    return { state: 'ok' };
  } catch (error) {
    if (error instanceof Problem) return { state: 'not right yet', message: error.message };
    throw error;
  }
}

/** A verdict in one line. */
export const in_words = (verdict: Verdict): string =>
  verdict.state === 'ok' ? 'ok' : `${verdict.state}: ${verdict.message}`;
