import { generic } from './attributes.js';
import * as index from './index.js';
import { backend } from './module.js';

/** `torch.backends`, whose `fp32_precision` can be assigned. */
export const backends = backend<typeof index, index.BackendsFlags>('torch.backends', index, generic);
