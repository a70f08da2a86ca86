/** `torch.nn`. */
import { readNames } from './module/inputs.js';
import * as layers from './modules/layers.js';

export { attention } from './attention.js';
export * as functional from './functional.js';
export * as grad from './grad.js';
export * as init from './init.js';
export type { InputsOf, OutputOf, StateDict } from './module.js';
export * from './modules/layers.js';
export * as modules from './modules/index.js';
export * as parallel from './parallel/index.js';
export { DataParallel } from './parallel/data_parallel.js';
export * as parameter from './parameter.js';
export { Buffer, Parameter, UninitializedBuffer, UninitializedParameter } from './parameter.js';
export * as utils from './utils/index.js';

readNames(Object.values(layers));
