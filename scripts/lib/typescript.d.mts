/** Compiles the exercises; errors in others than `needed` (relative to exercises/) are told only. */
export function compileExercises(needed?: string): void;
