/** What `npm run check` says of a lesson's answer, for the last cell of its notebook. */
import { in_words, judge } from './index.ts';
import type { Answers } from './task.ts';

/** Prints how far the reader is: `430: not done yet: my_losses is still null`. */
export function check(exercise: number, mine: Answers): void {
  console.log(`${exercise}: ${in_words(judge(exercise, mine))}`);
}
