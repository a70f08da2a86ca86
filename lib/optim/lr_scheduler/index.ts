/** `torch.optim.lr_scheduler`: learning rates that change in the course of a training. */
export { ChainedScheduler, SequentialLR } from './combined.js';
export { CosineAnnealingLR, CosineAnnealingWarmRestarts } from './cosine.js';
export { CyclicLR } from './cyclic.js';
export { ExponentialLR, MultiStepLR, StepLR } from './decay.js';
export { ConstantLR, LinearLR, PolynomialLR } from './factors.js';
export { LambdaLR, MultiplicativeLR, type LRLambda } from './lambda.js';
export { OneCycleLR } from './one_cycle.js';
export { ReduceLROnPlateau } from './reduce_on_plateau.js';
export { LRScheduler, type SchedulerStateDict } from './scheduler.js';
