import type { Exercise } from '../lib/exercises.mjs';

/** Writes the course's pages into `folder`; returns what a menu of them shows. */
export function writeCourse(folder: string, options?: {
  /** The folder of executed notebooks; without it, the lessons are run. */
  notebooks?: string;
  lessons?: Exercise[];
  /** Where the pages will be. */
  address?: string;
  /** The folder for copies of the lessons' files. */
  files?: string;
}): Promise<{ text: string; link: string }[]>;
