/** Python's `random`: the same seed gives the same numbers. */
export * from './python_random/random.js';
