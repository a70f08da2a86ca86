/** `torch._inductor`: of the compiler of Python, the programs that it made. */
export { aoti_load_package, AOTICompiledModel } from './inductor/package.js';
