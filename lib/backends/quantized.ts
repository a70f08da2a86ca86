/** `torch.backends.quantized`: which library computes with quantized tensors. */
import { switches } from '../addon/doors.js';
import { RuntimeError } from '../values/errors.js';
import type { Property } from './module.js';

const engines = ['none', 'fbgemm', 'qnnpack', 'onednn', 'x86'] as const;

/** A library for quantized tensors. */
export type QuantizedEngine = (typeof engines)[number];

/** What `torch.backends.quantized` has; `engine` can be assigned. */
export interface QuantizedFlags {
  /** The library in use. Throws a RuntimeError for one that this libtorch does not have. */
  engine: QuantizedEngine;
  /** The libraries that this libtorch has. */
  readonly supported_engines: QuantizedEngine[];
}

const nameOf = (number: number): QuantizedEngine => engines[number] ?? ('*undefined' as QuantizedEngine);

/** What may be assigned here: how each is read and written. */
export const attributes: { [Name in keyof QuantizedFlags]: Property<QuantizedFlags[Name]> } = {
  engine: {
    get: () => nameOf(switches.read_switch('quantized_engine')),
    set(value: string | null | undefined) {
      const number = (engines as readonly string[]).indexOf(value === '' || value == null ? 'none' : value);
      if (number < 0) throw new RuntimeError(`${value} is not a valid value for quantized engine`);
      switches.write_switch('quantized_engine', number);
    },
    free: true,
  },
  supported_engines: {
    get: () => switches.read_switch('quantized_engines').map(nameOf),
    set: refuse,
    free: true,
  },
};

/** For what can only be read. */
export function refuse(): never {
  throw new RuntimeError('Assignment not supported');
}
