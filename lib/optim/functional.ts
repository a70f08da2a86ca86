/** `torch.optim.functional`: one step of each optimizer over lists of tensors. */
export { adadelta, adafactor, adagrad, asgd, rmsprop, rprop } from './functional/adaptive.js';
export { adam, adamax, adamw, nadam, radam } from './functional/moments.js';
export { muon, sgd, sparse_adam } from './functional/others.js';
