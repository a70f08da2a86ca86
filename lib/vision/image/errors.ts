/** A file that cannot be read, or a picture that an operation does not take (Python's `OSError`). */
export class OSError extends Error {
  override name = 'OSError';
}

/** A file that is no picture this library can read (`PIL.UnidentifiedImageError`). */
export class UnidentifiedImageError extends OSError {
  override name = 'UnidentifiedImageError';
}

/** A picture too large to be meant (`PIL.Image.DecompressionBombError`). */
export class DecompressionBombError extends Error {
  override name = 'DecompressionBombError';
}
