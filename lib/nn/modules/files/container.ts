/** `torch.nn.modules.container`. */
export { ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential } from '../layers.js';
