export interface Exercise {
  number: string;
  /** Absolute. */
  file: string;
  title: string;
}
export function listExercises(): Exercise[];
