/** A file does not hold what it should, or names what may not be loaded (Python's `pickle.UnpicklingError`). */
export class UnpicklingError extends Error {
  override name = 'UnpicklingError';
}

/** A value has no counterpart in Python, or one that no reader would accept (Python's `pickle.PicklingError`). */
export class PicklingError extends Error {
  override name = 'PicklingError';
}
