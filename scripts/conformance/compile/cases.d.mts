import type { Training } from './training.mjs';

/** Trainings by group and name. */
export const groups: Readonly<Record<string, Readonly<Record<string, Training>>>>;
