import * as index from './index.js';
import { backend } from './module.js';

const { attributes, ...names } = index;

/** `torch.backends`, whose `fp32_precision` can be assigned. */
export const backends = backend<typeof names, index.BackendsFlags>('torch.backends', names, attributes);
