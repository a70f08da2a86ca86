import { native } from './addon/binding.js';

/** The version of libtorch that is loaded (`torch.__version__`). */
export const __version__: string = native.torch_version;
