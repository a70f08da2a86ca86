import { assignable } from '../../python/assignable.js';
import { settings } from './flex/flex_attention.js';
import * as names from './flex_attention.js';

/** `torch.nn.attention.flex_attention`, with the attribute that may be assigned. */
export const flex_attention = assignable(names, settings);
