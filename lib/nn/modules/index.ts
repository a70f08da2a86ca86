/** `torch.nn.modules`: the layers, by family. */
export { ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential } from './container.js';
export { Bilinear, Identity, Linear } from './linear.js';
export { Module } from '../module.js';
