/** Python's `random`, which the lessons draw their data and batches with: it is part of the library. */
export * from 'nodetorch/python_random';
