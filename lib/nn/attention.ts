import { assignable } from '../python/assignable.js';
import * as names from './attention/index.js';
import { settings } from './attention/warnings.js';

/** `torch.nn.attention`, with the attribute that may be assigned. */
export const attention = assignable<Omit<typeof names, keyof typeof settings>, typeof settings>(names, settings);
