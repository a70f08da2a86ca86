import { NativeObject } from './native_object.js';

/** A source of random numbers (`torch.Generator`). */
export class Generator extends NativeObject {}
