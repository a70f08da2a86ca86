/** `torch.nn.init`: values for parameters, written in place and beneath autograd. */
export * from './init/constant.js';
export * from './init/deprecated.js';
export * from './init/fan.js';
export * from './init/random.js';
export * from './init/truncated.js';
