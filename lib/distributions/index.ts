/** `torch.distributions`: probability distributions, their transforms and divergences. */
import * as distribution from './distribution.js';
import * as exp_family from './exp_family.js';
import * as independent from './independent.js';
import * as normal from './normal.js';
import * as transformed_distribution from './transformed_distribution.js';
import * as transforms from './transforms.js';
import { provideModules } from './texts.js';

export * as constraint_registry from './constraint_registry.js';
export * as constraints from './constraints.js';
export * as utils from './utils.js';
export { distribution, exp_family, independent, normal, transformed_distribution, transforms };
export { biject_to, transform_to } from './constraint_registry.js';
export { Distribution, type ArgConstraints } from './distribution.js';
export { ExponentialFamily } from './exp_family.js';
export { Independent } from './independent.js';
export { Normal } from './normal.js';
export { TransformedDistribution } from './transformed_distribution.js';
export * from './transforms.js';

provideModules({ distribution, exp_family, independent, normal, transformed_distribution, transforms });
