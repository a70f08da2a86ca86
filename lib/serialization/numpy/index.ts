/** Arrays of NumPy's files as tensors, and back (`numpy.load`, `save`, `savez`, `savez_compressed`). */
export { EOFError, load, save, savez, savez_compressed } from './files.js';
export type { LoadArrayOptions, MmapMode, NamedArrays } from './files.js';
export { BadZipFile, NpzFile } from './npz.js';
