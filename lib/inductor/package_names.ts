/** `torch._inductor.package`. */
export { AOTICompiledModel, load_package } from './package.js';
