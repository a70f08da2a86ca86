import { wholeProcess } from './addon/doors.js';

/** The version of libtorch that is loaded (`torch.__version__`). */
export const __version__: string = wholeProcess.torch_version;
