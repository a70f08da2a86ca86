/** Copies of values (Python's `copy`). */
export * from './nn/copy.js';
