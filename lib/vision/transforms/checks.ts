/** What torchvision's constructors check, in its words. */
import { ValueError } from '../../values/errors.js';
import { warn } from '../../python/warnings.js';
import type { SizeArgument } from './functional/dispatch.js';
import { tupleOf } from './texts.js';

export const twoDimensions = 'Please provide only two dimensions (h, w) for size.';

/** A pair that was given as one number, as a list of one, or as a pair. */
export function pairOf(size: SizeArgument, message: string): readonly [number, number] {
  if (typeof size === 'number') return tupleOf([Math.trunc(size), Math.trunc(size)]);
  if (size.length === 1) return tupleOf([size[0]!, size[0]!]);
  if (size.length !== 2) throw new ValueError(message);
  return size as readonly [number, number];
}

export function checkSequence(
  value: unknown, name: string, lengths: readonly number[],
): asserts value is readonly number[] {
  const wanted = lengths.join(' or ');
  if (!Array.isArray(value)) throw new TypeError(`${name} should be a sequence of length ${wanted}.`);
  if (!lengths.includes(value.length)) throw new ValueError(`${name} should be a sequence of length ${wanted}.`);
}

/** A range of angles: a number stands for the range from its negative. */
export function anglesOf(value: SizeArgument, name: string, lengths: readonly number[] = [2]): readonly number[] {
  if (typeof value !== 'number') {
    checkSequence(value, name, lengths);
    return [...value];
  }
  if (value < 0) throw new ValueError(`If ${name} is a single number, it must be positive.`);
  // Not -value, which is -0 for 0.
  return [0 - value, value];
}

export function checkFill(fill: unknown): void {
  if (fill !== null && typeof fill !== 'number' && !Array.isArray(fill)) {
    throw new TypeError('Fill should be either a sequence or a number.');
  }
}

export function checkRanges(scale: unknown, ratio: unknown): void {
  if (!Array.isArray(scale)) throw new TypeError('Scale should be a sequence');
  if (!Array.isArray(ratio)) throw new TypeError('Ratio should be a sequence');
  if (scale[0] > scale[1] || ratio[0] > ratio[1]) warn('UserWarning', 'Scale and ratio should be of kind (min, max)');
}
