/** `torch.distributions`: probability distributions, their transforms and divergences. */
import * as distribution from './distribution.js';
import * as exp_family from './exp_family.js';
import * as normal from './normal.js';
import { provideModules } from './texts.js';

export * as constraints from './constraints.js';
export * as utils from './utils.js';
export { distribution, exp_family, normal };
export { Distribution, type ArgConstraints } from './distribution.js';
export { ExponentialFamily } from './exp_family.js';
export { Normal } from './normal.js';

provideModules({ distribution, exp_family, normal });
