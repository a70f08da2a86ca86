/** Files with nothing but tensors (the Python packages `safetensors` and `safetensors.torch`). */
export { load, load_file, save, save_file } from './files.js';
export type { MetadataDict, Backend, TensorDict } from './files.js';
export { SafetensorError } from './format.js';
export { safe_open } from './safe_open.js';
export type { SafeOpen, SafeSlice } from './safe_open.js';
