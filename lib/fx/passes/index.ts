/** `torch.fx.passes`: what is done to graphs. */
export * as shape_prop from './shape_prop.js';
export * as utils from './utils/index.js';
