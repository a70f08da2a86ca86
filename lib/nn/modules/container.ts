/** Modules that hold others (torch/nn/modules/container.py). */
export { Container } from './container/container.js';
export { ModuleDict } from './container/module_dict.js';
export { ModuleList } from './container/module_list.js';
export { ParameterDict } from './container/parameter_dict.js';
export { ParameterList } from './container/parameter_list.js';
export { Sequential } from './container/sequential.js';
